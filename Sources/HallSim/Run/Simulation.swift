import GRDB
import HallNode
import Sync
public import Tiers

/// One seed: a network, a workload and what befalls it, then quiet, then the checks.
public struct Simulation: Sendable {
    /// What a run is made of. The same options give the same run, on every machine.
    public struct Options: Sendable {
        /// Halls, 5 to 20,033.
        public var halls = 30
        /// Kinds of faults.
        public var faults = FaultKind.allCases
        /// The tree that the halls are drawn from.
        public var tree = DivisionTree.ganzhou
        /// Things that clerks do; nil: by the number of halls.
        public var work: Int?
        /// Faults; nil: by the number of halls.
        public var faultEvents: Int?
        /// A mistake in the network that the checkers are to find; nil: none.
        public var mistake: Mistake?
        /// Halls that may keep in memory what makes them quick, at 2 MB each in a whole province; one that rests takes
        /// 0.4 MB.
        public var awake = 500

        /// The usual ones.
        public init() {}
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// What did not hold; empty: the run is right.
        public var violations: [String] = []
        /// Commits in all stores.
        public var commits = 0
        /// Virtual time, ms.
        public var milliseconds: Int64 = 0
        /// What happened how often.
        public var reached = Reached()
        /// One line an event, where it was asked for.
        public var story: [String] = []
        /// A digest over the story.
        public var digest: UInt64 = 0

        /// Takes what a world has to tell, and switches everything in it off.
        mutating func end(_ world: World) {
            milliseconds = world.time.now
            reached = world.reached
            story = world.story.lines
            digest = world.story.digest
            world.end()
        }
    }

    /// The seed.
    public let seed: UInt64
    let options: Options
    var workload: Workload
    var faults: FaultPlan

    /// Faults and work go on for so long, ms.
    private static let stormMilliseconds: Int64 = 10 * 60_000

    /// A run to be.
    public init(seed: UInt64, _ options: Options = Options()) {
        self.seed = seed
        self.options = options
        workload = Workload(
            count: options.work ?? 60 + options.halls, over: Simulation.stormMilliseconds, seed: seed)
        faults = FaultPlan(
            options.faults, halls: options.halls, count: options.faultEvents ?? 20 + options.halls,
            over: Simulation.stormMilliseconds, seed: seed)
    }

    /// Plays it.
    public func run(keepsStory: Bool = false) throws -> Outcome {
        let plan = try HallPlan(options.halls, of: options.tree, seed: seed)
        let world = try World(
            plan, seed: seed, keepsStory: keepsStory, mistake: options.mistake,
            pace: options.halls > options.awake ? .large : .usual)
        world.awake = World.Awake(most: options.awake)
        var outcome = Outcome()
        do {
            try play(world)
            try options.mistake?.make(in: world)
        } catch {
            outcome.violations = [Violation.words(error)]
        }
        let stores = try NetworkImage(world) { hall, machine in
            outcome.commits += Int(try hall.commitCount())
            try Simulation.harvest(hall, machine, in: world)
        }
        if outcome.violations.isEmpty {
            do { outcome.violations = try Checkers.check(world, stores, verifying: 6) } catch {
                outcome.violations = [Violation.words(error)]
            }
        }
        stores.note(in: &world.story)
        outcome.end(world)
        return outcome
    }

    /// Counts what recoveries have left in a store.
    private static func harvest(_ hall: Hall, _ machine: Machine, in world: World) throws {
        let queries: [(Reached.Kind, String)] = [
            (.refusal, "SELECT count(*) FROM quarantine WHERE refused_by = '\(hall.id.rawValue)'"),
            (.void, "SELECT count(*) FROM commits WHERE standing = 2"),
            (.reconcile, "SELECT count(*) FROM reconciles WHERE gives_done AND takes_done"),
            (.admitted, "SELECT coalesce(sum(length(admitted)) / 32, 0) FROM directory_keys"),
        ]
        for (kind, sql) in queries {
            world.reached.count(kind, try hall.read { try Int.fetchOne($0, sql: sql) ?? 0 })
        }
        // The province holds every entry: keys that nobody asked for are those of stores that were set back.
        guard machine.place == 0 else { return }
        let renewed = try hall.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM directory_keys WHERE ordinal > 1")
        }
        let asked = world.reached[.newKey] + world.reached[.rejoined]
        world.reached.count(.rewind, max((renewed ?? 0) - asked, 0))
    }

    private func play(_ world: World) throws {
        try world.begin()
        workload.begin(in: world)
        faults.begin(in: world)
        let end = world.time.now + Simulation.stormMilliseconds
        ReceiptCheck.begin(in: world, until: end)
        try world.run(until: end)
        try FaultEvent.endAll(in: world)
        try world.comeToRest()
        try world.settleForks()
        try world.comeToRest()
        world.tell("at rest")
    }
}
