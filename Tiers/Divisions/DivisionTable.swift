/// Reads the table of a `DivisionTree` and collects its faults.
struct DivisionTable {
    private let file: String
    private var faults: [Fault] = []
    private var entries: [Entry] = []
    private var lineOfCode: [DivisionCode: Int] = [:]
    private var tierOfCode: [DivisionCode: Tier] = [:]

    private struct Entry {
        let line: Int
        let division: Division
    }

    /// Reads every row; nothing is thrown before all are read.
    init(csv: String, file: String) {
        self.file = file
        let table = Table(
            csv, file: file, columns: ["code", "name", "tier", "parent"], maximumBytes: 64 << 20,
            maximumRows: 1_000_000,
            faults: &faults)
        entries.reserveCapacity(table.rows.count)
        for row in table.rows { read(row) }
        for entry in entries { checkParent(of: entry) }
        if faults.isEmpty && entries.isEmpty { faults.append(nothing) }
    }

    /// The tree, if there is no fault.
    func tree() throws(TableFaults) -> DivisionTree {
        guard faults.isEmpty else { throw TableFaults(faults) }
        return DivisionTree(sound: entries.map(\.division))
    }

    private mutating func read(_ row: Table.Row) {
        guard let code = DivisionCode(row.fields[0]) else {
            return report(row.line, "code", row.fields[0], DivisionTable.notACode)
        }
        guard let tier = Tier(rawValue: row.fields[2]) else {
            return report(row.line, "tier", row.fields[2], DivisionTable.notATier)
        }
        guard (1...100).contains(row.fields[1].count) else {
            return report(row.line, "name", row.fields[1], DivisionTable.notAName)
        }
        var parent = code.parent
        if !row.fields[3].isEmpty {
            guard let given = DivisionCode(row.fields[3]) else {
                return report(row.line, "parent", row.fields[3], DivisionTable.notACode)
            }
            parent = given.governing
        }
        // A county whose digits are those of a city stands in six-digit lists for a city without counties.
        let isPseudoCounty = tier == .county && code.tierByDigits == .city
        guard code.governing == code, !isPseudoCounty else { return }
        if let earlier = lineOfCode.updateValue(row.line, forKey: code) {
            return report(row.line, "code", row.fields[0], DivisionTable.twice(earlier))
        }
        tierOfCode[code] = tier
        let above = tier == .province ? nil : parent
        entries.append(
            Entry(line: row.line, division: Division(code: code, name: row.fields[1], tier: tier, parent: above)))
    }

    /// Every division but a province hangs on one of a higher tier; so there is no circle either.
    private mutating func checkParent(of entry: Entry) {
        let division = entry.division
        guard division.tier != .province else { return }
        guard let parent = division.parent, let tier = tierOfCode[parent] else {
            return report(entry.line, "parent", division.parent?.natural, DivisionTable.noParent)
        }
        if tier >= division.tier { report(entry.line, "tier", division.tier.rawValue, DivisionTable.notBelow(parent)) }
    }

    private typealias Words = (message: Bilingual, hint: Bilingual)

    private mutating func report(_ line: Int, _ field: String, _ value: String?, _ words: Words) {
        faults.append(
            Fault(file: file, line: line, field: field, value: value, message: words.message, hint: words.hint))
    }

    private static let notACode: Words = (
        Bilingual(en: "not a division code", zh: "不是行政区划代码"),
        Bilingual(en: "write 2, 4, 6, 9 or 12 digits", zh: "应为 2、4、6、9 或 12 位数字")
    )
    private static let notATier: Words = (
        Bilingual(en: "not a tier", zh: "不是层级"),
        Bilingual(
            en: "write province, city, county, township or village",
            zh: "应为 province、city、county、township 或 village")
    )
    private static let notAName: Words = (
        Bilingual(en: "the name is missing or too long", zh: "名称缺失或过长"),
        Bilingual(en: "a name has 1 to 100 characters", zh: "名称应为 1 至 100 个字")
    )
    private static let noParent: Words = (
        Bilingual(en: "the division above is not in the table", zh: "表中没有上级区划"),
        Bilingual(en: "add its row", zh: "请补上该行")
    )

    private var nothing: Fault {
        Fault(
            file: file, line: nil, field: nil, value: nil,
            message: Bilingual(en: "the table has no division", zh: "表中没有区划"),
            hint: Bilingual(en: "add a row for each division", zh: "请为每个区划添加一行"))
    }

    private static func twice(_ earlier: Int) -> Words {
        (
            Bilingual(en: "this code stands on line \(earlier) already", zh: "该代码已在第 \(earlier) 行"),
            Bilingual(en: "keep one of the two", zh: "请只留一行")
        )
    }

    private static func notBelow(_ parent: DivisionCode) -> Words {
        (
            Bilingual(en: "its tier is not below that of \(parent), the division above it", zh: "层级不低于其上级 \(parent)"),
            Bilingual(en: "correct the tier or the parent", zh: "请更正层级或上级")
        )
    }
}
