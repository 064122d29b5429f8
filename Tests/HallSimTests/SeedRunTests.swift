import Testing

@testable import HallSim

/// What a person gets to see of a seed that fails: a mistake is planted, as no seed is known to fail.
@Suite struct SeedRunTests {
    private static var options: Simulation.Options {
        var options = Simulation.Options()
        (options.halls, options.work, options.faultEvents) = (6, 40, 80)
        (options.faults, options.mistake) = ([.crashInside, .crashAfter], .forgetOnce)
        return options
    }

    @Test("A seed that fails is printed, plays again exactly, and is made short without becoming another failure")
    func failing() throws {
        let seed = try #require(
            try (UInt64(1)...6).first { try !Simulation(seed: $0, Self.options).run().violations.isEmpty })
        var run = SeedRun(Self.options, words: " --halls 6", shrinkRuns: 16)
        try run.play(seed)
        let failure = try #require(run.failures.first)
        #expect(!run.isRight && run.failures.count == 1 && run.seeds == 1)
        #expect(failure.seed == seed && failure.command == "hall simulate --seed \(seed) --halls 6")
        let again = try Simulation(seed: seed, Self.options).run(keepsStory: true)
        #expect(again.violations == failure.violations)
        // The short one tells the same failure in fewer lines.
        let kinds = Set(failure.violations.map(Shrinking.kind))
        #expect(failure.shortest.contains { kinds.contains(Shrinking.kind($0)) })
        #expect(!failure.story.isEmpty && failure.story.count < again.story.count)
    }

    @Test("The long run itself is told where nobody waits for a short one")
    func whole() throws {
        var run = SeedRun(Self.options, words: "", shrinkRuns: 0)
        for seed in UInt64(1)...6 where run.failures.isEmpty { try run.play(seed) }
        let failure = try #require(run.failures.first)
        #expect(failure.shortest == failure.violations)
        #expect(failure.story == (try Simulation(seed: failure.seed, Self.options).run(keepsStory: true).story))
    }

    @Test(
        "What fails is known again by its words, whatever halls and cases it happens to",
        arguments: [
            ("360733 has 3 of 4 commits of case/360733-261122-AAAAAAAAA", "has of commits of"),
            ("not at rest after 30 minutes: 3607 lacks body 2; 36 waits", "not at rest after"),
        ])
    func kinds(violation: String, kind: String) { #expect(Shrinking.kind(violation) == kind) }
}
