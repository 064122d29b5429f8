import GRDB
import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// The calendar at the province: published, refused, and what it does to the cases that are there.
@Suite struct PublishCalendarTests {
    private let halls: PracticeHalls

    init() throws { halls = try PracticeHalls() }

    /// The built-in table with the three years after it: in each February has one working week off.
    private static func longer(name: String = "春节") -> String {
        let builtIn = WorkCalendar.builtIn
        var text = "date,kind,name\n"
        for day in builtIn.days { text += "\(day.date),\(day.kind.rawValue),\(name)\n" }
        for year in 1...3 {
            let year = builtIn.lastPublishedYear + year
            text += "\(year)-01-01,holiday,\(name)\n"
            for day in 1...7 { text += "\(year)-02-0\(day),holiday,\(name)\n" }
        }
        return text
    }

    private func publish(
        _ text: String, at hall: Hall? = nil, dryRun: Bool = false
    ) throws(HallError) -> JSONValue {
        try PublishCalendar(hall ?? halls.province)
            .run(Array(text.utf8), file: "days.csv", dryRun: dryRun, language: "en")
    }

    @Test("The newest edition counts; the same rows again are no new one")
    func editions() throws {
        #expect(try halls.province.calendar() == .builtIn)
        let text = Self.longer()
        let first = try publish(text)
        #expect(first["unchanged"] == .bool(false))
        #expect(PracticeHalls.rows(first["newYears"]).count == 3)
        let calendar = try halls.province.calendar()
        #expect(calendar.edition == 1 && PracticeHalls.text(first["version"]) == calendar.version)
        let again = try publish(text)
        #expect(again["unchanged"] == .bool(true) && again["version"] == first["version"])
        let third = calendar.lastPublishedYear
        #expect(try publish(text + "\(third)-03-01,holiday,放假\n")["unchanged"] == .bool(false))
        #expect(try halls.province.calendar().edition == 2)
        // To publish the built-in one is to say that it counts, whatever a later release brings along.
        #expect(try publish(text)["unchanged"] == .bool(false))
        #expect(try halls.province.calendar().days == calendar.days)
    }

    @Test("A dry run says what would change and writes nothing")
    func dryRun() throws {
        let answer = try publish(Self.longer(), dryRun: true)
        #expect(answer["dryRun"] == .bool(true) && answer["version"] == .null)
        #expect(!PracticeHalls.rows(answer["off"]).isEmpty)
        #expect(try halls.province.calendar() == .builtIn)
    }

    @Test("Only the province publishes")
    func province() throws {
        let error = try #require(throws: HallError.self) { try publish(Self.longer(), at: halls.city) }
        #expect(error.code == .wrongHall && error.exit == .refused)
    }

    @Test("A calendar that forgets a year in force is refused")
    func lostYears() throws {
        let year = WorkCalendar.builtIn.lastPublishedYear + 1
        let error = try #require(throws: HallError.self) {
            try publish("date,kind,name\n\(year)-01-01,holiday,元旦\n")
        }
        #expect(error.code == .yearsLost && error.exit == .refused)
        #expect(try halls.province.calendar() == .builtIn)
    }

    @Test("All faults of a file are named with their lines, and nothing is published")
    func faults() throws {
        let text =
            "date,kind,name\n2027-01-01,holiday\n2027-02-30,holiday,春节\n2027-02-05,workday,春节\n2027-01-01,holiday,\n"
        let error = try #require(throws: HallError.self) { try publish(text) }
        #expect(error.code == .calendarFile && error.exit == .unreadable)
        #expect(error.faults.map(\.line) == [2, 3, 4, 5])
        #expect(error.faults.map(\.field) == [nil, "date", "kind", "name"])
        #expect(try halls.province.calendar() == .builtIn)
    }

    @Test("A spreadsheet's separators, dates and encoding are read", arguments: [";", "\t"])
    func spreadsheet(separator: String) throws {
        let text = Self.longer().replacing(",", with: separator).replacing("-01-01", with: "/1/1")
        #expect(try publish(text)["unchanged"] == .bool(false))
        let year = WorkCalendar.builtIn.lastPublishedYear + 4
        let yuandan: [UInt8] = [0xD4, 0xAA, 0xB5, 0xA9]  // 元旦 in GB18030
        let bytes = Array((Self.longer(name: "a") + "\(year)-01-01,holiday,").utf8) + yuandan
        let answer = try PublishCalendar(halls.province).run(bytes, file: "days.csv", language: "en")
        #expect(PracticeHalls.rows(answer["notices"]).count == 1)
        #expect(try halls.province.calendar().days.last?.name == "元旦")
    }

    // MARK: - Cases

    private static let matter = """
        - code: JX-LONG
          name: 长时限事项
          type: "07"
          caseType: promise
          decidedBy: {tier: province}
          acceptedAt: [province]
          statutoryDays: 400
          basis: 《居住证暂行条例》第一条
          effectiveFrom: 2026-01-01
          steps: [window, head]
          materials: []
        """

    /// A case whose limit of 400 working days runs beyond every year that the program knows.
    private func openCase(accept: Bool) throws -> String {
        _ = try PublishMatters(halls.province).run([.init(name: "a.yaml", bytes: Array(Self.matter.utf8))])
        let applicant = Applicant(
            kind: .organisation, name: "某公司", creditCode: "91350100M000100Y43", legalRepresentative: "王某")
        let window = CaseWindow(halls.province)
        let opened = try window.open(.init(matter: "JX-LONG", applicant: applicant), .init())
        let number = try #require(PracticeHalls.text(opened["number"]))
        if accept { _ = try window.perform(number, { _ in .accept }, .init()) }
        return number
    }

    private func rows() throws -> [Row] {
        try halls.province.read { try Row.fetchAll($0, sql: "SELECT * FROM cases ORDER BY number") }
    }

    @Test("Deadlines follow when a calendar comes, in what is shown and in what is stored; a rebuild gives the same")
    func deadlines() throws {
        let accepted = try openCase(accept: true)
        let waiting = try openCase(accept: false)
        let view = CaseView(halls.province)
        let before = try view.show(accepted)
        #expect(before["deadlineProvisional"] == .bool(true))
        #expect(PracticeHalls.text(before["calendar"]) == WorkCalendar.builtIn.version)
        let text = Self.longer()
        #expect(try publish(text, dryRun: true)["deadlinesMoved"] == .int(1))
        #expect(try publish(text)["deadlinesMoved"] == .int(1))

        let after = try view.show(accepted)
        let (old, new) = (PracticeHalls.text(before["deadline"]) ?? "", PracticeHalls.text(after["deadline"]) ?? "")
        #expect(old < new)
        #expect(PracticeHalls.text(after["calendar"]) == (try halls.province.calendar().version))
        #expect(try view.show(waiting)["deadline"] == .null)
        let stored = try rows()
        let days = stored.compactMap { $0["deadline_day"] as Int64? }
        #expect(days == [try #require(CivilDate(new)).daysSince1970])

        try halls.province.journal { try _ = halls.province.engine.rebuild($0) }
        #expect(try rows() == stored)
        #expect(try halls.province.calendar().edition == 1)
    }
}
