import GRDB
import HallNode
import Sync
import Tiers

/// What people do about what befell a network, and those who mean it harm.
extension World {
    // MARK: - Wrong hands

    /// A hall whose key is in wrong hands does one of the things that its engine would not.
    func misuse(seed: UInt64) throws {
        var random = SimRandom(seed: seed)
        // A leaf, so that no honest hall's work depends on it, and deep enough that two stand above who can judge it.
        let leaves = machines.filter { machine in
            machine.process != nil && isLeaf(machine.place) && plan.path(from: machine.place).count > 2
                && (machine.isHostile || !touched.contains(machine.place))
        }.shuffled(using: &random)
        guard let first = leaves.first else { return }
        if random.chance(15) { return try flood(first) }
        // Not each of them has something to be made of everywhere.
        for kind in Forgery.Kind.allCases.shuffled(using: &random) {
            for machine in leaves where try forge(kind, at: machine, seed: random.next()) { return }
        }
    }

    /// Who stole a key goes on using it when its hall has another one.
    func useStolenKey(of machine: Machine) throws {
        _ = try forge(.beyondEnd, at: machine, seed: UInt64(machine.place))
    }

    /// Whether the hall did that: not each kind has something to be made of everywhere, and a machine may be off.
    private func forge(_ kind: Forgery.Kind, at machine: Machine, seed: UInt64) throws -> Bool {
        let made = act(at: machine) { process in
            try Forgery(process.hall, seed: seed, stolenKey: machine.stolenKey).commit(kind)
        }
        // A full disk stops a forger, too.
        if case .failure(let error as HallError)? = made, error.code == .diskFull { return false }
        guard let id = try made?.get() else { return false }
        machine.isHostile = true
        if kind.isForged { oracle.forged.insert(id) }
        reached.count(.forgery)
        if kind == .equivocation { reached.count(.equivocation) }
        tell("\(machine.id): wrong hands, \(kind)")
        return true
    }

    private func isLeaf(_ place: Int) -> Bool { !plan.places.contains { $0.superior == place } }

    /// More in one batch than any batch may hold: the superior says no, and nothing else comes of it.
    private func flood(_ machine: Machine) throws {
        machine.isHostile = true
        guard let superior = lines[machine.place]?.listener, let key = machine.process?.hall.identity.key else {
            return
        }
        let bytes = Frame(.batch, [UInt8](repeating: 1, count: 5 << 20)).encoded
        let answer = act(at: superior) { process in
            try process.service.answered(path: "/link/push", peerKey: key.publicKey.id.bytes, body: bytes)
        }
        if case .success(.reply(200, _))? = answer { throw Violation("\(superior.id) takes a batch of 5 MiB") }
        reached.count(.forgery)
        tell("\(machine.id): wrong hands, a batch of 5 MiB")
    }

    // MARK: - Takeovers

    /// A hall takes over a case of one below, as if that one had not been heard for long.
    func takeOverSomething(at machine: Machine, seed: UInt64) {
        var random = SimRandom(seed: seed)
        guard let hall = machine.process?.hall, !isLeaf(machine.place) else { return }
        let names = try? hall.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT 'case/' || number FROM cases WHERE is_end = 0 AND holder IN
                      (SELECT node FROM directory WHERE superior = ?) ORDER BY number
                    """, arguments: [hall.id.rawValue])
        }
        guard let stream = random.pick(names ?? []),
            case .success? = act(at: machine, { try World.takeOver(stream, at: $0.hall, reason: "持有单位长期失联") })
        else { return }
        promise(at: machine)
        reached.count(.takeover)
        tell("\(machine.id): takes over \(stream)")
    }

    /// Takes a stream over after the newest commit that counts, or the newest before a sequence.
    ///
    /// - Parameter superior: for the entry of a hall, whose superior it remains.
    static func takeOver(
        _ stream: String, at hall: Hall, reason: String, before sequence: Int64? = nil, superior: HallID? = nil
    ) throws {
        let last = try hall.read { db in
            try CommitID.fetchOne(
                db,
                sql: """
                    SELECT c.id FROM commits c JOIN streams s USING(sid)
                    WHERE s.name = ?1 AND c.standing = 0 AND (?2 IS NULL OR c.sequence < ?2)
                    ORDER BY c.sequence DESC LIMIT 1
                    """, arguments: [stream, sequence])
        }
        guard let last else { throw SimError("\(hall.id) knows nothing of \(stream)") }
        _ = try Takeover(hall).run(.init(stream: stream, last: last.hex, reason: reason, superior: superior))
    }

    /// A hall is closed: its machine is switched off for good.
    func retire(_ machine: Machine) {
        disconnect(machine)
        machine.stop()
        gone.insert(machine.place)
        tell("\(machine.id): is no more")
    }
}
