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
    /// As many contents as are kept stand beside it already.
    case tooManyContents = "too-many-contents"
    /// A person has ended the wait for what it lacks.
    case gaveUp = "gave-up"
}

/// What is to be done with a commit that came in.
enum Judgement {
    /// New and right: it becomes the stream's head.
    case accept(author: NodeID, state: StreamState)
    /// Its header is held; now the body came.
    case upgrade(KeptCommit, author: NodeID)
    /// Held already.
    case duplicate
    /// New, and its author had the right to write it, but not a plain continuation: it is kept, and what counts in the
    /// stream is settled anew.
    case keep(author: NodeID, state: StreamState)
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
        let state = try held ?? self.known(header.stream, db)
        if !key.counts(header.authorSequence, commit.id) {
            // What was held before the key ended stays here, and its repeat is nothing new.
            return try judgeKept(commit, author: key.node, state: state, db) ?? .refuse(.keyEnded)
        }
        guard header.takeover == nil, header.sequence == state.head + 1, header.previous == state.headID else {
            return try judgeBeside(commit, author: key.node, state: state, rules: rules, db)
        }
        return try judgePen(commit, author: key.node, state: state, rules: rules, db)
    }

    enum AuthorKey {
        case known(Directory.KeyRecord)
        case missing(Judgement)
    }

    /// The author's key: from the directory, or for the network's very first commit from the commit itself.
    private func authorKey(of commit: Commit, rules: StreamRules, _ db: Database) throws -> AuthorKey {
        let id = commit.header.author
        if let record = try key(id, db) { return .known(record) }
        if let judged = try nextRootKey(of: commit, db) { return judged }
        guard id == root, rules.scope == .directory, commit.header.sequence == 1 else {
            return .missing(.wait(.key(id)))
        }
        guard let entry = commit.directoryEntry, entry.superior == nil,
            let first = entry.keys.first, let info = bytesOfHex(first.signing),
            let key = PublicKey(subjectPublicKeyInfo: info), key.id == root
        else { return .missing(.refuse(.badEntry)) }
        return .known(.init(node: entry.node, info: info, ordinal: 1, last: nil))
    }

    private func judgePen(
        _ commit: Commit, author: NodeID, state: StreamState, rules: StreamRules, _ db: Database
    ) throws -> Judgement {
        let header = commit.header
        if grantsBesideMain(header, rules) { return .refuse(.notTheWriter) }
        if rules.scope == .directory {
            let before = try header.stream.directoryNode.flatMap { try entryBefore(state, about: $0, db) }
            let place = EntryPlace(pen: state.pen, before: before)
            return try judgeEntry(commit, author: author, at: place, db) ?? .accept(author: author, state: state)
        }
        let writer: NodeID?
        if let pen = state.pen {
            writer = pen
        } else {
            switch rules.founder {
            case .node(let node): writer = node
            case .top: writer = try top(db)
            case .superior: writer = nil
            // Perhaps the commit that grants it is here and does not count.
            case .granted: return try judgeBeside(commit, author: author, state: state, rules: rules, db)
            }
        }
        if writer == author { return .accept(author: author, state: state) }
        // A first commit under an earlier grant of the same side stream.
        guard header.sequence == 1, case .granted(let main) = rules.founder,
            try grantees(of: header.stream, in: main, db).contains(author)
        else { return .refuse(.notTheWriter) }
        return .accept(author: author, state: state)
    }

    /// Only the main stream grants pens.
    func grantsBesideMain(_ header: Header, _ rules: StreamRules) -> Bool {
        guard !header.pens.isEmpty, case .group(let main) = rules.scope else { return false }
        return main != header.stream
    }

    /// The node at the top of the directory that this node holds.
    func top(_ db: Database) throws -> NodeID? { try key(root, db)?.node }
}
