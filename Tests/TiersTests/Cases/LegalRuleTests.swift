import Testing

@testable import Tiers

/// Every limit of the law, with the clock driven over the holidays of two years.
@Suite struct LegalRuleTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: LegalRule
        let days: Int
        let article: String
        var testDescription: String { rule.rawValue }
    }

    /// domain.md §4.6 and §4.7, row by row.
    static let rows: [Row] = [
        Row(rule: .correction, days: 5, article: "第三十二条"), Row(rule: .decision, days: 20, article: "第四十二条"),
        Row(rule: .extension, days: 10, article: "第四十二条"), Row(rule: .decisionJoint, days: 45, article: "第四十二条"),
        Row(rule: .extensionJoint, days: 15, article: "第四十二条"), Row(rule: .preReview, days: 20, article: "第四十三条"),
        Row(rule: .delivery, days: 10, article: "第四十四条"), Row(rule: .hearingRequest, days: 5, article: "第四十七条"),
        Row(rule: .hearingHeld, days: 20, article: "第四十七条"), Row(rule: .hearingNotice, days: 7, article: "第四十八条"),
        Row(rule: .renewal, days: 30, article: "第五十条"), Row(rule: .forwarding, days: 3, article: "三日"),
        Row(rule: .telling, days: 2, article: "二日"), Row(rule: .reply, days: 5, article: "五个工作日"),
        Row(rule: .complaint, days: 10, article: "十个工作日"),
    ]

    @Test("Days, unit and source", arguments: rows) func table(row: Row) {
        #expect(row.rule.limit.days == row.days && row.rule.limit.unit == .working)
        #expect(row.rule.source.contains(row.article))
        #expect(!row.rule.meaning.en.isEmpty && !row.rule.meaning.zh.isEmpty)
    }

    @Test("The table is whole") func whole() {
        #expect(Set(LegalRuleTests.rows.map(\.rule)) == Set(LegalRule.allCases))
    }

    /// Weekends, and what the State Council announced for the two years: the oracle walks day by day.
    static func walk(from start: CivilDate, days: Int, holidays: Set<String>, makeUp: Set<String>) -> CivilDate {
        var date = start
        var left = days
        while left > 0 {
            date = date.adding(days: 1)
            let isWork = date.weekday <= 5 ? !holidays.contains(date.text) : makeUp.contains(date.text)
            if isWork { left -= 1 }
        }
        return date
    }

    @Test("Over every day of 2025 and 2026", arguments: rows) func overTwoYears(row: Row) throws {
        let lines = try DataFile.text("holidays.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",")
        }
        let holidays = Set(lines.filter { $0[1] == "holiday" }.map { String($0[0]) })
        let makeUp = Set(lines.filter { $0[1] == "workday" }.map { String($0[0]) })
        let first = try #require(CivilDate("2025-01-01"))
        for offset in 0..<730 {
            let start = first.adding(days: Int64(offset))
            let deadline = WorkCalendar.builtIn.deadline(from: start, limit: row.rule.limit)
            let walked = LegalRuleTests.walk(from: start, days: row.days, holidays: holidays, makeUp: makeUp)
            #expect(deadline.date == walked, "\(row.rule.rawValue) from \(start.text)")
            #expect(deadline.provisional == (deadline.date.components.year > 2026))
        }
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let title: String
        let rule: LegalRule
        /// `day hall action`, a line each; the case is opened at the township on `received`, the county decides.
        let lines: [String]
        var received = "2026-02-12"
        let today: String
        let from: String
        let deadline: String
        let status: ClockReading.Status
        var testDescription: String { title }
    }

    /// Spring Festival 2026: 15 to 23 February off, 14 and 28 February worked.
    static let stories: [Story] = [
        Story(
            title: "the notice of corrections is due after the festival", rule: .correction, lines: [],
            today: "2026-02-24", from: "2026-02-12", deadline: "2026-02-26", status: .running),
        Story(
            title: "corrections asked in time", rule: .correction,
            lines: ["2026-02-26 township request-correction 照片"], today: "2026-04-01", from: "2026-02-12",
            deadline: "2026-02-26", status: .met),
        Story(
            title: "nobody said anything", rule: .correction, lines: [], today: "2026-02-27", from: "2026-02-12",
            deadline: "2026-02-26", status: .late),
        Story(
            title: "forwarded within three working days", rule: .forwarding,
            lines: ["2026-02-13 township accept", "2026-02-25 township forward"], today: "2026-04-01",
            from: "2026-02-13", deadline: "2026-02-25", status: .met),
        Story(
            title: "forwarded a day late", rule: .forwarding,
            lines: ["2026-02-13 township accept", "2026-02-26 township forward"], today: "2026-04-01",
            from: "2026-02-13", deadline: "2026-02-25", status: .late),
        Story(
            title: "the pre-review of a lower hall", rule: .preReview, lines: ["2026-02-13 township accept"],
            today: "2026-03-01", from: "2026-02-13", deadline: "2026-03-19", status: .running),
        Story(
            title: "a correction after a return stops the pre-review not: it was passed up", rule: .preReview,
            lines: ["2026-02-13 township accept", "2026-02-24 township forward", "2026-02-25 county return"],
            today: "2026-04-01", from: "2026-02-13", deadline: "2026-03-19", status: .met),
        Story(
            title: "told within two working days of the answer", rule: .telling,
            lines: LegalRuleTests.granted + ["2026-03-05 township tell result"], today: "2026-04-01",
            from: "2026-03-03", deadline: "2026-03-05", status: .met),
        Story(
            title: "not told", rule: .telling, lines: LegalRuleTests.granted, today: "2026-03-06", from: "2026-03-03",
            deadline: "2026-03-05", status: .late),
        Story(
            title: "delivered within ten working days of the decision", rule: .delivery,
            lines: LegalRuleTests.granted + ["2026-03-16 township deliver"], today: "2026-04-01", from: "2026-03-02",
            deadline: "2026-03-16", status: .met),
        Story(
            title: "a hearing is held within twenty working days", rule: .hearingHeld,
            lines: ["2026-02-13 township accept", "2026-02-13 township suspend 20"], today: "2026-03-01",
            from: "2026-02-13", deadline: "2026-03-19", status: .running),
    ]

    static let granted = [
        "2026-02-13 township accept", "2026-02-13 township forward", "2026-02-14 county receive",
        "2026-02-24 county review", "2026-02-25 county review", "2026-03-02 county grant", "2026-03-03 county conclude",
    ]

    @Test("What every tier reads from facts alone", arguments: stories) func reading(story: Story) throws {
        var world = CaseWorld()
        world.now = CaseWorld.morning(story.received)
        let opening = CaseOpening(
            matter: CaseWorld.matter(decidedBy: .county), applicant: CaseWorld.applicant,
            materials: CaseWorld.complete)
        try world.run(.open(opening), at: "township")
        for line in story.lines {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            world.now = CaseWorld.morning(words[0])
            try world.play([words[1]])
        }
        let now = CaseWorld.morning(story.today)
        let state = try #require(world.factsOnly?.asOf(now, calendar: .builtIn))
        let clocks = state.clocks(calendar: .builtIn, today: now.chinaDate)
        let reading = try #require(clocks.first { $0.rule == story.rule })
        #expect(reading.from.text == story.from && reading.deadline.date.text == story.deadline)
        #expect(reading.status == story.status)
        #expect((reading.workingDaysLeft == nil) == (reading.doneAt != nil || state.facts.deemedAccepted))
    }
}
