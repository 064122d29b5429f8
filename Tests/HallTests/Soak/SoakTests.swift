import Foundation
import TestSupport
import Testing

/// Minutes that a soak lasts; `make soak` sets it.
private let minutes = ProcessInfo.processInfo.environment["SOAK_MINUTES"].flatMap { Double($0) }

extension HallsAtWork {
    @Suite(
        "A long time under disturbance",
        .enabled(if: minutes != nil, "SOAK_MINUTES is not set: `make lines` runs it"),
        .enabled(if: NetworkSpace.obstacle == nil, "\(NetworkSpace.obstacle ?? "")"))
    struct SoakTests {
        @Test("Eight halls lose nothing under kills, cuts, loss, delay, a restore, a copied disk and a full disk")
        func nothingIsLost() async throws {
            let seconds = (minutes ?? 20) * 60
            let seed = SeededRandom.chosen
            print("SoakTests: SEED=\(seed), \(Int(seconds)) s")
            try await LineNetwork.run(
                quality: { SoakTests.quality($0) }, smallDisks: ["360732101"]
            ) { network in
                let run = try SoakRun(network: network, seed: seed, seconds: seconds)
                let events = SoakEvents(network: network, seconds: seconds)
                let memory = Memories(network.halls)
                try await run.play { run in
                    async let done: Void = events.play(run)
                    try await memory.sample(after: min(300, seconds / 4))
                    try await done
                }
                let stories = await run.stories
                let counts = await run.counts
                print("SoakTests: \(stories.count) cases; \(counts.sorted { $0.key < $1.key })")
                for event in ["servers killed", "lines cut", "store restored", "disk copied", "disk filled"] {
                    #expect(counts[event] ?? 0 > 0, "\(event)")
                }
                let checks = NetworkChecks(halls: network.halls, links: network.links, seconds: 120)
                try await checks.cases(stories)
                try await checks.scans(stories, bytes: KillRun.scanBytes)
                let faults = try await checks.faults()
                #expect(faults.isEmpty, "\(faults)")
                try await checks.lanes()
                await memory.expectNoGrowth()
            }
        }

        /// From a village's thin line to the city's good one.
        private static func quality(_ child: String) -> SlowLine.Quality {
            switch child.count {
            case 12: .init(bitsPerSecond: 4_000_000, delayMilliseconds: 60, lossPercent: 2)
            case 9: .init(bitsPerSecond: 10_000_000, delayMilliseconds: 30, lossPercent: 1)
            default: .init(bitsPerSecond: 50_000_000, delayMilliseconds: 10, lossPercent: 0.3)
            }
        }
    }
}

/// Memory of servers early and late.
private actor Memories {
    private let halls: [TestHall]
    private var early: [String: Int] = [:]

    init(_ halls: [TestHall]) { self.halls = halls }

    func sample(after seconds: Double) async throws {
        try await Task.sleep(nanoseconds: UInt64(seconds * 1_000_000_000))
        // The most within some time: a server that has just been brought back has not taken its memory yet.
        for _ in 0..<Memories.looks {
            for hall in halls { early[hall.id] = max(early[hall.id] ?? 0, hall.residentKiB ?? 0) }
            try await Task.sleep(nanoseconds: 250_000_000)
        }
    }

    /// Looks in a quarter of a minute.
    private static let looks = 60

    /// At most a fifth more than early on.
    func expectNoGrowth() {
        for hall in halls {
            guard let before = early[hall.id], let now = hall.residentKiB else { continue }
            print("SoakTests: \(hall.name) \(before) KiB, then \(now) KiB")
            #expect(Double(now) <= 1.2 * Double(before), "\(hall.name)")
        }
    }
}
