import Glibc
import HallNode
import TestSupport
import Testing
import Tiers

@Suite("Catalogue spreadsheets")
struct CSVSourceTests {
    static let heading =
        "code,name,type,caseType,decidedBy.tier,decidedBy.department,acceptedAt,statutoryDays,basis,effectiveFrom,"
        + "steps,material.name,material.required,fee.name,fee.amount"
    static let sheet =
        heading + "\r\n"
        + "A-01,食品经营许可,01,promise,county,scj,county;township,20,"
        + "\"《食品安全法》,第三十五条\",2026-01-01,window;head,申请书,TRUE,工本费,80.00\r\n"
        + "A-01,,,,,,,,,,,营业执照,FALSE,,\r\n\r\n"
        + "A-02,出生登记,07,immediate,township,,village,,户口登记条例,2026-01-01,window,,,,\r\n"

    private func read(_ bytes: [UInt8], _ file: String = "a.csv") throws -> CatalogueFile.Content {
        let publisher = try #require(HallID("360732"))
        return CatalogueFile.read(bytes, file: file, publisher: publisher) { _ in nil }
    }

    private func gb18030(_ text: String) throws -> [UInt8] {
        let converter = try #require(iconv_open("GB18030", "UTF-8"))
        defer { iconv_close(converter) }
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 2)
        let left = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                var source = from.baseAddress
                var sourceLeft = from.count
                var target = to.baseAddress
                var targetLeft = to.count
                _ = iconv(converter, &source, &sourceLeft, &target, &targetLeft)
                return targetLeft
            }
        }
        return output.prefix(output.count - left).map { UInt8(bitPattern: $0) }
    }

    @Test("a spreadsheet gives matters, with a row for each further material", .carries(74))
    func matters() throws {
        let content = try read(Array(CSVSourceTests.sheet.utf8))
        #expect(content.faults == [])
        #expect(content.notices == [])
        let first = try #require(content.matters.first)
        #expect(content.matters.map(\.code) == ["A-01", "A-02"])
        #expect(first.basis == "《食品安全法》,第三十五条")
        #expect(first.acceptedAt == [.county, .township] && first.steps == ["window", "head"])
        #expect(first.decidedBy == MatterDecider(tier: .county, department: "scj"))
        #expect(first.materials.map(\.name) == ["申请书", "营业执照"])
        #expect(first.materials.map(\.required) == [true, false])
        #expect(first.fees == [MatterFee(name: "工本费", amount: "80.00")])
        #expect(content.matters[1].materials.isEmpty)
    }

    @Test("GB18030 gives the same as UTF-8, and says so")
    func encodings() throws {
        let utf8 = try read(Array(CSVSourceTests.sheet.utf8))
        let marked = try read([0xEF, 0xBB, 0xBF] + Array(CSVSourceTests.sheet.utf8))
        let chinese = try read(gb18030(CSVSourceTests.sheet))
        #expect(marked.matters == utf8.matters && chinese.matters == utf8.matters && utf8.matters.count == 2)
        #expect(chinese.notices.count == 1 && chinese.notices[0].en.contains("GB18030"))
    }

    @Test("semicolons and tabs separate as well", arguments: [";", "\t"])
    func separators(separator: String) throws {
        let rows = [
            CSVSourceTests.heading.replacing(",", with: separator),
            [
                "A-01", "名称", "01", "promise", "county", "", "\"county;village\"", "20", "法", "2026-01-01", "window",
                "", "", "", "",
            ]
            .joined(separator: separator),
        ]
        let content = try read(Array(rows.joined(separator: "\n").utf8), "-")
        #expect(content.faults == [])
        #expect(content.matters.first?.acceptedAt == [.county, .village])
    }

    @Test(
        "what a spreadsheet turned round is repaired with a notice",
        arguments: [
            ("01,promise", "1,promise"), ("2026-01-01,window", "2026/1/1,window"),
            ("2026-01-01,window", "2026年1月1日,window"),
            ("80.00", "80"), ("80.00", "80.0"),
        ])
    func repairs(right: String, written: String) throws {
        let content = try read(Array(CSVSourceTests.sheet.replacing(right, with: written, maxReplacements: 1).utf8))
        #expect(content.faults == [])
        #expect(content.notices.count == 1)
        #expect(try content.matters == read(Array(CSVSourceTests.sheet.utf8)).matters)
    }

    @Test(
        "faults carry the line of their row",
        arguments: [
            ("A-02,出生登记", "3.6E+17,出生登记", 5, "code", "cut"),
            ("immediate", "sometimes", 5, "caseType", "list"),
            ("FALSE", "vielleicht", 3, "material.required", "list"),
            ("80.00", "viel", 2, "fee.amount", "yuan"),
            ("material.required", "material.requird", 1, "material.requird", "column"),
            ("法》,第三十五条\"", "法》,第三十五条", 2, "-", "quotation"),
            ("A-01,,,", "A-03,,,", 3, "name", "required"),
            ("工本费,80.00", "工本费,80.00,多余", 2, "-", "heading"),
        ])
    func faults(right: String, written: String, line: Int, field: String, word: String) throws {
        let content = try read(Array(CSVSourceTests.sheet.replacing(right, with: written, maxReplacements: 1).utf8))
        let fault = try #require(content.faults.first { $0.field ?? "-" == field }, "\(content.faults)")
        #expect(fault.line == line)
        #expect(fault.message.en.contains(word), "\(fault.message.en)")
        #expect(content.matters.isEmpty)
    }

    @Test("A heading of a million columns, and a million cells without a heading, are refused at once")
    func bounds() {
        let start = ContinuousClock.now
        let wide = (0..<400_000).map { "x\($0)" }.joined(separator: ",")
        #expect(CSVSource.read(Array(wide.utf8), file: "a.csv").faults.count == 1)
        let cells = "code,name\n" + String(repeating: "a,b,c,d\n", count: 100_000)
        let faults = CSVSource.read(Array(cells.utf8), file: "a.csv").faults
        #expect(faults.count == 10_001 && faults.last?.message.en == "faults from here on are not named")
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
