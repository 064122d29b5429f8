import HallNode
import TestSupport
import Testing
import Tiers

/// Tables of cases that were worked on paper.
struct CaseImportTests {
    private let halls: PracticeHalls

    init() throws {
        halls = try PracticeHalls()
        _ = try PublishMatters(halls.city).run([catalogue()], now: PracticeHalls.noon)
    }

    private static let heading =
        "matter,receivedAt,kind,name,idNumber,papers,acceptedAt,decidedAt,decision,opinion,deliveredAt\n"
    private static let sound = """
        JX-001,2026-03-02 09:30,citizen,王小明,340101190001010017,申请表,2026-03-02 10:00,2026-03-05,grant,同意,2026-03-06
        JX-001,2026/3/3,citizen,张三,340101190001010025,申请表,2026/3/4,2026/3/9,refuse,不符合条件,
        JX-001,2026-03-09,citizen,李四,340101190001010017,,,,,,
        """

    private func run(_ text: String, dryRun: Bool = false) throws -> CaseImport.Outcome {
        try CaseImport(halls.city, .init(clerk: CaseClerk(name: "李娜")))
            .run(Array(text.utf8), file: "paper.csv", dryRun: dryRun)
    }

    @Test(
        "Each row is a case at its stage, with true and entry time; the same table again changes nothing", .carries(166)
    )
    func rows() throws {
        let dry = try run(CaseImportTests.heading + CaseImportTests.sound, dryRun: true)
        #expect(dry.numbers == [nil, nil, nil])
        #expect(try CaseView(halls.city).list(.init()).isEmpty)
        let outcome = try run(CaseImportTests.heading + CaseImportTests.sound)
        let numbers = outcome.numbers.compactMap { $0 }
        #expect(numbers.count == 3 && outcome.existing == 0)
        let view = CaseView(halls.city)
        let shown = try numbers.map { try view.show($0) }
        #expect(shown.map { PracticeHalls.text($0["stage"]) } == ["delivered", "refused", "accepted"])
        #expect(shown.map { $0["deemed"] } == [.bool(false), .bool(false), .bool(true)])
        #expect(shown.allSatisfy { $0["registeredLate"] == .bool(true) })
        #expect(PracticeHalls.text(shown[0]["receivedAt"]) == "2026-03-02T09:30:00.000+08:00")
        let again = try run(CaseImportTests.heading + CaseImportTests.sound)
        #expect(again.numbers == outcome.numbers && again.existing == 3)
        #expect(try view.list(.init()).count == 3)
    }

    @Test("A row that stands twice in a table is one case; one more row is one more case")
    func twice() throws {
        let row = "JX-001,2026-03-09,citizen,李四,340101190001010017,,,,,,\n"
        let outcome = try run(CaseImportTests.heading + row + row)
        #expect(Set(outcome.numbers).count == 1 && outcome.existing == 1)
        let more = try run(CaseImportTests.heading + row + CaseImportTests.sound)
        #expect(more.existing == 2)
        #expect(try CaseView(halls.city).list(.init()).count == 3)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let title: String
        let row: String
        let line: Int
        let field: String?
        let exit: HallError.Exit
        var testDescription: String { title }
    }

    @Test(
        "Faults are named with their line, and nothing is written",
        arguments: [
            Wrong(
                title: "no time", row: "JX-001,gestern,citizen,王,340101190001010017,,,,,,", line: 2,
                field: "receivedAt", exit: .unreadable),
            Wrong(
                title: "a wrong check digit", row: "JX-001,2026-03-02,citizen,王,340101190001010010,,,,,,", line: 2,
                field: "idNumber", exit: .refused),
            Wrong(
                title: "a cut number", row: "JX-001,2026-03-02,citizen,王,3.4E+17,,,,,,", line: 2, field: "idNumber",
                exit: .unreadable),
            Wrong(
                title: "decided and not accepted",
                row: "JX-001,2026-03-02,citizen,王,340101190001010017,申请表,,2026-03-05,grant,,", line: 2,
                field: "acceptedAt", exit: .unreadable),
            Wrong(
                title: "refused without reason",
                row: "JX-001,2026-03-02,citizen,王,340101190001010017,申请表,2026-03-02,2026-03-05,refuse,,", line: 2,
                field: "opinion", exit: .unreadable),
            Wrong(
                title: "accepted with something missing",
                row: "JX-001,2026-03-02,citizen,王,340101190001010017,,2026-03-02,,,,", line: 2, field: "申请表",
                exit: .refused),
            Wrong(
                title: "before it was taken in",
                row: "JX-001,2026-03-02 09:00,citizen,王,340101190001010017,申请表,2026-03-01,,,,", line: 2,
                field: "acceptedAt", exit: .refused),
            Wrong(
                title: "a matter that nobody knows", row: "XX-1,2026-03-02,citizen,王,340101190001010017,,,,,,", line: 2,
                field: nil, exit: .refused),
        ])
    func faults(wrong: Wrong) throws {
        let error = try #require(throws: HallError.self) {
            try run(CaseImportTests.heading + wrong.row + "\n" + CaseImportTests.sound)
        }
        #expect(error.exit == wrong.exit)
        #expect(error.faults.contains { $0.line == wrong.line && $0.field == wrong.field }, "\(error.faults)")
        #expect(try CaseView(halls.city).list(.init()).isEmpty)
    }

    @Test("Rows that cannot be read do not hide what is wrong with the others, and nothing is written in the middle")
    func allFaults() throws {
        let numbers = try CaseNumbers.reserve(2, at: halls.city).map(\.rawValue)
        let table = [
            "matter,receivedAt,kind,name,idNumber,papers,acceptedAt,number",
            "JX-001,2026-03-02,citizen,王,340101190001010017,申请表,2026-03-03,\(numbers[0])",
            "JX-001,gestern,citizen,王,340101190001010017,申请表,,",
            "JX-001,2026-03-02,citizen,李,340101190001010017,申请表,2026-03-01,",
            "XX-001,2026-03-02,citizen,李,340101190001010017,申请表,,",
            "JX-001,2026-03-04,citizen,张,340101190001010025,申请表,2026-03-05,\(numbers[0])",
            "JX-001,2026-03-05,citizen,张,340101190001010025,申请表,2026-03-05,3607-260302-AAAAAAAAA",
            "JX-001,2026-03-02,citizen,王,340101190001010017,申请表,2026-03-03,\(numbers[0])",
        ]
        let error = try #require(throws: HallError.self) { try run(table.joined(separator: "\n") + "\n") }
        #expect(error.faults.map(\.line) == [3, 4, 5, 6, 7])
        #expect(error.faults.map(\.field) == ["receivedAt", "acceptedAt", nil, nil, nil])
        #expect(try CaseView(halls.city).list(.init()).isEmpty)
        let mended = [table[0], table[1], table[7]].joined(separator: "\n") + "\n"
        #expect(try run(mended).numbers == [numbers[0], numbers[0]])
    }

    @Test(
        "The points that were ticked on paper come with the row",
        arguments: [("1;2", 0), ("1", 1), ("", 1), ("1;三", 1)])
    func ticks(cell: String, faults: Int) throws {
        let points = "checklist: [{point: 申请表填写完整, step: head}, {point: 照片清晰}]"
        _ = try PublishMatters(halls.city).run([catalogue(code: "JX-002", extra: points)], now: PracticeHalls.noon)
        let row = "JX-002,2026-03-02,citizen,王,340101190001010017,申请表,2026-03-02,2026-03-05,grant,,,\(cell)\n"
        let heading = CaseImportTests.heading.dropLast() + ",ticks\n"
        guard faults > 0 else {
            #expect(try run(heading + row).numbers.count == 1)
            return
        }
        let error = try #require(throws: HallError.self) { try run(heading + row) }
        #expect(error.faults.count == faults && error.faults.allSatisfy { $0.line == 2 })
    }

    @Test("A number from a sheet serves one case of this hall")
    func numbers() throws {
        let numbers = try CaseNumbers.reserve(3, at: halls.city)
        #expect(Set(numbers).count == 3)
        let heading = "matter,receivedAt,kind,name,idNumber,number\n"
        func row(_ name: String, _ number: String) -> String {
            heading + "JX-001,2026-03-02,citizen,\(name),340101190001010017,\(number)\n"
        }
        #expect(try run(row("王", numbers[0].rawValue)).numbers == [numbers[0].rawValue])
        #expect(throws: HallError.self) { try run(row("张", numbers[0].rawValue)) }
        let foreign = try #require(CaseNumbers.reserve(1, at: halls.province).first)
        #expect(throws: HallError.self) { try run(row("李", foreign.rawValue)) }
    }
}
