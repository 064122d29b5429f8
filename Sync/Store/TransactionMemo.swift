import GRDB

/// What one write transaction has looked up and may look up again for each of its commits: a batch of a thousand asks
/// for the same key, number and lane a thousand times. It lives no longer than its transaction, and is emptied where
/// something that it remembers changes, and when a savepoint is rolled back.
///
/// Unchecked: a transaction runs on one thread, and the memo never leaves it.
final class TransactionMemo: @unchecked Sendable {
    var keys: [KeyID: Directory.KeyRecord] = [:]
    var numbers: [KeyID: Int64] = [:]
    var lanes: [LaneName: Lane] = [:]
    var streams: [StreamName: StreamState] = [:]
    /// This node's superior; the outer nil: not looked up yet.
    var superior: NodeID??
    /// Whether some place of the store is damaged; nil: not looked up yet.
    var somethingIsDamaged: Bool?
    /// Nothing waits for context, as far as it was looked up.
    var nothingWaits = false

    struct LaneName: Hashable {
        var peer: String
        var laneClass: LaneClass
    }

    /// The directory changed.
    func forgetDirectory() {
        keys = [:]
        superior = nil
    }

    /// Something was rolled back.
    func forgetAll() {
        forgetDirectory()
        numbers = [:]
        lanes = [:]
        streams = [:]
        nothingWaits = false
    }
}

extension Engine {
    /// This engine for the length of one write transaction.
    func remembering() -> Engine {
        var engine = self
        engine.memo = TransactionMemo()
        return engine
    }

    /// What is known of a key; nil for a stranger's.
    func key(_ id: KeyID, _ db: Database) throws -> Directory.KeyRecord? {
        if let known = memo?.keys[id] { return known }
        let record = try Directory.key(id, db)
        if let record { memo?.keys[id] = record }
        return record
    }

    /// The number of a key, given to it now if it has none.
    func number(of key: KeyID, _ db: Database) throws -> Int64 {
        if let known = memo?.numbers[key] { return known }
        let number = try CommitLog.number(of: key, db)
        memo?.numbers[key] = number
        return number
    }

    /// The state of a stream, which gets its number now if it has none.
    func stream(_ name: StreamName, _ db: Database) throws -> StreamState {
        if let known = memo?.streams[name], known.sid != 0 { return known }
        let state = try StreamState.findOrMake(name, db)
        memo?.streams[name] = state
        return state
    }

    /// The state of a stream, which gets no number by this: what is refused leaves nothing behind.
    func known(_ name: StreamName, _ db: Database) throws -> StreamState {
        if let known = memo?.streams[name] { return known }
        let state = try StreamState.find(name, db) ?? .absent(name)
        memo?.streams[name] = state
        return state
    }

    /// This node's superior; nil at the top.
    func superior(_ db: Database) throws -> NodeID? {
        if let known = memo?.superior { return known }
        let superior = try Directory.superior(node, db)
        memo?.superior = .some(superior)
        return superior
    }

    /// Puts a commit on a lane.
    func append(
        to peer: String, _ laneClass: LaneClass, commit: (position: Int64, id: CommitID), whole: Bool, _ db: Database
    ) throws {
        let name = TransactionMemo.LaneName(peer: peer, laneClass: laneClass)
        let lane = try memo?.lanes[name] ?? Lane.findOrMake(peer, laneClass, db)
        // Apart: the right side of an assignment through `memo?` is not run where there is no memo.
        let after = try lane.append(commit: commit, whole: whole, db)
        memo?.lanes[name] = after
    }

    /// Whether something waits for context.
    func somethingWaits(_ db: Database) throws -> Bool {
        if memo?.nothingWaits == true { return false }
        let isAny = try Waiting.isAny(db)
        memo?.nothingWaits = !isAny
        return isAny
    }
}
