import HallNode
import TestSupport
import Testing
import Tiers

/// The look of every hour leaves out what cannot have changed, and misses nothing by it.
@Suite struct SupervisionNewsTests {
    private let halls: LinkedHalls

    init() throws {
        halls = try LinkedHalls(at: "2026-03-02 08")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
    }

    private func accepted() throws -> String {
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let filing = CaseWindow.Filing(matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        let number = try #require(
            PracticeHalls.text(try CaseWindow(halls.township).open(filing, .init())["number"]))
        _ = try CaseWindow(halls.township).perform(number, { _ in .accept }, .init())
        return number
    }

    /// A day, whether the township is heard, how many cases are looked at, and what is issued.
    struct Row: Sendable, CustomTestStringConvertible {
        let day: String
        var heard = true
        let cases: Int64
        var issued: Int64 = 0
        var testDescription: String { day }
    }

    static let rows = [
        Row(day: "2026-03-03 09", cases: 0), Row(day: "2026-03-11 09", cases: 0),
        Row(day: "2026-03-12 09", cases: 1, issued: 1), Row(day: "2026-03-13 09", cases: 0),
        Row(day: "2026-03-14 09", cases: 0), Row(day: "2026-03-17 09", heard: false, cases: 1),
        Row(day: "2026-03-17 15", cases: 1, issued: 1), Row(day: "2026-03-18 09", cases: 1, issued: 1),
        Row(day: "2026-03-19 09", cases: 0), Row(day: "2026-03-20 09", cases: 0),
    ]

    @Test("A case is looked at when its day has come, and not again for its own card") func days() throws {
        try halls.clock.set("2026-03-02 09")
        _ = try accepted()
        try halls.sync()
        #expect(try SupervisionRun(halls.county).run(onlyNews: true)["cases"] == .int(1))
        for row in SupervisionNewsTests.rows {
            try halls.clock.set(row.day)
            if row.heard { try halls.sync() }
            let report = try SupervisionRun(halls.county).run(onlyNews: true)
            #expect(report["cases"] == .int(row.cases) && report["newCards"] == .int(row.issued), "\(row.day)")
        }
        // A look at everything finds no more.
        let whole = try SupervisionRun(halls.county).run()
        #expect(whole["cases"] == .int(1) && whole["newCards"] == .int(0))
    }

    @Test("Whatever comes of a case is looked at, and an ended one no more") func news() throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted()
        try halls.sync()
        _ = try SupervisionRun(halls.county).run(onlyNews: true)
        #expect(try SupervisionRun(halls.county).run(onlyNews: true)["cases"] == .int(0))
        for command: CaseCommand in [
            .review(opinion: "同意"), .grant(opinion: nil), .conclude(results: []),
            .deliver(way: .counter, toPerson: nil, tracking: nil),
        ] {
            halls.clock.tick()
            _ = try CaseWindow(halls.township).perform(number, { _ in command }, .init())
            try halls.sync()
            #expect(try SupervisionRun(halls.county).run(onlyNews: true)["cases"] == .int(1))
        }
        try halls.clock.set("2026-06-02 09")
        try halls.sync()
        #expect(try SupervisionRun(halls.county).run(onlyNews: true)["cases"] == .int(0))
    }
}
