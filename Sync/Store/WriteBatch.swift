import FoundationEssentials
public import GRDB

/// What a command wants written; the batch adds what only the log knows.
public struct Draft: Sendable {
    /// The stream to continue or, at its first commit, to found.
    public var stream: StreamName
    /// The public part, at most 512 bytes.
    public var facts: [UInt8]
    /// UTF-8 JSON of the private part.
    public var content: [UInt8]
    /// Blobs that the content cites; they are held here.
    public var blobs: [BlobID] = []
    /// Who gets the pen; nil: it stays.
    public var nextWriter: NodeID?
    /// Side streams granted.
    public var pens: [Header.PenGrant] = []
    /// Nodes added to the case.
    public var joins: [NodeID] = []
    /// Set to take the pen over from below: the last commit that counts. What stands beside or after it is void.
    public var takesOverAfter: CommitID?
    /// The top's entry with a new root key, which ends a fork of its own stream.
    var isRotation = false

    /// A draft that moves no pen.
    public init(stream: StreamName, facts: [UInt8], content: [UInt8]) {
        self.stream = stream
        self.facts = facts
        self.content = content
    }
}

/// Why a draft cannot be written.
public enum WriteError: Error, Hashable, Sendable {
    /// Another node holds the pen.
    case notTheWriter(pen: NodeID?)
    /// Two contents stand under one sequence of the stream.
    case forked
    /// What is to be continued is not held here.
    case unknownCommit
    /// This node does not stand above the holder.
    case notAbove(holder: NodeID)
    /// The takeover would void what was written by halls that do not stand below this one, or the stream's newest
    /// takeover is by a hall above.
    case outranked
    /// This node's key was ended by its superior.
    case keyEnded
    /// This store is an older copy, and does not know yet how the stream went on.
    case setBack
    /// A part is beyond its bound.
    case format(FormatError)
}

/// All that one transaction of this node writes: one hash tree, one signature. Commands run in savepoints of it, one
/// after the other; what a failed one drafted is taken back with its savepoint.
public struct WriteBatch {
    let engine: Engine
    let key: SigningKey
    let keyID: KeyID
    /// This node's clock, ms since 1970 UTC: what all commits of this batch bear.
    public let now: Int64
    /// This node's clock less its superior's, ms, as last measured; nil: never.
    public let clockOffset: Int64?
    let random: (Int) -> [UInt8]
    private let db: Database
    private let sigid: Int64
    private var nextAuthorSequence: UInt64
    private var ids: [CommitID] = []

    /// Begins a batch inside a write transaction.
    ///
    /// - Parameters:
    ///   - now: this node's clock, ms since 1970 UTC.
    ///   - clockOffset: its difference to the superior's clock, ms; nil if it was never measured.
    ///   - random: so many random bytes; for salts.
    public init(
        _ engine: Engine, key: SigningKey, now: Int64, clockOffset: Int64?, random: @escaping (Int) -> [UInt8],
        _ db: Database
    ) throws {
        self.engine = engine.remembering()
        self.key = key
        keyID = key.publicKey.id
        self.now = now
        self.clockOffset = clockOffset
        self.random = random
        self.db = db
        // The row is completed by finish(): only then is it known what was signed.
        sigid = try CommitLog.insertSignature(suite: .p256, signature: [], leaves: 0, db)
        let kid = try CommitLog.number(of: keyID, db)
        nextAuthorSequence = try CommitLog.lastSequence(of: kid, db) + 1
    }

    /// Runs one command: all that it appends stays, or, if it throws, none.
    public mutating func command<Value>(_ body: (inout WriteBatch, Database) throws -> Value) throws -> Value {
        var copy = self
        let result: Value
        do {
            result = try db.savepoint {
                let result = try body(&copy, db)
                try engine.memo?.flush(db)
                return result
            }
        } catch {
            engine.memo?.rolledBack()
            throw error
        }
        self = copy
        return result
    }

    /// Writes a commit.
    @discardableResult
    public mutating func append(_ draft: Draft) throws -> StoredCommit {
        let state = try engine.stream(draft.stream, db)
        if state.forked, draft.takesOverAfter == nil, !draft.isRotation { throw WriteError.forked }
        guard try SetBack.allows(state, engine.policy, db) else { throw WriteError.setBack }
        let place = try place(of: draft, state: state)
        guard ids.count < Bounds.treeLeaves else {
            throw WriteError.format(FormatError("block.leaves", "at most \(Bounds.treeLeaves) commits a transaction"))
        }
        let body: [UInt8]
        let headerBytes: [UInt8]
        let header: Header
        do throws(FormatError) {
            body = try Body(salt: random(Body.saltBytes), blobs: draft.blobs, content: draft.content).encoded()
            headerBytes = try makeHeader(draft, at: place, bodyHash: .of(body)).encoded()
            // Read back: what no other hall could read is not to be written.
            header = try Header(headerBytes)
        } catch {
            throw WriteError.format(error)
        }
        let leaf = UInt32(ids.count)
        let block = SignatureBlock(suite: .p256, signature: [], leaf: leaf, leaves: leaf + 1, path: [])
        let commit = Commit(
            checked: header, id: .of(headerBytes), headerBytes: headerBytes, body: body, block: block)
        let stored = try enter(commit, state: state, signature: .init(sigid: sigid, leaf: leaf, path: nil))
        nextAuthorSequence += 1
        ids.append(commit.id)
        return stored
    }

    /// Stores a commit by the very judgement that every receiver makes, but for the signature, which `finish` adds.
    private func enter(
        _ commit: Commit, state: StreamState, signature: CommitLog.SignatureReference
    ) throws -> StoredCommit {
        let entered: (stored: StoredCommit, follow: FollowUp)
        switch try engine.judge(commit, verified: keyID, held: state, db) {
        case .accept(let author, _):
            entered = try engine.store(
                commit, author: author, state: state, signature: signature, receivedAt: now, source: nil, db)
        case .keep(let author, _) where commit.header.takeover != nil:
            entered = try engine.keep(
                commit, author: author, state: state, signature: signature, receivedAt: now, source: nil, db)
            let kept = try CommitLog.kept(commit.id, sid: state.sid, sequence: commit.header.sequence, db)
            guard kept?.standing == .counts else { throw WriteError.outranked }
        case .refuse(.keyEnded):
            // Of two entries that compete the one that is followed here may be another than the superior's.
            guard try !engine.stream(.directory(engine.node), db).forked else { throw WriteError.forked }
            throw WriteError.keyEnded
        case .keep, .refuse, .wait, .upgrade, .duplicate:
            if let takeover = commit.header.takeover { throw WriteError.notAbove(holder: takeover.holder) }
            throw WriteError.notTheWriter(pen: state.pen)
        }
        var outcome = ReceiveOutcome(lane: .urgent)
        try engine.follow(entered.follow, now: now, &outcome, db)
        return entered.stored
    }

    /// Signs what was written. A batch that wrote nothing leaves nothing behind.
    public mutating func finish() throws {
        guard !ids.isEmpty else {
            try db.execute(sql: "DELETE FROM signatures WHERE sigid = ?", arguments: [sigid])
            return
        }
        try engine.memo?.flush(db)
        let root = HashTree(leaves: ids).root
        let signature = try key.sign(root.bytes, purpose: .commits)
        try db.cachedStatement(sql: "UPDATE signatures SET signature = ?, leaves = ? WHERE sigid = ?").execute(
            arguments: [Data(signature), ids.count, sigid])
    }

    /// Commits appended so far.
    public var count: Int { ids.count }

    /// Where in its stream a commit stands.
    private struct Place {
        var sequence: UInt64
        var previous: CommitID
        var takeover: Header.Takeover?
    }

    private func place(of draft: Draft, state: StreamState) throws -> Place {
        guard let last = draft.takesOverAfter else { return Place(sequence: state.head + 1, previous: state.headID) }
        guard let kept = try engine.find(last, in: state, db) else { throw WriteError.unknownCommit }
        let holder = kept.commit.header.nextWriter ?? kept.author
        guard let evidence = try engine.evidence(of: holder, db) else { throw WriteError.notAbove(holder: holder) }
        return Place(sequence: kept.commit.header.sequence + 1, previous: last, takeover: evidence)
    }

    private func makeHeader(_ draft: Draft, at place: Place, bodyHash: Hash256) -> Header {
        var header = Header(
            author: keyID, authorSequence: nextAuthorSequence, stream: draft.stream, sequence: place.sequence,
            previous: place.previous, writtenAt: now, clockOffset: clockOffset, bodyHash: bodyHash, facts: draft.facts)
        header.nextWriter = draft.nextWriter
        header.pens = draft.pens
        header.joins = draft.joins
        header.takeover = place.takeover
        return header
    }
}
