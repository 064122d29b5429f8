import TestSupport
import Testing

@testable import Tiers

/// Limits and deadlines, from facts alone.
@Suite struct CaseClockTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        var type = CaseType.promise
        let accepted: String?
        var promised: Limit? = nil
        var statutory: Limit? = nil
        var stops: [(String, String)] = []
        var stoppedSince: String? = nil
        var today = "2026-03-02"
        let deadline: String?
        var law: String? = nil
        var provisional = false
        var testDescription: String { title }
    }

    static let rows: [Row] = [
        Row(title: "before acceptance there is none", accepted: nil, promised: Limit(days: 10), deadline: nil),
        Row(title: "no limit, no deadline", accepted: "2026-02-13", deadline: nil),
        Row(
            title: "by the promise, and by law beside it", accepted: "2026-02-13", promised: Limit(days: 3),
            statutory: Limit(days: 20), deadline: "2026-02-25", law: "2026-03-19"),
        Row(
            title: "by law where nothing is promised", accepted: "2026-02-13", statutory: Limit(days: 20),
            deadline: "2026-03-19", law: "2026-03-19"),
        Row(
            title: "natural days", accepted: "2026-02-13", promised: Limit(days: 10, unit: .natural),
            deadline: "2026-02-23"),
        Row(
            title: "an immediate case on the day of acceptance", type: .immediate, accepted: "2026-02-13",
            statutory: Limit(days: 20), deadline: "2026-02-13", law: "2026-03-19"),
        Row(
            title: "three working days stopped", accepted: "2026-03-02", promised: Limit(days: 5),
            stops: [("2026-03-03", "2026-03-06")], today: "2026-03-09", deadline: "2026-03-12"),
        Row(
            title: "a weekend stopped: working days are not", accepted: "2026-03-02", promised: Limit(days: 10),
            stops: [("2026-03-06", "2026-03-08")], today: "2026-03-09", deadline: "2026-03-16"),
        Row(
            title: "a weekend stopped: natural days are", accepted: "2026-03-02",
            promised: Limit(days: 10, unit: .natural), stops: [("2026-03-06", "2026-03-08")], today: "2026-03-09",
            deadline: "2026-03-14"),
        Row(
            title: "two stops", accepted: "2026-03-02", promised: Limit(days: 5),
            stops: [("2026-03-03", "2026-03-04"), ("2026-03-05", "2026-03-06")], today: "2026-03-20",
            deadline: "2026-03-11"),
        Row(
            title: "the clock stands now: the deadline moves on", accepted: "2026-03-02", promised: Limit(days: 5),
            stoppedSince: "2026-03-03", today: "2026-03-17", deadline: "2026-03-23"),
        Row(
            title: "a stop after the deadline does not mend lateness", accepted: "2026-03-02",
            promised: Limit(days: 5), stops: [("2026-03-10", "2026-03-20")], today: "2026-03-23",
            deadline: "2026-03-09"),
        Row(
            title: "beyond the published calendar: provisional", accepted: "2026-12-25", promised: Limit(days: 10),
            today: "2026-12-25", deadline: "2027-01-08", provisional: true),
    ]

    @Test("Deadline", .carries(27, 96, 243), arguments: rows) func deadline(row: Row) throws {
        var facts = try CaseFactsCodecTests.opening()
        facts.caseType = row.type
        facts.acceptedAt = row.accepted.map(CaseWorld.morning)
        facts.promised = row.promised
        facts.statutory = row.statutory
        facts.stops = try row.stops.map { from, through in
            let start = try #require(CivilDate(from))
            let end = try #require(CivilDate(through))
            return try #require(ClockStop(from: start, through: end))
        }
        facts.stoppedSince = row.stoppedSince.flatMap { CivilDate($0) }
        let today = try #require(CivilDate(row.today))
        let deadlines = facts.deadlines(calendar: .builtIn, today: today)
        #expect(deadlines.deadline?.text == row.deadline)
        #expect(deadlines.statutory?.text == row.law)
        #expect(deadlines.provisional == row.provisional)
    }

    @Test("Working days left stand still with the clock, and end with the decision") func workingDaysLeft() throws {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .county, promised: 10))
        let monday = try #require(CivilDate("2026-03-02"))
        func left(_ day: Int64) -> Int? {
            world.factsOnly?.workingDaysLeft(calendar: .builtIn, today: monday.adding(days: day))
        }
        #expect(left(0) == nil)
        try world.play(["township accept", "township forward", "county return"])
        #expect(left(0) == 10 && left(1) == 9 && left(14) == 0 && left(15) == -1)
        world.now = CaseWorld.morning("2026-03-03")
        try world.play(["township request-correction 照片"])
        #expect(left(1) == 9 && left(7) == 9 && left(21) == 9)
        world.now = CaseWorld.morning("2026-03-09")
        try world.play(["township supplement 照片"])
        #expect(left(7) == 9 && left(8) == 8)
        try world.play(["township forward", "county receive", "county review", "county review", "county grant"])
        #expect(left(8) == nil)
    }

    @Test("A stop has a later end, or is none") func emptyStop() throws {
        let day = try #require(CivilDate("2026-03-02"))
        #expect(ClockStop(from: day, through: day) == nil)
        #expect(ClockStop(from: day, through: day.adding(days: -1)) == nil)
    }
}
