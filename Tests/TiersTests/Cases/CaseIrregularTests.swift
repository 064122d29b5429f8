import TestSupport
import Testing

@testable import Tiers

/// What others write against the rules has no effect, is shown, and never stops the program.
@Suite struct CaseIrregularTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        let author: String
        let why: CaseObstacle
        var target: String?
        let change: @Sendable (inout CaseFacts) -> Void
        var testDescription: String { title }
    }

    /// At the start: opened and accepted by the township, forwarded to the county, received there; the city decides.
    static let rows: [Row] = [
        Row(title: "a decision by a hall that does not decide", author: "county", why: .notDecidingHall) {
            $0.action = .decide
            $0.stage = .granted
        },
        Row(title: "a commit by a hall without the pen", author: "township", why: .notHolder) {
            $0.action = .withdraw
            $0.stage = .withdrawn
        },
        Row(title: "a decision by the deciding hall before it has the pen", author: "city", why: .notHolder) {
            $0.action = .decide
            $0.stage = .granted
        },
        Row(title: "an acceptance of an accepted case", author: "county", why: .wrongStage) {
            $0.action = .accept
            $0.stage = .accepted
        },
        Row(title: "a second opening", author: "county", why: .exists) { $0.action = .open },
        Row(title: "a stage that the action does not have", author: "county", why: .factsDiffer, target: "city") {
            $0.action = .forward
            $0.stage = .granted
        },
        Row(title: "another deciding hall", author: "county", why: .factsDiffer, target: "city") {
            $0.action = .forward
            $0.stage = .forwarded
            $0.decidingHall = CaseWorld.id("county")
            $0.forwardedBy = CaseWorld.id("county")
        },
        Row(title: "a shorter limit", author: "county", why: .factsDiffer, target: "city") {
            $0.action = .forward
            $0.stage = .forwarded
            $0.promised = Limit(days: 1)
            $0.forwardedBy = CaseWorld.id("county")
        },
        Row(title: "a forward to nobody", author: "county", why: .wrongTarget) {
            $0.action = .forward
            $0.stage = .forwarded
        },
        Row(title: "a return to a hall that never held it", author: "county", why: .wrongTarget, target: "neighbour") {
            $0.action = .giveBack
            $0.stage = .returned
        },
        Row(title: "a return to the deciding hall", author: "county", why: .wrongTarget, target: "city") {
            $0.action = .giveBack
            $0.stage = .returned
        },
    ]

    static func start() throws -> CaseWorld {
        var world = try CaseWorld.opened(at: "township", CaseWorld.matter(decidedBy: .city))
        try world.play(["township accept", "township forward", "county receive"])
        return world
    }

    @Test("An irregular event has no effect and is recorded", arguments: rows) func noEffect(row: Row) throws {
        var world = try CaseIrregularTests.start()
        let before = try #require(world.state)
        var facts = before.facts
        row.change(&facts)
        let sequence = world.sequence
        var body = CaseBody(action: facts.action)
        body.materials = [MaterialRef(paper: "照片")]
        world.see(
            CaseHeader(
                author: CaseWorld.id(row.author), sequence: sequence, at: world.now,
                nextWriter: row.target.map(CaseWorld.id), facts: facts), body: body)
        let after = try #require(world.state)
        #expect(after.facts == before.facts)
        #expect(after.irregular == [.init(sequence: sequence, why: row.why)])
        #expect(after.irregularCount == 1)
        #expect(world.record.detail?.materials == CaseWorld.complete)
        #expect(world.record.detail?.history.last?.irregular == row.why)
        let movesPen = row.why != .notHolder && row.target != nil
        #expect(after.holder == CaseWorld.id(movesPen ? row.target ?? "" : "county"))
        #expect(world.factsOnly == after)
    }

    @Test("After an irregular event the case goes on") func goesOn() throws {
        var world = try CaseIrregularTests.start()
        world.see(CaseHeader(author: CaseWorld.id("county"), sequence: world.sequence, at: world.now))
        #expect(world.state?.irregular.map(\.why) == [.unreadable])
        try world.play(["county forward", "city receive", "city review", "city review", "city grant"])
        #expect(world.stage == .granted && world.state?.irregularCount == 1)
    }

    @Test("Of very many irregular events the first and the newest are kept, and all are counted") func veryMany() throws
    {
        var world = try CaseIrregularTests.start()
        let first = world.sequence
        for _ in 0..<150 {
            world.see(CaseHeader(author: CaseWorld.id("city"), sequence: world.sequence, at: world.now))
        }
        #expect(world.state?.irregularCount == 150 && world.state?.irregular.count == 100)
        #expect(world.state?.irregular.first?.sequence == first)
        #expect(world.state?.irregular.last?.sequence == first + 149)
        #expect(world.record.detail?.history.last?.irregular == .notHolder)
    }

    @Test("Without a regular opening there is no case") func noOpening() throws {
        let world = try CaseWorld.opened(at: "county", CaseWorld.matter(decidedBy: .county))
        let facts = try #require(world.state?.facts)
        let good = CaseHeader(author: facts.origin, sequence: 0, at: facts.receivedAt, facts: facts)
        #expect(CaseState.evolve(nil, good) != nil)
        var bad: [CaseHeader] = []
        bad.append(CaseHeader(author: CaseWorld.id("city"), sequence: 0, at: facts.receivedAt, facts: facts))
        bad.append(CaseHeader(author: facts.origin, sequence: 0, at: world.now, facts: facts))
        bad.append(CaseHeader(author: facts.origin, sequence: 0, at: facts.receivedAt))
        var accepted = facts
        accepted.stage = .accepted
        bad.append(CaseHeader(author: facts.origin, sequence: 0, at: facts.receivedAt, facts: accepted))
        var passed = facts
        passed.steps = StepCount(total: 2, passed: 1)
        bad.append(CaseHeader(author: facts.origin, sequence: 0, at: facts.receivedAt, facts: passed))
        for header in bad { #expect(CaseState.evolve(nil, header) == nil) }
    }

    @Test("Any headers in any order have an answer", arguments: 1...20) func total(seed: UInt64) throws {
        var numbers = SeededRandom(seed: seed)
        let start = try CaseIrregularTests.start()
        var state = start.state
        let halls = CaseWorld.names.keys.sorted().map(CaseWorld.id)
        let times: [Int64] = [.min, -1, 0, 1_772_413_200_000, .max]
        for step in 0..<500 {
            var facts = start.state?.facts
            facts?.action = numbers.pick(CaseAction.allCases)
            facts?.stage = numbers.pick(CaseStage.allCases)
            facts?.acceptedAt = Instant(milliseconds: numbers.pick(times))
            facts?.steps = StepCount(total: UInt8(numbers.below(256)), passed: UInt8(numbers.below(256)))
            let header = CaseHeader(
                author: numbers.pick(halls), sequence: numbers.below(9) == 0 ? .max : UInt64(step),
                at: Instant(milliseconds: numbers.pick(times)),
                nextWriter: numbers.below(3) == 0 ? numbers.pick(halls) : nil, takeover: numbers.below(4) == 0,
                facts: numbers.below(5) == 0 ? nil : facts)
            state = CaseState.evolve(state, header)
            let now = try #require(state)
            #expect(now.heldBy.contains(now.holder))
            #expect(now.irregular.count <= CaseLimits.irregularKept)
            let today = Instant(milliseconds: numbers.pick(times.dropLast(0).filter { abs($0 / 2) < .max / 4 }))
                .chinaDate
            _ = now.workingDaysLeft(calendar: .builtIn, today: today)
        }
        #expect(state?.irregularCount ?? 0 > 0)
    }
}
