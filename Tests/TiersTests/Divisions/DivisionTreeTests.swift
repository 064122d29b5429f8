import Testing

@testable import Tiers

@Suite struct DivisionTreeTests {
    @Test("Anhui has 20,033 divisions in five tiers")
    func anhui() {
        let counts = Tier.allCases.map { tier in DivisionTree.anhui.divisions.count { $0.tier == tier } }
        #expect(counts == [1, 16, 119, 1_661, 18_236])
        #expect(DivisionTree.anhui.divisions.count == 20_033)
    }

    @Test("Ganzhou has 4,351 divisions in five tiers")
    func ganzhou() {
        let counts = Tier.allCases.map { tier in DivisionTree.ganzhou.divisions.count { $0.tier == tier } }
        #expect(counts == [1, 1, 18, 310, 4_021])
    }

    @Test("The division above that the digits tell is the table's, in every row", arguments: ["anhui", "ganzhou"])
    func parentsByDigits(_ name: String) throws {
        var faults: [Fault] = []
        let table = Table(
            try DataFile.text("\(name)-divisions.csv"), file: name, columns: ["code", "name", "tier", "parent"],
            maximumBytes: 2_000_000, maximumRows: 30_000, faults: &faults)
        #expect(faults.isEmpty)
        let tree = name == "anhui" ? DivisionTree.anhui : DivisionTree.ganzhou
        #expect(table.rows.count == tree.divisions.count)
        for row in table.rows {
            let code = try #require(DivisionCode(row.fields[0]))
            let division = try #require(tree[code])
            guard code.natural == row.fields[0], division.name == row.fields[1],
                division.tier.rawValue == row.fields[2], code.tierByDigits == division.tier,
                (code.parent?.natural ?? "") == row.fields[3], division.parent == code.parent
            else {
                Issue.record("line \(row.line): \(row.fields)")
                return
            }
        }
    }

    @Test(
        "The built-in tables are those of the data folder; `make data` writes them",
        arguments: ["holidays.csv", "anhui-divisions.csv", "ganzhou-divisions.csv"])
    func literals(_ file: String) throws {
        let literal =
            switch file {
            case "holidays.csv": BuiltInData.holidays
            case "anhui-divisions.csv": BuiltInData.anhuiDivisions
            default: BuiltInData.ganzhouDivisions
            }
        // Compared outside the macro, which would print a megabyte.
        let same = try DataFile.text(file) == literal
        #expect(same, "run `make data`")
    }

    @Test("The way from a village to the province, and the children of a province in order")
    func paths() throws {
        let village = try #require(DivisionCode("340102001001"))
        let path = DivisionTree.anhui.path(from: village)
        #expect(path.map(\.code.natural) == ["340102001001", "340102001", "340102", "3401", "34"])
        #expect(path.last?.name == "安徽省")
        let cities = DivisionTree.anhui.children(of: try #require(DivisionCode("34")))
        #expect(cities.count == 16 && cities.map(\.code) == cities.map(\.code).sorted())
        #expect(DivisionTree.anhui.children(of: village).isEmpty)
        #expect(DivisionTree.anhui.path(from: try #require(DivisionCode("36"))).isEmpty)
    }

    @Test("Grouping codes and pseudo-counties are dropped on import, what hangs on them goes to the government above")
    func corrections() throws {
        let tree = try DivisionTree(
            csv: """
                code,name,tier,parent
                41,河南省,province,
                4190,省直辖县级行政区划,city,41
                419001,济源市,county,4190
                44,广东省,province,
                441900000000,东莞市,city,440000000000
                441900,东莞市,county,4419
                441900003000,东城街道,township,441900
                50,重庆市,province,
                500100000000,市辖区,city,50
                500101,万州区,county,500100000000
                62,甘肃省,province,
                6202,嘉峪关市,city,
                620201,嘉峪关市,county,6202
                620201100,新城镇,township,620201
                """)
        let parents = tree.divisions.map { "\($0.code)<\($0.parent?.natural ?? "-")" }
        #expect(
            parents == [
                "41<-", "419001<41", "44<-", "4419<44", "441900003<4419", "50<-", "500101<50", "62<-", "6202<62",
                "620201100<6202",
            ])
    }

    @Test("A division that moved hangs where the table says")
    func moved() throws {
        let csv = "code,name,tier,parent\n34,甲,province,\n3401,乙,city,34\n3402,丙,city,34\n340101,丁,county,3402\n"
        let county = try #require(DivisionCode("340101"))
        #expect(try DivisionTree(csv: csv).path(from: county).map(\.code.natural) == ["340101", "3402", "34"])
    }

    @Test("Every fault of a table is named with its line")
    func faults() throws {
        let csv = """
            code,name,tier,parent
            34,安徽省,province,
            341,合肥市,city,34
            3402,,city,34
            3403,蚌埠市,town,34
            3404,淮南市,city,3x
            3404,淮南市,city,34
            3404,淮南市,city,34
            340501,花山区,county,3405
            340402,大通区,city,3404
            3406,淮北市,city
            """
        let faults = try #require(throws: TableFaults.self) { try DivisionTree(csv: csv) }.faults
        #expect(faults.map(\.line) == [3, 4, 5, 6, 8, 9, 10, 11])
        #expect(faults.map(\.field) == ["code", "name", "tier", "parent", "code", "parent", "tier", nil])
    }

    @Test("An empty table is refused")
    func empty() {
        #expect(throws: TableFaults.self) { try DivisionTree(csv: "code,name,tier,parent\n") }
    }
}
