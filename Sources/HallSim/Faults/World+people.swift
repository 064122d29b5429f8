import Foundation
import GRDB
import HallNode
import Sync
import Tiers

/// What people do about what befell a network, and those who mean it harm.
extension World {
    // MARK: - Wrong hands

    /// Ways in which a key in wrong hands is used in one go.
    private static let ways = 2

    /// A hall whose key is in wrong hands does some of the things that its engine would not.
    func misuse(seed: UInt64) throws {
        var random = SimRandom(seed: seed)
        // A leaf, so that no honest hall's work depends on it, and deep enough that two stand above who can judge it.
        let leaves = machines.filter { machine in
            machine.process != nil && plan.isLeaf(machine.place) && plan.path(from: machine.place).count > 2
                && (machine.isHostile || !touched.contains(machine.place))
        }.shuffled(using: &random)
        guard let first = leaves.first else { return }
        if random.chance(15) { return try flood(first) }
        // To ask thousands takes hours: who was never at work has no lane on which to put anything.
        let busy = isLarge ? leaves.filter { oracle.promises[$0.place] != nil } : leaves
        // Not each of them has something to be made of everywhere.
        var left = World.ways
        let kinds = (random.chance(50) ? [.equivocation] : []) + Forgery.Kind.allCases.shuffled(using: &random)
        for kind in kinds where left > 0 {
            for machine in busy where try forge(kind, at: machine, seed: random.next()) {
                left -= 1
                break
            }
        }
    }

    /// Who stole a key goes on using it when its hall has another one: in a case that the hall has just opened.
    func useStolenKey(of machine: Machine) throws {
        errand { $0.file(at: machine) }
        // Where the superior's word that it was stolen went with a disk, it is an honest key to everybody.
        guard let key = machine.stolenKey?.publicKey.id, let superior = plan.places[machine.place].superior,
            let hall = machines[superior].process?.hall, try hall.read({ try Directory.key(key, $0) })?.isStolen == true
        else { return }
        _ = try forge(.beyondEnd, at: machine, seed: UInt64(machine.place))
    }

    /// A clerk does a certain thing, beside what clerks do anyway.
    func errand(_ work: (Clerk) -> Void) {
        errands += 1
        work(Clerk(world: self, number: World.errandsFirst + errands, seed: seed &+ UInt64(errands)))
    }

    /// Filings and steps are told apart by their numbers: those of errands begin here.
    private static let errandsFirst = 1_000_000

    /// Whoever has a forked case in hand would go on with it, if the fork did not stop him.
    private func goOn(withForkBy id: CommitID, at machine: Machine) throws {
        let name = try machine.process?.hall.read { db in
            try String.fetchOne(
                db, sql: "SELECT name FROM streams JOIN commits USING(sid) WHERE id = ?", arguments: [id])
        }
        guard let number = name?.dropFirst("case/".count) else { return }
        for pause in World.forkPauses {
            after(pause) { [unowned self] in
                for superior in plan.path(from: machine.place).dropFirst() {
                    errand { $0.goOn(with: String(number), at: machines[superior]) }
                }
            }
        }
    }

    /// When the halls above may have heard of a second content, ms.
    private static let forkPauses: [Int64] = [5_000, 40_000]

    /// Whether the hall did that: not each kind has something to be made of everywhere, and a machine may be off.
    private func forge(_ kind: Forgery.Kind, at machine: Machine, seed: UInt64) throws -> Bool {
        let made = act(at: machine) { process in
            try Forgery(process.hall, seed: seed, stolenKey: machine.stolenKey).commit(kind)
        }
        // A full disk stops a forger, too.
        if case .failure(let error as HallError)? = made, error.code == .diskFull { return false }
        // Where the power failed on the way it may be written.
        if made == nil { machine.isHostile = true }
        guard let id = try made?.get() else { return false }
        machine.isHostile = true
        if kind.isForged { oracle.forged.insert(id) }
        reached.count(.forgery)
        if kind == .equivocation {
            reached.count(.equivocation)
            try goOn(withForkBy: id, at: machine)
        }
        tell("\(machine.id): wrong hands, \(kind)")
        return true
    }

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
        guard let hall = machine.process?.hall, !plan.isLeaf(machine.place) else { return }
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

    /// Takes a stream over after the newest commit that counts and leaves the pen elsewhere, or the newest such
    /// before a sequence: a hall to which a forked case was handed up takes back that step.
    ///
    /// - Parameter superior: for the entry of a hall, whose superior it remains.
    static func takeOver(
        _ stream: String, at hall: Hall, reason: String, before sequence: Int64? = nil, superior: HallID? = nil
    ) throws {
        let last = try hall.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT c.id, c.header, d.node FROM commits c JOIN streams s USING(sid) JOIN keys k USING(kid)
                      JOIN directory_keys d USING(key)
                    WHERE s.name = ?1 AND c.standing = 0 AND (?2 IS NULL OR c.sequence < ?2)
                    ORDER BY c.sequence DESC
                    """, arguments: [stream, sequence])
            while let row = try rows.next() {
                let (id, bytes, author): (CommitID, Data, String) = (row[0], row[1], row[2])
                if try Header(Array(bytes)).nextWriter?.rawValue ?? author != hall.id.rawValue {
                    return id as CommitID?
                }
            }
            return nil
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
