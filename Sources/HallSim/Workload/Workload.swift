/// One thing that a clerk does: when, and what is to be drawn for it.
struct WorkEvent: Sendable, Hashable {
    /// Milliseconds since the work began.
    var at: Int64
    var seed: UInt64
    /// In the first half of the time most cases are filed, so that there is time for what becomes of them.
    var isEarly: Bool
}

/// What clerks do all day: filings, steps of cases, the catalogue. Which hall and which case is drawn when it is done,
/// from what the hall's own store says then.
struct Workload: Sendable {
    var events: [WorkEvent]

    /// So many things over a time.
    init(count: Int, over milliseconds: Int64, seed: UInt64) {
        var random = SimRandom(seed: seed, .workload)
        events = (0..<count).map { _ in
            let at = random.within(0...milliseconds)
            return WorkEvent(at: at, seed: random.next(), isEarly: at < milliseconds / 2)
        }.sorted { ($0.at, $0.seed) < ($1.at, $1.seed) }
    }

    /// Plans everything.
    func begin(in world: World) {
        for (number, event) in events.enumerated() {
            world.after(event.at) {
                Clerk(world: world, number: number, seed: event.seed).work(isEarly: event.isEarly)
            }
        }
    }
}
