import FoundationEssentials
public import GRDB

extension Engine {
    /// Makes all read models anew from the log: the engine's own and the business's. A pure function of log and
    /// journal. In a write transaction. Commits whose bytes are damaged are passed over; `verify` names them.
    ///
    /// - Returns: how many commits count.
    @discardableResult
    public func rebuild(_ db: Database) throws -> Int {
        try resetReadModels(db)
        let cursor = LogCursor(db)
        var applied = 0
        var last: Int64 = 0
        while true {
            let positions = try Int64.fetchAll(
                db,
                sql: "SELECT position FROM commits WHERE position > ? AND standing = 0 ORDER BY position LIMIT 1000",
                arguments: [last])
            guard let end = positions.last else { break }
            for position in positions {
                guard let raw = try cursor.raw(at: position), let stored = try readable(raw, at: position, db) else {
                    continue
                }
                let commit = stored.commit
                try StreamState.findOrMake(commit.header.stream, db)
                    .advanced(by: commit.header, id: commit.id, author: stored.author).save(db)
                try apply(stored, db)
                applied += 1
            }
            last = end
        }
        return applied
    }

    private func resetReadModels(_ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE streams SET head = 0, head_id = NULL, pen = NULL,
                  forked = EXISTS (SELECT 1 FROM commits c WHERE c.sid = streams.sid AND c.standing != 0);
                DELETE FROM directory;
                DELETE FROM directory_keys;
                DELETE FROM directory_above;
                DELETE FROM participants;
                DELETE FROM blob_citations;
                DELETE FROM applied;
                """)
        try projector.reset(db)
    }

    /// The commit of a row as it went through the live path: whole if its body is here and right, else as a header. Nil
    /// if the header is damaged.
    private func readable(
        _ raw: LogCursor.RawCommit, at position: Int64, _ db: Database
    ) throws -> StoredCommit? {
        guard Hash256.of(raw.header) == raw.id,
            let commit = (try? Commit(headerBytes: raw.header, body: raw.body, block: raw.block))
                ?? (try? Commit(headerBytes: raw.header, body: nil, block: raw.block)),
            let author = try author(of: commit, db)
        else { return nil }
        return StoredCommit(
            position: position, commit: commit, author: author, receivedAt: raw.receivedAt, source: raw.source)
    }

    /// Whose key signed: from the entries applied so far, or for the very first commit from its own entry.
    private func author(of commit: Commit, _ db: Database) throws -> NodeID? {
        let key = commit.header.author
        if let record = try Directory.key(key, db) { return record.node }
        guard key == root, let about = commit.header.stream.directoryNode else { return nil }
        return about
    }
}
