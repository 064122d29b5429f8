import GRDB

/// What one write transaction has looked up and may look up again for each of its commits: a batch of a thousand asks
/// for the same key, number and lane a thousand times. It lives no longer than its transaction, and is emptied where
/// something that it remembers changes, and when a savepoint is rolled back.
///
/// Two things it also keeps back, and writes once instead of once a commit: how far lanes and applied keys have come.
/// Nothing that runs inside such a transaction reads them from the store; `Engine.remembering` writes them at its end.
///
/// Unchecked: a transaction runs on one thread, and the memo never leaves it.
final class TransactionMemo: @unchecked Sendable {
    var keys: [KeyID: Directory.KeyRecord] = [:]
    var numbers: [KeyID: Int64] = [:]
    private(set) var lanes: [LaneName: Lane] = [:]
    var streams: [StreamName: StreamState] = [:]
    /// This node's superior; the outer nil: not looked up yet.
    var superior: NodeID??
    /// Whether some place of the store is damaged; nil: not looked up yet.
    var somethingIsDamaged: Bool?
    /// Nothing waits for context, as far as it was looked up.
    var nothingWaits = false
    /// By number of the key the newest of its sequences in this log.
    var newestSequences: [Int64: UInt64] = [:]
    /// Lanes whose head is not written yet.
    private var grown: Set<LaneName> = []
    /// By number of the key how far it is applied, not written yet.
    private var applied: [Int64: UInt64] = [:]

    struct LaneName: Hashable {
        var peer: String
        var laneClass: LaneClass
    }

    /// The directory changed.
    func forgetDirectory() {
        keys = [:]
        superior = nil
    }

    /// Read models are made anew.
    func forgetAll(_ db: Database) throws {
        try flush(db)
        rolledBack()
    }

    /// Something was rolled back: what was kept back for it is not to be written.
    func rolledBack() {
        forgetDirectory()
        numbers = [:]
        lanes = [:]
        streams = [:]
        nothingWaits = false
        newestSequences = [:]
        grown = []
        applied = [:]
    }

    /// A lane has a new head.
    func note(_ lane: Lane, as name: LaneName) {
        lanes[name] = lane
        grown.insert(name)
    }

    /// A bulk commit of a key is in effect.
    func noteApplied(_ kid: Int64, upTo sequence: UInt64) { applied[kid] = max(applied[kid] ?? 0, sequence) }

    /// Writes what was kept back.
    func flush(_ db: Database) throws {
        for name in grown { try lanes[name]?.save(db) }
        grown = []
        for (kid, sequence) in applied { try Statuses.noteApplied(kid, upTo: sequence, db) }
        applied = [:]
    }
}

extension Engine {
    /// Runs a part of one write transaction with an engine that remembers what it looked up.
    func remembering<Value>(_ db: Database, _ body: (Engine) throws -> Value) throws -> Value {
        let engine = remembering()
        let value = try body(engine)
        try engine.memo?.flush(db)
        return value
    }

    /// An engine that remembers; whoever takes it flushes its memo before the transaction ends.
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
        let after = try lane.append(commit: commit, whole: whole, db)
        if let memo { memo.note(after, as: name) } else { try after.save(db) }
    }

    /// Whether something waits for context.
    func somethingWaits(_ db: Database) throws -> Bool {
        if memo?.nothingWaits == true { return false }
        let isAny = try Waiting.isAny(db)
        memo?.nothingWaits = !isAny
        return isAny
    }
}
