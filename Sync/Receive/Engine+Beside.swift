import GRDB

// Judging what is no plain continuation of a stream: a rival of what is held, a takeover, what continues one of these.
extension Engine {
    /// What is to be said of a commit that is kept already; nil if it is not.
    func judgeKept(_ commit: Commit, author: NodeID, state: StreamState, _ db: Database) throws -> Judgement? {
        let found = try CommitLog.kept(commit.id, sid: state.sid, sequence: commit.header.sequence, db)
        return found.map { commit.isWhole && !$0.isWhole ? .upgrade($0, author: author) : .duplicate }
    }

    /// Judges a commit by the one that it continues, whatever that one is worth: it is kept if its author holds the pen
    /// after that one, or takes it over.
    func judgeBeside(
        _ commit: Commit, author: NodeID, state: StreamState, rules: StreamRules, _ db: Database
    ) throws -> Judgement {
        let header = commit.header
        if let judgement = try judgeKept(commit, author: author, state: state, db) { return judgement }
        let before: StoredCommit?
        if header.sequence == 1 {
            before = nil
        } else {
            let found = try CommitLog.kept(header.previous, sid: state.sid, sequence: header.sequence - 1, db)
            guard let found, let stored = try CommitLog.commit(at: found.position, db) else {
                if let stranger = try found.flatMap({ try strangersKey(at: $0.position, db) }) {
                    return .wait(.key(stranger))
                }
                return try judgeLoose(header, state: state, db)
            }
            before = stored
        }
        if grantsBesideMain(header, rules) { return .refuse(.notTheWriter) }
        if let judgement = try judgeRight(commit, author: author, after: before, state: state, rules: rules, db) {
            return judgement
        }
        return try hasRoom(for: header, state: state, db)
            ? .keep(author: author, state: state) : .refuse(.tooManyContents)
    }

    /// The key of a kept commit of which no entry tells whose it is.
    private func strangersKey(at position: Int64, _ db: Database) throws -> KeyID? {
        let key = try KeyID.fetchOne(
            db, sql: "SELECT key FROM commits JOIN keys USING(kid) WHERE position = ?", arguments: [position])
        return try key.flatMap { try self.key($0, db) == nil ? $0 : nil }
    }

    /// A commit whose predecessor is not held: it waits where that one may yet come, else its chain is broken.
    private func judgeLoose(_ header: Header, state: StreamState, _ db: Database) throws -> Judgement {
        if header.sequence > state.head, header.sequence - 1 > state.head {
            return .wait(.predecessor(header.stream, header.sequence - 1))
        }
        let mayCome =
            try header.takeover != nil || state.forked || Waiting.holds(header.previous, db)
            || Quarantine.mayBeAdmitted(header.previous, refusedBy: node, db)
            // Nothing at all stands there: this store has lost it.
            || CommitLog.kept(sid: state.sid, sequence: header.sequence - 1, db).isEmpty
        return mayCome ? .wait(.commit(header.previous)) : .refuse(.brokenChain)
    }

    /// Whether the author may write here: nil if so.
    private func judgeRight(
        _ commit: Commit, author: NodeID, after before: StoredCommit?, state: StreamState, rules: StreamRules,
        _ db: Database
    ) throws -> Judgement? {
        let header = commit.header
        var pen = before.map { $0.commit.header.nextWriter ?? $0.author }
        if let takeover = header.takeover {
            guard let holder = try pen ?? founder(takeover.holder, of: header.stream, rules, db),
                takeover.holder == holder, author != holder
            else { return .refuse(.notTheWriter) }
            switch try evidence(for: takeover, author: author, db) {
            case .valid: pen = author
            case .lacks(let lack): return .wait(lack)
            case .wrong: return .refuse(.notTheSuperior)
            }
        }
        if rules.scope == .directory {
            let place = EntryPlace(pen: pen, before: before?.commit.directoryEntry)
            let judgement = try judgeEntry(commit, author: author, at: place, db)
            // Who may not found what is founded: that it is, is the plainer word.
            if before == nil, state.head > 0, case .refuse = judgement { return .refuse(.notTheWriter) }
            return judgement
        }
        if let pen { return pen == author ? nil : .refuse(.notTheWriter) }
        if try founder(author, of: header.stream, rules, db) == author { return nil }
        guard case .granted(let main) = rules.founder else { return .refuse(.notTheWriter) }
        // As what continues a commit, what stands on a grant is kept whatever that one is worth.
        return try wasGranted(header.stream, in: main, to: author, db) ? nil : .wait(.grant(header.stream))
    }

    /// The node, if a stream is its to found.
    private func founder(
        _ node: NodeID, of stream: StreamName, _ rules: StreamRules, _ db: Database
    ) throws -> NodeID? {
        switch rules.founder {
        case .node(let founder): return founder == node ? node : nil
        case .top: return try top(db) == node ? node : nil
        case .superior: return nil
        case .granted(let main): return try grantees(of: stream, in: main, db).contains(node) ? node : nil
        }
    }

    /// Contents are bounded under a sequence, takeovers by themselves, and those of a key that do not count.
    private func hasRoom(for header: Header, state: StreamState, _ db: Database) throws -> Bool {
        let beside = try CommitLog.kept(sid: state.sid, sequence: header.sequence, db)
        let takeovers =
            try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT count(*) FROM takeovers WHERE sid = ? AND sequence = ?"),
                arguments: [state.sid, Int64(header.sequence)]) ?? 0
        let alike = header.takeover == nil ? beside.count - takeovers : takeovers
        guard alike < Bounds.contentsPerSequence else { return false }
        let uncounted =
            try Int.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT count(*) FROM commits WHERE kid = (SELECT kid FROM keys WHERE key = ?) AND standing != 0
                        """), arguments: [header.author]) ?? 0
        return uncounted < Bounds.rivalsPerKey
    }
}
