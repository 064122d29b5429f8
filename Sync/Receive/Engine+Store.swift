import FoundationEssentials
import GRDB

// The one way into the log, for own commits and for received ones: store, advance the stream, project, route.
extension Engine {
    /// Stores a commit that plainly continues its stream: nothing that is kept changes its worth by it, but by what an
    /// entry says of a key, where a takeover names that entry, and where what was granted before is granted again.
    ///
    /// - Returns: the commit, and what follows from it.
    func store(
        _ commit: Commit, author: NodeID, state: StreamState, signature: CommitLog.SignatureReference,
        receivedAt: Int64, source: NodeID?, _ db: Database
    ) throws -> (stored: StoredCommit, follow: FollowUp) {
        let state = state.sid == 0 ? try stream(state.name, db) : state
        let about = state.name.directoryNode
        let facts = try about.map { try DirectoryFacts($0, db) }
        let kid = try number(of: commit.header.author, db)
        let position = try CommitLog.insert(
            commit, sid: state.sid, kid: kid, signature: signature, receivedAt: receivedAt, source: source, db)
        let advanced = state.advanced(by: commit.header, id: commit.id, author: author)
        try advanced.save(db)
        memo?.streams[advanced.name] = advanced
        let stored = StoredCommit(
            position: position, commit: commit, author: author, receivedAt: receivedAt, source: source)
        try cite(stored, db)
        try apply(stored, db)
        try watchOwn(stored, db)
        try route(stored, upgraded: false, db)
        var follow = FollowUp(commits: [commit])
        var dependents = try grantedAgain(by: commit.header, db)
        if let about, let facts {
            dependents += try self.dependents(of: about, since: facts, from: commit.header.sequence, &follow, db)
        }
        if !dependents.isEmpty { follow.merge(try settle(dependents, now: receivedAt, db)) }
        return (stored, follow)
    }

    /// The side streams of which something is kept that does not count, and that a commit grants once more.
    private func grantedAgain(by header: Header, _ db: Database) throws -> [Unsettled] {
        try grants(of: header).compactMap { side, _ in
            guard let state = try StreamState.find(side, db),
                try CommitLog.lowestUncounted(sid: state.sid, db) != nil
            else { return nil }
            return Unsettled(stream: side, sequence: 1)
        }
    }

    /// The side streams that a commit opens, each with its writer. A grant opens a stream that waits for one; it takes
    /// no stream from the founder in its name.
    private func grants(of header: Header) -> [(side: StreamName, writer: NodeID)] {
        header.pens.compactMap { pen in
            guard let side = header.stream.side(pen.suffix),
                policy.rules(of: side).founder == .granted(by: header.stream)
            else { return nil }
            return (side, pen.writer)
        }
    }

    /// Notes what a kept commit cites, whatever it is worth.
    func cite(_ stored: StoredCommit, _ db: Database) throws { try cite(stored.commit, at: stored.position, db) }

    /// The same, of a commit at a position of the log.
    func cite(_ commit: Commit, at position: Int64, _ db: Database) throws {
        for blob in Blobs.cited(by: commit) {
            try db.execute(
                sql: "INSERT OR IGNORE INTO blob_citations(blob, position) VALUES (?, ?)", arguments: [blob, position])
        }
    }

    /// Brings the engine's and the business's read models up to a stored commit. A rebuild calls this for each commit
    /// of the log in order, and nothing else.
    func apply(_ stored: StoredCommit, _ db: Database) throws {
        let header = stored.commit.header
        for (side, writer) in grants(of: header) {
            try StreamState.grant(side, to: writer, db)
            memo?.streams[side] = nil
        }
        let rules = policy.rules(of: header.stream)
        if rules.laneClass == .bulk { try noteApplied(header, db) }
        switch rules.scope {
        case .directory:
            if let entry = stored.commit.directoryEntry {
                try KeptEntry.put(entry, sequence: header.sequence, db)
                try settleRenewal(by: entry, db)
                memo?.forgetDirectory()
            }
        case .group(let main) where main == header.stream:
            let state = try stream(main, db)
            try addParticipants(of: header, author: stored.author, main: state.sid, db)
        case .group, .down, .downAndUp, .local: break
        }
        try projector.project(stored, db)
    }

    private func noteApplied(_ header: Header, _ db: Database) throws {
        let kid = try number(of: header.author, db)
        if let memo {
            memo.noteApplied(kid, upTo: header.authorSequence)
        } else {
            try Statuses.noteApplied(kid, upTo: header.authorSequence, db)
        }
    }
}
