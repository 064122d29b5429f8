import GRDB

/// Why a commit is refused: a word that stands in receipts, the same at every node.
public enum RefusalReason: String, Hashable, Sendable, CaseIterable {
    /// The header or body is not what the format says.
    case malformed
    /// The header is not the one that the lane announced.
    case idMismatch = "id-mismatch"
    /// The body is not the one that the header names.
    case bodyMismatch = "body-mismatch"
    /// The signature does not verify.
    case badSignature = "bad-signature"
    /// Beyond the sequence at which the author's key ended.
    case keyEnded = "key-ended"
    /// It does not continue the stream's last commit.
    case brokenChain = "broken-chain"
    /// The author does not hold the pen.
    case notTheWriter = "not-the-writer"
    /// A directory entry by a node that is not the superior that it names.
    case notTheSuperior = "not-the-superior"
    /// A code outside the superior's own, or a node outside the author's part of the tree.
    case outsidePart = "outside-part"
    /// A directory entry that contradicts itself or what it replaces.
    case badEntry = "bad-entry"
}

/// What a commit must wait for. The text is its name in the waiting list.
enum Lack: Hashable {
    /// No directory entry with this key is held.
    case key(KeyID)
    /// The stream's commit at this sequence.
    case predecessor(StreamName, UInt64)
    /// The commit that gives this stream's pen.
    case grant(StreamName)
    /// The body of a directory entry.
    case body(StreamName, UInt64)
    /// A version, suite or procedure that this release does not have.
    case support

    var text: String {
        switch self {
        case .key(let key): "key \(key.hex)"
        case .predecessor(let name, let sequence): "at \(sequence) \(name.rawValue)"
        case .grant(let name): "pen \(name.rawValue)"
        case .body(let name, let sequence): "body \(sequence) \(name.rawValue)"
        case .support: "support"
        }
    }
}

/// What is to be done with a commit that came in.
enum Judgement {
    /// New and right: it becomes the stream's head.
    case accept(author: NodeID, state: StreamState)
    /// Its header is held; now the body came.
    case upgrade(position: Int64, author: NodeID)
    /// Held already.
    case duplicate
    /// Another content stands at its place: kept beside it, the stream is forked.
    case fork(author: NodeID, state: StreamState)
    /// Context is missing.
    case wait(Lack)
    /// Wrong, whatever comes.
    case refuse(RefusalReason)
}

extension Engine {
    /// Judges a commit on its bytes, its key and the pen: the same answer at every node that holds the same context.
    ///
    /// - Parameter verified: the key by which the commit's tree was already found to be signed, outside the
    ///   transaction.
    /// - Parameter held: the stream's state where the caller has just read it.
    func judge(
        _ commit: Commit, verified: KeyID?, held: StreamState? = nil, _ db: Database
    ) throws -> Judgement {
        let header = commit.header
        guard header.version == Header.currentVersion, header.suite == .p256, commit.block.suite == .p256 else {
            return .wait(.support)
        }
        let rules = policy.rules(of: header.stream)
        let known = try authorKey(of: commit, rules: rules, db)
        let key: Directory.KeyRecord
        switch known {
        case .known(let record): key = record
        case .missing(let judgement): return judgement
        }
        if verified != header.author {
            guard let root = commit.block.root(of: commit.id), let publicKey = key.key,
                publicKey.verifies(commit.block.signature, over: root.bytes, purpose: .commits)
            else { return .refuse(.badSignature) }
        }
        if !key.counts(header.authorSequence, commit.id) { return .refuse(.keyEnded) }
        let state = try held ?? stream(header.stream, db)
        if let judgement = try judgeHeld(commit, author: key.node, state: state, db) { return judgement }
        if state.forked { return .wait(.support) }
        guard header.sequence == state.head + 1 else {
            return .wait(.predecessor(header.stream, header.sequence - 1))
        }
        guard header.previous == state.headID else { return .refuse(.brokenChain) }
        if header.takeover != nil { return .wait(.support) }
        return try judgePen(commit, author: key.node, state: state, rules: rules, db)
    }

    private enum AuthorKey {
        case known(Directory.KeyRecord)
        case missing(Judgement)
    }

    /// The author's key: from the directory, or for the network's very first commit from the commit itself.
    private func authorKey(of commit: Commit, rules: StreamRules, _ db: Database) throws -> AuthorKey {
        let id = commit.header.author
        if let record = try key(id, db) { return .known(record) }
        guard id == root, rules.scope == .directory, commit.header.sequence == 1 else {
            return .missing(.wait(.key(id)))
        }
        guard let entry = commit.directoryEntry, entry.superior == nil,
            let first = entry.keys.first, let info = bytesOfHex(first.signing),
            let key = PublicKey(subjectPublicKeyInfo: info), key.id == root
        else { return .missing(.refuse(.badEntry)) }
        return .known(.init(node: entry.node, info: info, ordinal: 1, last: nil))
    }

    /// What is to be said of a commit at whose place one is held already; nil if the place is free.
    private func judgeHeld(_ commit: Commit, author: NodeID, state: StreamState, _ db: Database) throws -> Judgement? {
        let sequence = commit.header.sequence
        guard sequence <= state.head else { return nil }
        guard let held = try CommitLog.find(sid: state.sid, sequence: sequence, db) else { return nil }
        if held.id == commit.id {
            return commit.isWhole && !held.whole ? .upgrade(position: held.position, author: author) : .duplicate
        }
        let statement = try db.cachedStatement(
            sql: "SELECT 1 FROM commits WHERE sid = ? AND sequence = ? AND standing != 0 AND id = ?")
        let kept = try Int.fetchOne(statement, arguments: [state.sid, Int64(sequence), commit.id]) != nil
        if kept { return .duplicate }
        // Only who wrote what is held could write something else there; anybody else has no pen, and forks nothing.
        guard let first = try CommitLog.commit(at: held.position, db) else { return .wait(.support) }
        guard first.author == author else { return .refuse(.notTheWriter) }
        guard first.commit.header.previous == commit.header.previous else {
            return state.forked ? .wait(.support) : .refuse(.brokenChain)
        }
        return .fork(author: author, state: state)
    }

    private func judgePen(
        _ commit: Commit, author: NodeID, state: StreamState, rules: StreamRules, _ db: Database
    ) throws -> Judgement {
        let header = commit.header
        if !header.pens.isEmpty, case .group(let main) = rules.scope, main != header.stream {
            return .refuse(.notTheWriter)  // only the main stream grants pens
        }
        if rules.scope == .directory { return try judgeEntry(commit, author: author, state: state, db) }
        let writer: NodeID?
        if let pen = state.pen {
            writer = pen
        } else {
            switch rules.founder {
            case .node(let node): writer = node
            case .top: writer = try top(db)
            case .superior: writer = nil
            case .granted: return .wait(.grant(header.stream))
            }
        }
        return writer == author ? .accept(author: author, state: state) : .refuse(.notTheWriter)
    }

    /// The node at the top of the directory that this node holds.
    func top(_ db: Database) throws -> NodeID? { try key(root, db)?.node }
}
