import GRDB
import HallNode
import Sync

/// What halls have promised, noted as it happens: so simple that it is right.
///
/// A hall promises what its store holds when it answers a clerk or signs a receipt. It need not keep what was on a disk
/// that was destroyed or set back.
struct Oracle {
    /// Ids that each hall has promised, in the order of its log; by place.
    private(set) var promises: [Int: [CommitID]] = [:]
    /// Filings by the clerk's own mark, with the number that was answered.
    private(set) var filings: [String: String] = [:]
    /// Names that stand for personal data.
    private(set) var names: [String] = []

    /// Notes what a hall holds now.
    mutating func promise(_ machine: Machine) throws {
        guard let hall = machine.process?.hall else { return }
        let known = promises[machine.place]?.count ?? 0
        let ids = try hall.read { db in
            try CommitID.fetchAll(
                db, sql: "SELECT id FROM commits ORDER BY position LIMIT -1 OFFSET ?", arguments: [known])
        }
        promises[machine.place, default: []] += ids
    }

    /// Notes that a clerk was told a case's number.
    mutating func filed(_ mark: String, number: String) throws {
        if let before = filings.updateValue(number, forKey: mark), before != number {
            throw Violation("filing \(mark) has two numbers: \(before) and \(number)")
        }
    }

    mutating func named(_ name: String) { names.append(name) }

    /// Throws unless a hall still holds all that it promised.
    func checkPromises(of machine: Machine) throws {
        guard let promised = promises[machine.place], let hall = machine.process?.hall else { return }
        let held = try hall.read { try CommitID.fetchAll($0, sql: "SELECT id FROM commits ORDER BY position") }
        guard held.count >= promised.count else {
            throw Violation("\(machine.id) promised \(promised.count) commits and holds \(held.count)")
        }
        for (place, id) in promised.enumerated() where held[place] != id {
            throw Violation("\(machine.id) promised commit \(id.hex.prefix(12)) and does not hold it")
        }
    }
}

extension World {
    /// Notes what a hall holds now as promised.
    func promise(at machine: Machine) { try? oracle.promise(machine) }

    /// Tells of a rejection of a hello.
    func note(_ rejection: Rejection, at machine: Machine) {
        tell("\(machine.id): rejected, \(rejection.reason.rawValue)")
    }
}
