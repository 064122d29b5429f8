import HallSim
import Testing

/// Whole networks under faults: kept seeds, which once failed or reach much, and fresh ones.
@Suite struct SeedTests {
    private static func network(_ halls: Int) -> Simulation.Options {
        var options = Simulation.Options()
        options.halls = halls
        options.work = 70
        options.faultEvents = 24
        return options
    }

    /// The line that plays a seed again.
    private static func line(_ seed: UInt64, _ halls: Int) -> String {
        "hall simulate --seed \(seed) --halls \(halls) --work 70 --fault-events 24"
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func aKeptSeedHolds(seed: UInt64) throws {
        let outcome = try Simulation(seed: seed, Self.network(7)).run()
        #expect(outcome.violations == [], "\(Self.line(seed, 7))")
        #expect(outcome.reached[.opened] > 0)
    }

    @Test func freshSeedsHold() throws {
        for _ in 0..<3 {
            let seed = UInt64.random(in: 1_000_000...999_999_999)
            let outcome = try Simulation(seed: seed, Self.network(6)).run()
            #expect(outcome.violations == [], "\(Self.line(seed, 6))")
        }
    }

    @Test func theSameSeedIsTheSameRunToTheLastCommit() throws {
        let runs = try (0..<2).map { _ in try Simulation(seed: 11, Self.network(6)).run(keepsStory: true) }
        #expect(runs[0].story == runs[1].story)
        #expect(runs[0].digest == runs[1].digest)
        #expect(try Simulation(seed: 12, Self.network(6)).run().digest != runs[0].digest)
    }

    @Test func everyKindOfFaultHappens() throws {
        var reached = Reached()
        for seed in UInt64(20)..<24 {
            let outcome = try Simulation(seed: seed, Self.network(6)).run()
            #expect(outcome.violations == [], "\(Self.line(seed, 6))")
            reached = reached.adding(outcome.reached)
        }
        let faults: [Reached.Kind] = [
            .crashBefore, .crashInside, .crashAfter, .cut, .delay, .duplicate, .overtaken, .truncated, .corrupted,
            .fullDisk,
            .clockJump, .clockDrift, .takeover, .forgery, .refusal,
        ]
        for kind in faults { #expect(reached[kind] > 0, "\(kind.rawValue)") }
    }
}
