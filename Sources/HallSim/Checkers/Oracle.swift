import GRDB
import HallNode
import Sync

/// What halls have promised, noted as it happens: so simple that it is right.
///
/// A hall promises what its store holds when it answers a clerk or signs a receipt. It need not keep what was on a disk
/// that was destroyed or set back.
struct Oracle {
    /// What a hall has promised.
    struct Promise {
        /// Ids in the order of its log.
        var ids: [CommitID] = []
        /// Place in its log of the last one.
        var last: Int64 = 0
    }

    /// Promises, by place.
    private(set) var promises: [Int: Promise] = [:]
    /// Filings by the clerk's own mark, with the number that was answered.
    private(set) var filings: [String: String] = [:]
    /// The clerk's own mark of each number.
    private var marks: [String: String] = [:]
    /// Places whose disk was destroyed or set back, or whose key was ended as stolen.
    private(set) var setBack = Set<Int>()
    /// Commits that nobody may count: signed by no key of their author's, or where it had no right to write.
    var forged = Set<CommitID>()

    /// Notes what a hall holds now.
    mutating func promise(_ machine: Machine) throws {
        guard let hall = machine.process?.hall else { return }
        let last = promises[machine.place]?.last ?? 0
        try hall.read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT id, position FROM commits WHERE position > ? ORDER BY position")
            let rows = try Row.fetchCursor(statement, arguments: [last])
            while let row = try rows.next() {
                promises[machine.place, default: Promise()].ids.append(row[0])
                promises[machine.place, default: Promise()].last = row[1]
            }
        }
    }

    /// A disk was set back: of its promises only those bind that it made until then.
    mutating func setBack(_ place: Int, to promise: Promise) {
        setBack.insert(place)
        promises[place] = promise
    }

    /// Notes that a clerk was told a case's number. Where the disk went meanwhile, the memory of having answered went
    /// with it.
    mutating func filed(_ mark: String, number: String, at place: Int) throws {
        if let other = marks.updateValue(mark, forKey: number), other != mark {
            throw Violation("\(number) was given to two filings, \(other) and \(mark)")
        }
        if let before = filings.updateValue(number, forKey: mark), before != number, !setBack.contains(place) {
            throw Violation("filing \(mark) has two numbers: \(before) and \(number)")
        }
    }

    /// Throws unless a hall still holds all that it promised.
    func checkPromises(of machine: Machine) throws {
        guard let promised = promises[machine.place]?.ids, let hall = machine.process?.hall else { return }
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
        turnedAway(machine, rejection.reason)
    }
}
