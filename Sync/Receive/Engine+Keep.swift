import GRDB

extension Engine {
    /// Keeps a commit that is no plain continuation of its stream, and settles what counts there now.
    ///
    /// - Returns: the commit, and what follows from it.
    func keep(
        _ commit: Commit, author: NodeID, state: StreamState, signature: CommitLog.SignatureReference,
        receivedAt: Int64, source: NodeID?, _ db: Database
    ) throws -> (stored: StoredCommit, follow: FollowUp) {
        let header = commit.header
        let sid = state.sid == 0 ? try stream(header.stream, db).sid : state.sid
        let position = try CommitLog.insert(
            commit, sid: sid, kid: try number(of: header.author, db), signature: signature, standing: .competes,
            receivedAt: receivedAt, source: source, db)
        try CommitLog.note(takeoverIn: header, sid: sid, at: position, db)
        let stored = StoredCommit(
            position: position, commit: commit, author: author, receivedAt: receivedAt, source: source)
        try cite(stored, db)
        try watchOwn(stored, db)
        // Who took part in what is void from now on has to learn that it is.
        let involved = try participants(in: header.stream, db)
        var follow = try settle([Unsettled(stream: header.stream, sequence: header.sequence)], now: receivedAt, db)
        // What stands on a grant that does not count goes on when that does: without the grant nobody can judge it.
        if try !lacksGrant(header.stream, db) { try route(stored, upgraded: false, besides: involved, db) }
        follow.commits.append(commit)
        return (stored, follow)
    }

    /// Whether nothing counts of a side stream, as no commit does that grants it.
    private func lacksGrant(_ stream: StreamName, _ db: Database) throws -> Bool {
        guard case .granted = policy.rules(of: stream).founder, let state = try StreamState.find(stream, db) else {
            return false
        }
        return state.head == 0 && !state.forked
    }
}
