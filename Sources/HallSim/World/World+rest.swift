import HallNode
import Tiers

extension World {
    /// Within so long after the last fault the network must be at rest, ms.
    private static let calmMilliseconds: Int64 = 30 * 60_000
    private static let lookInterval: Int64 = 15_000
    /// People look after so long at what keeps the halls from each other, ms.
    private static let forksAttention: Int64 = 5 * 60_000

    /// Founds everybody, publishes the catalogue, and lets a quiet minute pass in which all link.
    func begin() throws {
        let parts = isLarge ? parts() : [Array(machines.indices)]
        for (order, part) in parts.enumerated() {
            try found(part)
            if order == 0 { try publishCatalogue() }
            if order < parts.count - 1 { try run(until: time.now + World.partMilliseconds) }
        }
        try run(until: time.now + 60_000)
    }

    private func publishCatalogue() throws {
        let source = SimCatalogue.source(promisedDays: 10, from: SimTime.beginning.chinaDate)
        _ = try machines[0].process.map { try PublishMatters($0.hall).run([source]) }
    }

    /// Lets time pass until neighbours have nothing more to tell each other. Throws with what is missing.
    func comeToRest() throws {
        let start = time.now
        let end = start + World.calmMilliseconds
        var missing: [Convergence.Missing] = []
        repeat {
            try run(until: time.now + World.lookInterval)
            missing = try Convergence.missing(in: self)
            hurry(Set(missing.map(\.place)))
            if !missing.isEmpty, time.now >= start + World.forksAttention { try settleForksOfEntries() }
        } while !missing.isEmpty && time.now < end
        guard !missing.isEmpty else { return }
        let first = missing.prefix(5).map(\.what).joined(separator: "; ")
        throw Violation("not at rest after \(World.calmMilliseconds / 60_000) minutes: \(first)")
    }
}
