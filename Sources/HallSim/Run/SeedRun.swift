public import HallNode

/// Many seeds, one after the other: what `hall simulate` does.
public struct SeedRun: Sendable {
    /// A seed at which something did not hold.
    public struct Failure: Sendable {
        /// The seed.
        public var seed: UInt64
        /// What did not hold.
        public var violations: [String]
        /// The line that plays it again.
        public var command: String
        /// The shortest story found that fails, one line an event.
        public var story: [String]
        /// What did not hold in that one.
        public var shortest: [String]

        fileprivate var value: JSONValue {
            .fields([
                "seed": .text(String(seed)), "command": .text(command),
                "violations": .list(violations.map { .text($0) }), "story": .list(story.map { .text($0) }),
                "shortest": .list(shortest.map { .text($0) }),
            ])
        }
    }

    /// Seeds from which on a kind of fault or recovery that never happened is a failure of the run.
    public static let seedsForAll = 20

    /// In so many runs one that fails is made short.
    public static let shrinkRunsMost = 60

    /// Seeds played.
    public private(set) var seeds = 0
    /// Failures, in order.
    public private(set) var failures: [Failure] = []
    /// Commits in all stores of all seeds.
    public private(set) var commits = 0
    /// Virtual time of all seeds, ms.
    public private(set) var milliseconds: Int64 = 0
    /// What happened how often.
    public private(set) var reached = Reached()
    /// How long each seed took, ms, in order.
    public private(set) var took: [Int64] = []

    private let options: Simulation.Options
    /// The words of the line that chose the options, for replaying.
    private let words: String
    private let shrinkRuns: Int

    /// A run of seeds with these options.
    ///
    /// - Parameters:
    ///   - words: the options as they stand on a command line.
    ///   - shrinkRuns: in so many runs one that fails is made short; 0: it is told as it is.
    public init(_ options: Simulation.Options, words: String, shrinkRuns: Int = shrinkRunsMost) {
        self.options = options
        self.words = words
        self.shrinkRuns = shrinkRuns
    }

    /// Plays a seed.
    public mutating func play(_ seed: UInt64) throws {
        let start = SystemClock.monotonicMilliseconds
        let simulation = Simulation(seed: seed, options)
        let outcome = try simulation.run()
        took.append(SystemClock.monotonicMilliseconds - start)
        seeds += 1
        commits += outcome.commits
        milliseconds += outcome.milliseconds
        reached = reached.adding(outcome.reached)
        guard !outcome.violations.isEmpty else { return }
        let short = try Shrinking.shrink(simulation, violations: outcome.violations, runs: shrinkRuns)
            .run(keepsStory: true)
        failures.append(
            Failure(
                seed: seed, violations: outcome.violations, command: "hall simulate --seed \(seed)\(words)",
                story: short.story, shortest: short.violations))
    }

    /// Kinds that never happened, where enough was played to say so.
    public var missing: [Reached.Kind] {
        seeds >= SeedRun.seedsForAll && options.faults == FaultKind.allCases ? reached.missing : []
    }

    /// Whether all held.
    public var isRight: Bool { failures.isEmpty && missing.isEmpty }

    /// What `hall simulate` answers.
    public var value: JSONValue { value(failures: failures.map(\.value)) }

    /// The same for people, who have read the stories: of each failure its seed.
    public var summary: JSONValue { value(failures: failures.map { .text(String($0.seed)) }) }

    private func value(failures: [JSONValue]) -> JSONValue {
        let sorted = took.sorted()
        return .fields([
            "seeds": .int(Int64(seeds)), "failures": .list(failures), "commits": .int(Int64(commits)),
            "simulatedSeconds": .int(milliseconds / 1_000),
            "medianMs": .optional(sorted.isEmpty ? nil : sorted[sorted.count / 2]),
            "reached": .object(
                Reached.Kind.allCases.map { JSONValue.Field(name: $0.rawValue, value: .int(Int64(reached[$0]))) }),
            "missing": .list(missing.map { .text($0.rawValue) }),
        ])
    }
}
