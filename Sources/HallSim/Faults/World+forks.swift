import GRDB
import HallNode
import Sync
import Tiers

// Forks are ended by people: the lowest hall above all who wrote what competes takes over.
extension World {
    private static let roundsMax = 4

    /// Ends all forks, and lets the network come to rest after each round: a fork may come to light by another's end.
    func settleForks() throws {
        for _ in 0..<World.roundsMax {
            guard try endForks(where: { _ in true }) else { return }
            try comeToRest()
        }
    }

    /// Ends the forks of halls' entries. A hall that was set back may write an entry once more that it had written
    /// before: then the halls below the one that it is about know another key of it than it has.
    func settleForksOfEntries() throws { _ = try endForks { StreamName($0)?.directoryNode != nil } }

    /// Ends the forks that are meant. True if there was one that could be.
    private func endForks(where isMeant: (String) -> Bool) throws -> Bool {
        var isAny = false
        for (stream, places) in try forks().sorted(by: { $0.key < $1.key }) where isMeant(stream) {
            // The lowest may not stand above who has the pen by now.
            for taker in try takers(of: stream, knownAt: places) where endFork(of: stream, at: taker) {
                isAny = true
                break
            }
        }
        return isAny
    }

    /// Lets a hall end a fork. False if it may not, or is off.
    private func endFork(of stream: String, at taker: Machine) -> Bool {
        let superior = StreamName(stream)?.directoryNode.flatMap(superior)
        let done = act(at: taker) { process in
            try World.takeOver(stream, at: process.hall, reason: "两份内容互相矛盾", superior: superior)
        }
        if case .failure(let error)? = done {
            tell("\(taker.id): cannot end the fork of \(stream), \(Violation.words(error))")
        }
        guard case .success? = done else { return false }
        promise(at: taker)
        reached.count(.forkSettled)
        reached.count(.takeover)
        tell("\(taker.id): ends the fork of \(stream)")
        return true
    }

    /// Who was a hall's superior all the time.
    private func superior(of node: NodeID) -> HallID? {
        guard let place = plan.place(of: node.rawValue), let superior = plan.places[place].superior
        else { return nil }
        return HallID(plan.places[superior].id)
    }

    /// Forked streams with the places at which that is known.
    private func forks() throws -> [String: Set<Int>] {
        var forks: [String: Set<Int>] = [:]
        for machine in machines {
            for name in try look(at: machine, \.ends, StoreEnds.init)?.forked ?? [] {
                forks[name, default: []].insert(machine.place)
            }
        }
        return forks
    }

    /// The halls that know of a fork and stand above all who wrote in it, the lowest first; last the one of them that
    /// stands above all the others: to which a forked case was handed up, and which takes back that step.
    private func takers(of stream: String, knownAt places: Set<Int>) throws -> [Machine] {
        var writers = Set<String>()
        for place in places {
            guard let hall = machines[place].process?.hall else { continue }
            writers.formUnion(
                try hall.read { db in
                    try String.fetchAll(
                        db,
                        sql: """
                            SELECT DISTINCT d.node FROM commits c JOIN streams s USING(sid) JOIN keys k USING(kid)
                              JOIN directory_keys d USING(key)
                            WHERE s.name = ?1 AND c.standing != 2 AND c.sequence >= (SELECT min(r.sequence)
                              FROM commits r WHERE r.sid = s.sid AND r.standing = 1)
                            """, arguments: [stream])
                })
        }
        let wrote = plan.places.indices.filter { writers.contains(plan.places[$0].id) }
        let above = wrote.map { Set(plan.path(from: $0).dropFirst()) }
        guard let first = above.first else { return [] }
        let common = above.dropFirst().reduce(first) { $0.intersection($1) }
        let highest = wrote.filter { place in
            wrote.count > 1 && wrote.allSatisfy { $0 == place || plan.path(from: $0).contains(place) }
        }
        let lowestFirst = common.intersection(places).sorted {
            plan.path(from: $0).count > plan.path(from: $1).count
        }
        return (lowestFirst + highest.filter(places.contains)).map { machines[$0] }
    }
}
