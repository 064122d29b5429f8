import TestSupport
import Testing

@testable import Tiers

/// Random halls that give random commands: what `decide` writes, `evolve` understands, everywhere alike.
@Suite struct CaseRandomTests {
    /// The column "stage after" of the action table, written down a second time.
    static func stageAfter(_ command: CaseCommand, before: CaseStage) -> CaseStage {
        switch command {
        case .open: .received
        case .requestCorrection: before == .returned ? .returned : .correcting
        case .supplement: before == .correcting ? .received : before
        case .accept, .acceptWithGaps, .notifyAndCommit: .accepted
        case .decline: .declined
        case .review, .receive, .resume: .inReview
        case .suspend: .suspended
        case .forward: .forwarded
        case .giveBack: .returned
        case .grant: .granted
        case .refuse: .refused
        case .conclude, .answer: .concluded
        case .deliver: .delivered
        case .withdraw: .withdrawn
        case .terminate: .terminated
        case .archive: .archived
        case .extend, .amend, .requestOpinion, .giveOpinion, .sendResult, .sendPapers, .takePapers, .tell: before
        }
    }

    @Test("Decide and evolve agree over a whole life", arguments: 1...40) func agree(seed: UInt64) throws {
        var numbers = SeededRandom(seed: seed)
        var ended = 0
        for _ in 0..<10 {
            let chains = [["window"], ["window", "head"], ["section", "head"], []]
            let matter = CaseWorld.matter(
                decidedBy: numbers.pick([.county, .city, .province]),
                department: numbers.below(2) == 0 ? "dkj" : nil, preReview: numbers.pick(chains),
                steps: numbers.pick(chains), promised: numbers.below(2) == 0 ? 10 : nil)
            var world = try CaseWorld.opened(
                at: numbers.pick(["village", "township", "county", "city"]), matter,
                materials: numbers.below(3) == 0 ? [] : CaseWorld.complete)
            for _ in 0..<150 where world.stage?.isEnd == false { try step(&world, &numbers) }
            if world.stage?.isEnd == true { ended += 1 }
        }
        #expect(ended > 0, "some lives come to their end")
    }

    private func step(_ world: inout CaseWorld, _ numbers: inout SeededRandom) throws {
        let halls = CaseWorld.names.keys.sorted()
        if numbers.below(3) == 0 { world.now = Instant(milliseconds: world.now.milliseconds + 86_400_000) }
        let recorded = try #require(world.state)
        let before = recorded.asOf(world.now, calendar: .builtIn)
        let hall = numbers.below(4) == 0 ? numbers.pick(halls) : CaseWorld.name(before.holder)
        let allowed = world.allowed(at: hall)
        let action = numbers.pick(CaseAction.steps)
        // Ends are reached by chance now and then; most lives should go on.
        let isDrastic = [.withdraw, .decline, .archive].contains(action)
        guard let command = command(action, world, &numbers), !isDrastic || numbers.below(8) == 0 else { return }
        do {
            let decision = try world.run(command, at: hall)
            #expect(allowed.contains(action))
            let after = try #require(world.state)
            #expect(after.irregularCount == 0)
            if decision.stream == .main {
                #expect(after.stage == CaseRandomTests.stageAfter(command, before: before.stage))
                #expect(after.holder == decision.nextWriter ?? before.holder)
                #expect(after.facts == decision.facts)
            } else {
                #expect(after == recorded)
            }
        } catch let refusal as CaseRefusal {
            let ofOptions = ["wrong-target", "materials-missing", "no-target", "paper-elsewhere"]
            let isOfOptions = ofOptions.contains(refusal.code.rawValue)
            #expect(!allowed.contains(action) || isOfOptions, "\(hall) \(action): \(refusal.code)")
        }
        #expect(world.factsOnly == world.state)
    }

    private func command(
        _ action: CaseAction, _ world: CaseWorld, _ numbers: inout SeededRandom
    ) -> CaseCommand? {
        let halls = CaseWorld.names.keys.sorted().map(CaseWorld.id)
        switch action {
        case .decide: return CaseWorld.command([numbers.pick(["grant", "refuse"])])
        case .forward: return .forward(to: numbers.below(4) == 0 ? numbers.pick(halls) : nil)
        case .giveBack: return .giveBack(reason: "材料不清", to: numbers.below(4) == 0 ? numbers.pick(halls) : nil)
        case .supplement where world.inbox.isEmpty:
            return CaseWorld.command(["supplement", "申请表", "名称核准通知书"])
        default: return CaseTableTests.likely(action, world)
        }
    }
}
