import TestSupport
import Testing

@testable import Tiers

/// Cards over the story of a case, each played with signed times over the holidays of 2025 and 2026.
@Suite struct SupervisionTests {
    /// A story at the township, which the county supervises. Each line: day and hour in China, hall, action.
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        var type = CaseType.promise
        var enquiry: Enquiry? = nil
        var promised: Int? = 10
        var decidedBy = Tier.township
        var steps = ["window", "head"]
        var rules: [StepRule] = []
        let story: [String]
        /// When the county looks.
        let now: String
        /// Up to when the county has heard the township; nil: up to now.
        var heard: String? = nil
        /// When the county first saw the township's receipt for the newest forwarding; nil: never.
        var reached: String? = nil
        /// `rule.colour hall points`, sorted.
        let cards: [String]
        /// Halls of which something is not known.
        var unknown: [String] = []
        var testDescription: String { title }
    }

    static let accepted = ["2026-03-02 09 township open", "2026-03-02 10 township accept"]

    static let rows: [Row] = [
        Row(title: "in time: nothing", story: accepted, now: "2026-03-10 09", cards: []),
        Row(
            title: "two of ten days left are a fifth: a reminder", story: accepted, now: "2026-03-12 09",
            cards: ["case-time.reminder township 0"]),
        Row(
            title: "passed up on the day of the reminder: the next hall is not reminded once more", type: .reportUp,
            promised: 10, decidedBy: .county,
            story: accepted + ["2026-03-13 09 township forward", "2026-03-13 14 county receive"],
            now: "2026-03-13 20", cards: ["forward-time.red township 1.5", "forward-time.yellow township 1"]),
        Row(
            title: "passed up before it: the next hall is reminded", type: .reportUp, promised: 10,
            decidedBy: .county,
            story: accepted + ["2026-03-05 09 township forward", "2026-03-05 14 county receive"],
            now: "2026-03-12 20", cards: ["case-time.reminder county 0"]),
        Row(
            title: "one day left of three: a reminder, though it is a third", promised: 3, story: accepted,
            now: "2026-03-04 09", cards: ["case-time.reminder township 0"]),
        Row(title: "nothing on the day of acceptance", promised: 1, story: accepted, now: "2026-03-02 20", cards: []),
        Row(
            title: "the last day is in time", story: accepted, now: "2026-03-16 23",
            cards: ["case-time.reminder township 0"]),
        Row(
            title: "one working day over: yellow", story: accepted, now: "2026-03-17 09",
            cards: ["case-time.yellow township 1"]),
        Row(
            title: "two over: red beside the yellow one", story: accepted, now: "2026-03-18 09",
            cards: ["case-time.red township 1.5", "case-time.yellow township 1"]),
        Row(
            title: "a weekend after the deadline is one day over", promised: 4, story: accepted, now: "2026-03-08 09",
            cards: ["case-time.yellow township 1"]),
        Row(
            title: "the Spring Festival of 2026 is not counted", promised: 3,
            story: ["2026-02-13 09 township open", "2026-02-13 10 township accept"], now: "2026-02-25 20",
            cards: ["case-time.reminder township 0"]),
        Row(
            title: "the day after it is", promised: 3,
            story: ["2026-02-13 09 township open", "2026-02-13 10 township accept"], now: "2026-02-26 09",
            cards: ["case-time.yellow township 1"]),
        Row(
            title: "National Day of 2025: ten working days end on 16 October", promised: 10,
            story: ["2025-09-26 09 township open", "2025-09-26 10 township accept"], now: "2025-10-17 20",
            cards: ["case-time.yellow township 1"]),
        Row(
            title: "a make-up Saturday is a working day", promised: 10,
            story: ["2025-09-26 09 township open", "2025-09-26 10 township accept"], now: "2025-10-20 20",
            cards: ["case-time.red township 1.5", "case-time.yellow township 1"]),
        Row(
            title: "decided in time and long ago: nothing",
            story: accepted + [
                "2026-03-05 09 township review", "2026-03-05 10 township grant", "2026-03-05 11 township conclude",
                "2026-03-06 09 township deliver",
            ], now: "2026-06-01 09", cards: []),
        Row(
            title: "decided two days over and long ago: both cards",
            story: accepted + [
                "2026-03-18 09 township review", "2026-03-18 10 township grant", "2026-03-18 11 township conclude",
                "2026-03-18 12 township deliver",
            ], now: "2026-06-01 09", cards: ["case-time.red township 1.5", "case-time.yellow township 1"]),
        Row(
            title: "a township not heard from since the fifth day: nothing, and unknown", story: accepted,
            now: "2026-04-10 09", heard: "2026-03-09 09", cards: [], unknown: ["township"]),
        Row(
            title: "heard up to the first day over: the yellow card rests on that", story: accepted,
            now: "2026-04-10 09", heard: "2026-03-17 09", cards: ["case-time.yellow township 1"],
            unknown: ["township"]),
        Row(
            title: "not accepted within five working days", story: ["2026-03-02 09 township open"],
            now: "2026-03-10 09", cards: ["acceptance-time.yellow township 1"]),
        Row(
            title: "told within five working days",
            story: [
                "2026-03-02 09 township open", "2026-03-09 09 township request-correction 照片",
            ], now: "2026-05-10 09", cards: []),
        Row(
            title: "a step over its limit, the whole is not", promised: 10,
            rules: [StepRule(chain: .steps, place: 1, limit: Limit(days: 2))], story: accepted, now: "2026-03-05 09",
            cards: ["step-time.yellow township 1"]),
        Row(
            title: "a step passed in time", promised: 10, steps: ["window", "section", "head"],
            rules: [StepRule(chain: .steps, place: 1, limit: Limit(days: 2))],
            story: accepted + ["2026-03-04 09 township review"], now: "2026-03-10 09", cards: []),
        Row(
            title: "passed up on the fifth day after acceptance: three were allowed", type: .reportUp, promised: 20,
            decidedBy: .county, story: accepted + ["2026-03-09 09 township forward"], now: "2026-03-09 20",
            cards: ["forward-time.red township 1.5", "forward-time.yellow township 1"]),
        Row(
            title: "the way to the county is the link's: eleven days are not the township's", type: .reportUp,
            promised: 5, decidedBy: .county,
            story: accepted + ["2026-03-04 09 township forward", "2026-03-19 09 county receive"], now: "2026-03-19 20",
            cards: []),
        Row(
            title: "not handed out within ten working days",
            story: accepted + [
                "2026-03-05 09 township review", "2026-03-05 10 township grant", "2026-03-05 11 township conclude",
            ], now: "2026-03-20 09", cards: ["delivery-time.yellow township 1"]),
        Row(
            title: "declined with three characters",
            story: ["2026-03-02 09 township open", "2026-03-02 10 township decline 不符合"],
            now: "2026-03-03 09", cards: ["no-reason.yellow township 0.5"]),
        Row(
            title: "declined with ten characters",
            story: [
                "2026-03-02 09 township open", "2026-03-02 10 township decline 不属本机关职权请改送",
            ], now: "2026-03-03 09", cards: []),
        Row(
            title: "a review of one character", story: accepted + ["2026-03-03 09 township review 好"],
            now: "2026-03-03 20", cards: ["no-review-content.yellow township 0.5"]),
        Row(
            title: "refused with four characters",
            story: accepted + [
                "2026-03-03 09 township review", "2026-03-03 10 township refuse 条件不符",
            ], now: "2026-03-03 20", cards: ["refusal-without-reason.yellow township 0.5"]),
        Row(
            title: "refused with ten characters",
            story: accepted + [
                "2026-03-03 09 township review", "2026-03-03 10 township refuse 选址与国土空间规划不符",
            ], now: "2026-03-03 20", cards: []),
        Row(
            title: "a question is answered within five working days, a reminder on the fourth", type: .reply,
            promised: nil, steps: ["window"], story: accepted, now: "2026-03-06 09",
            cards: ["consultation-time.reminder township 0"]),
        Row(
            title: "a question not answered on the sixth", type: .reply, enquiry: .consultation, promised: nil,
            steps: ["window"], story: accepted, now: "2026-03-10 09", cards: ["consultation-time.yellow township 1"]),
        Row(
            title: "a question answered on the fifth", type: .reply, promised: nil, steps: ["window"],
            story: accepted + ["2026-03-09 09 township answer", "2026-03-09 10 township deliver"],
            now: "2026-04-10 09", cards: []),
        Row(
            title: "a complaint has ten, the tenth included", type: .reply, enquiry: .complaint, promised: nil,
            steps: ["window"], story: accepted, now: "2026-03-16 20", cards: ["complaint-time.reminder township 0"]),
        Row(
            title: "two days over, a report costs what a case costs", type: .reply, enquiry: .report, promised: nil,
            steps: ["window"], story: accepted, now: "2026-03-18 09",
            cards: ["complaint-time.red township 1.5", "complaint-time.yellow township 1"]),
        Row(
            title: "a complaint that nobody took up in five working days", type: .reply, enquiry: .complaint,
            promised: nil, steps: ["window"], story: ["2026-03-02 09 township open"], now: "2026-03-10 09",
            cards: ["acceptance-time.yellow township 1"]),
        Row(
            title: "a hearing within the time that was told stops the clock",
            story: accepted + [
                "2026-03-03 09 township suspend 20", "2026-03-30 09 township resume",
            ], now: "2026-04-01 09", cards: []),
        Row(
            title: "a hearing a day longer than told",
            story: accepted + [
                "2026-03-03 09 township suspend 20", "2026-04-01 09 township resume",
            ], now: "2026-04-01 09", cards: ["procedure-time.yellow township 1"]),
        Row(
            title: "a hearing that does not end", story: accepted + ["2026-03-03 09 township suspend 5"],
            now: "2026-04-01 09",
            cards: ["procedure-time.red township 1.5", "procedure-time.yellow township 1"]),
        Row(
            title: "an immediate case is due on the day of acceptance", type: .immediate, promised: nil,
            story: accepted,
            now: "2026-03-03 09", cards: ["case-time.yellow township 1"]),
    ]

    @Test("Cards", .carries(48, 56, 63, 107, 112, 113, 114, 267, 268), arguments: rows)
    func cards(row: Row) throws {
        let found = Supervision.evaluate(try SupervisionTests.play(row), .builtIn, at: SupervisionTests.moment(row))
        let cards = found.cards.map { card in
            "\(card.name.rule.rawValue).\(card.name.colour.rawValue) \(CaseWorld.name(card.hall)) \(card.points)"
        }
        #expect(cards.sorted() == row.cards)
        #expect(found.unknown.map { CaseWorld.name($0.hall) } == row.unknown)
        #expect(found.unmeasured.isEmpty)
    }

    @Test("Every area is watched, and every rule of the built-in set has its words", .carries(111)) func areas() {
        let rules = SupervisionRules.builtIn.entries.map(\.rule)
        #expect(Set(rules) == Set(SupervisionRule.allCases) && rules.count == SupervisionRule.allCases.count)
        #expect(Set(rules.map(\.area)) == Set(SupervisionRule.Area.allCases))
        #expect(Set(rules.map(\.text.zh)).count == rules.count)
    }

    @Test("Where a rule set does not tell questions from cases, it measures both alike") func plainRules() throws {
        let row = try #require(SupervisionTests.rows.first { $0.title.hasPrefix("a question not answered") })
        var rules = SupervisionRules.builtIn
        rules.entries.removeAll { $0.rule == .consultationTime }
        let found = Supervision.evaluate(try SupervisionTests.play(row), rules, at: SupervisionTests.moment(row))
        #expect(found.cards.map(\.name.description) == ["1.case-time.yellow"])
    }

    @Test("The clock moved on from day to day issues each card once, and never takes one back", arguments: rows)
    func monotonous(row: Row) throws {
        let supervised = try SupervisionTests.play(row)
        var issued: Set<CardName> = []
        let start = try #require(supervised.commits.last?.header.at)
        for day in 0..<40 as Range<Int64> {
            var moment = SupervisionTests.moment(row)
            moment.now = Instant(milliseconds: start.milliseconds + day * 86_400_000)
            moment.heardUntil = moment.heardUntil.mapValues { moment.now ?? $0 }
            let due = Supervision.evaluate(supervised, .builtIn, at: moment).cards.map(\.name)
            #expect(issued.isSubset(of: due), "day \(day)")
            issued.formUnion(due.filter { $0.colour != .reminder })
            #expect(Set(due).count == due.count)
        }
    }

    @Test("No card rests on a clock that was never measured, neither the hall's nor the own") func unmeasured() throws {
        let row = try #require(SupervisionTests.rows.first { $0.title.hasPrefix("two over") })
        var supervised = try SupervisionTests.play(row)
        var moment = SupervisionTests.moment(row)
        moment.now = nil
        let own = Supervision.evaluate(supervised, .builtIn, at: moment)
        #expect(own.cards.isEmpty && own.unmeasured == [CaseWorld.id("township")])
        for place in supervised.commits.indices { supervised.commits[place].legalAt = nil }
        let theirs = Supervision.evaluate(supervised, .builtIn, at: SupervisionTests.moment(row))
        #expect(theirs.cards.isEmpty && theirs.unmeasured == [CaseWorld.id("township")])
    }

    @Test("On the way to a hall the case is in transit; a receipt that was seen ends the way") func transit() throws {
        var row = Row(
            title: "", type: .reportUp, promised: 5, decidedBy: .county,
            story: SupervisionTests.accepted + ["2026-03-03 09 township forward"], now: "2026-03-19 09", cards: [])
        var moment = SupervisionTests.moment(row)
        let supervised = try SupervisionTests.play(row)
        let found = Supervision.evaluate(supervised, .builtIn, at: moment)
        #expect(found.cards.isEmpty && found.transit?.hall == CaseWorld.id("county"))
        row.reached = "2026-03-04 09"
        moment.heardUntil[CaseWorld.id("county")] = moment.now
        let late = Supervision.evaluate(try SupervisionTests.play(row), .builtIn, at: moment)
        #expect(late.transit == nil)
        #expect(Set(late.cards.map(\.hall)) == [CaseWorld.id("county")])
        #expect(late.cards.map(\.name.colour) == [.yellow, .red] || late.cards.map(\.name.colour) == [.red, .yellow])
    }

    @Test(
        "A charge that the list does not have, or more than it allows", .carries(114),
        arguments: [
            ("工本费", 1_000, 1_000 as Int?, 0), ("工本费", 1_001, 1_000, 1), ("加急费", 1, nil, 1), ("工本费", 90_000, .max, 0),
        ] as [(String, Int, Int?, Int)])
    func charges(name: String, amount: Int, listed: Int?, cards: Int) throws {
        let row = try #require(SupervisionTests.rows.first)
        var supervised = try SupervisionTests.play(row)
        supervised.charges = [
            .init(sequence: 2, hall: CaseWorld.id("township"), name: name, amount: amount, listed: listed)
        ]
        let found = Supervision.evaluate(supervised, .builtIn, at: SupervisionTests.moment(row)).cards
        #expect(found.count == cards && found.allSatisfy { $0.name.description == "2.illegal-charge.red" })
    }

    @Test("The step that runs now is due by its own limit", .carries(81, 96))
    func stepDeadline() throws {
        let row = try #require(SupervisionTests.rows.first { $0.title.hasPrefix("a step over") })
        let supervised = try SupervisionTests.play(row)
        let today = try #require(CivilDate("2026-03-03"))
        let due = Supervision.stepDeadline(supervised, calendar: .builtIn, today: today)
        #expect(due?.date.text == "2026-03-04")
        let plain = try SupervisionTests.play(try #require(SupervisionTests.rows.first))
        #expect(Supervision.stepDeadline(plain, calendar: .builtIn, today: today) == nil)
    }

    // MARK: - Playing

    static func instant(_ text: String) throws -> Instant {
        let parts = text.split(separator: " ")
        let day = try #require(CivilDate(String(parts[0])))
        let hour = try #require(Int64(parts[1]))
        return Instant(milliseconds: day.startInChina.milliseconds + hour * 3_600_000)
    }

    static func moment(_ row: Row) -> SupervisionMoment {
        let now = try? instant(row.now)
        let heard = row.heard.flatMap { try? instant($0) } ?? now
        return SupervisionMoment(
            now: now,
            heardUntil: heard.map { [CaseWorld.id("township"): $0, CaseWorld.id("county"): $0] } ?? [:],
            calendar: .builtIn)
    }

    /// The commits of a story, from facts that went through bytes.
    static func play(_ row: Row) throws -> SupervisedCase {
        var matter = CaseWorld.matter(
            row.type, decidedBy: row.decidedBy, steps: row.steps, promised: row.promised)
        matter.stepRules = row.rules
        if [.immediate, .reply].contains(row.type) { matter.statutory = nil }
        matter.enquiry = row.enquiry
        var world = CaseWorld()
        var commits: [SupervisedCommit] = []
        for line in row.story {
            let words = line.split(separator: " ").map(String.init)
            world.now = try instant(words[0] + " " + words[1])
            let command: CaseCommand =
                switch words[3] {
                case "open":
                    .open(CaseOpening(matter: matter, applicant: CaseWorld.applicant, materials: CaseWorld.complete))
                case "decline": .decline(reason: words[4])
                case "review": .review(opinion: words.count > 4 ? words[4] : "同意")
                case "refuse": .refuse(reason: words[4])
                default: try #require(CaseWorld.command(Array(words[3...])))
                }
            let sequence = world.sequence
            let decision = try world.run(command, at: words[2])
            let facts = CaseFactsCodec.decode(try CaseFactsCodec.encode(decision.facts))
            let header = CaseHeader(
                author: CaseWorld.id(words[2]), sequence: sequence, at: decision.at, nextWriter: decision.nextWriter,
                facts: facts)
            let reached = decision.nextWriter == nil ? nil : try row.reached.map { try instant($0) }
            commits.append(SupervisedCommit(header: header, legalAt: decision.at, reachedAt: reached))
        }
        return SupervisedCase(number: "1", commits: commits, matter: matter)
    }
}
