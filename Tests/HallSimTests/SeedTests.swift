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

    /// What a seed plays changes with the workload and the faults: these failed under earlier ones.
    @Test(
        "Kept seeds hold",
        arguments: [
            (7, 1), (7, 2), (7, 3), (7, 4), (7, 7), (7, 8), (6, 101), (6, 105), (6, 1_000_370), (6, 1_000_463),
            (6, 1_001_207), (6, 1_001_765), (6, 3_000_057), (6, 4_000_115), (6, 4_000_142), (6, 5_000_315),
            (6, 5_000_343), (6, 5_000_378),
            // A superior lost its word that a key was stolen with its disk: what the thief had written counted.
            (6, 5_000_942),
            // A fork of an entry that a takeover had ended went on where an invitation had vouched for what lost.
            (6, 5_000_828),
            // A material of a commit that a store gave before it was set back; one of a commit that a store had back
            // from who lacked it; an opinion under a grant that competes.
            (6, 5_000_661), (6, 5_000_764), (6, 5_001_120),
        ])
    func aKeptSeedHolds(halls: Int, seed: UInt64) throws {
        let outcome = try Simulation(seed: seed, Self.network(halls)).run()
        #expect(outcome.violations == [], "\(Self.line(seed, halls))")
        #expect(outcome.reached[.opened] > 0)
    }

    /// In the run of 32 halls lack materials that nobody asks for again by himself while the lines are silent.
    @Test("A network of which most halls rest in between loses nothing either", arguments: [3, 32])
    func restingHallsHold(seed: UInt64) throws {
        var options = Self.network(9)
        options.awake = 3
        let outcome = try Simulation(seed: seed, options).run()
        #expect(outcome.violations == [])
        #expect(outcome.reached[.opened] > 0)
    }

    @Test func freshSeedsHold() throws {
        for _ in 0..<3 {
            let seed = UInt64.random(in: 1_000_000...999_999_999)
            let outcome = try Simulation(seed: seed, Self.network(6)).run()
            #expect(outcome.violations == [], "\(Self.line(seed, 6))")
        }
    }

    /// What befalls a disk or a key, each kind by itself, and what must have come of it.
    @Test(
        arguments: [
            (FaultKind.setBack, [Reached.Kind.setBack, .rewind, .reconcile]), (.clone, [.clone]),
            (.wipe, [.wipe, .rejoined, .reconcile]), (.endKey, [.endedKey, .fenced, .rejoined, .admitted]),
            (.newKey, [.newKey]),
            (.oldProtocol, [.oldRelease]),
        ])
    func aLostStoreOrKeyIsMadeGood(_ kind: FaultKind, _ recoveries: [Reached.Kind]) throws {
        var options = Simulation.Options()
        (options.halls, options.work, options.faultEvents, options.faults) = (6, 30, 4, [kind])
        var reached = Reached()
        for seed in UInt64(1)...2 {
            let outcome = try Simulation(seed: seed, options).run()
            let line = "hall simulate --seed \(seed) --halls 6 --work 30 --fault-events 4 --faults \(kind.rawValue)"
            #expect(outcome.violations == [], "\(line)")
            reached = reached.adding(outcome.reached)
        }
        for recovery in recoveries { #expect(reached[recovery] > 0, "\(recovery.rawValue)") }
    }

    @Test func theSameSeedIsTheSameRunToTheLastCommit() throws {
        let runs = try (0..<2).map { _ in try Simulation(seed: 11, Self.network(6)).run(keepsStory: true) }
        #expect(runs[0].story == runs[1].story)
        #expect(runs[0].digest == runs[1].digest)
        #expect(try Simulation(seed: 12, Self.network(6)).run().digest != runs[0].digest)
    }

    @Test func everyKindOfFaultHappens() throws {
        var reached = Reached()
        for seed in UInt64(20)..<28 {
            let outcome = try Simulation(seed: seed, Self.network(6)).run()
            #expect(outcome.violations == [], "\(Self.line(seed, 6))")
            reached = reached.adding(outcome.reached)
        }
        let faults: [Reached.Kind] = [
            .crashBefore, .crashInside, .crashAfter, .cut, .delay, .duplicate, .overtaken, .truncated, .corrupted,
            .fullDisk, .clockJump, .clockDrift, .takeover, .newKey, .oldRelease, .forgery, .refusal, .setBack, .clone,
            .wipe, .endedKey, .rejoined, .reconcile,
        ]
        for kind in faults { #expect(reached[kind] > 0, "\(kind.rawValue)") }
    }
}
