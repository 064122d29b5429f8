import Testing

@testable import HallSim

/// What a person gets to see of a seed that fails: a mistake is planted, as no seed is known to fail.
@Suite struct SeedRunTests {
    private static var options: Simulation.Options {
        var options = Simulation.Options()
        (options.halls, options.work, options.faultEvents) = (6, 20, 60)
        (options.faults, options.mistake) = ([.crashInside, .crashAfter], .forgetOnce)
        return options
    }

    @Test("A seed that fails is printed, plays again exactly, and is made short without becoming another failure")
    func failing() throws {
        var whole = SeedRun(Self.options, words: " --halls 6", shrinkRuns: 0)
        for seed in UInt64(1)...12 where whole.failures.isEmpty { try whole.play(seed) }
        let failure = try #require(whole.failures.first)
        #expect(!whole.isRight && failure.command == "hall simulate --seed \(failure.seed) --halls 6")

        // What nobody waits to be made short is told as it was.
        let again = try Simulation(seed: failure.seed, Self.options).run(keepsStory: true)
        #expect(again.violations == failure.violations && failure.shortest == failure.violations)
        #expect(again.story == failure.story)

        var shrunk = SeedRun(Self.options, words: "", shrinkRuns: 8)
        try shrunk.play(failure.seed)
        let short = try #require(shrunk.failures.first)
        let kinds = Set(failure.violations.map(Shrinking.kind))
        #expect(short.violations == failure.violations)
        #expect(short.shortest.contains { kinds.contains(Shrinking.kind($0)) })
        #expect(!short.story.isEmpty && short.story.count < failure.story.count)
    }

    @Test(
        "What fails is known again by its words, whatever halls and cases it happens to",
        arguments: [
            ("360733 has 3 of 4 commits of case/360733-261122-AAAAAAAAA", "has of commits of"),
            ("not at rest after 30 minutes: 3607 lacks body 2; 36 waits", "not at rest after"),
        ])
    func kinds(violation: String, kind: String) { #expect(Shrinking.kind(violation) == kind) }
}
