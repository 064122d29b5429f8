public import GRDB

/// A kept commit that does not count.
public struct UncountedCommit: Sendable {
    /// The commit, with its place in this log.
    public let stored: StoredCommit
    /// Whether it competes or is void.
    public let standing: Standing
    /// It is void because its key ended before it.
    public let isBeyondEnd: Bool
}

extension CommitLog {
    /// Streams in which something is kept that does not count, by name.
    public static func unsettledStreams(_ db: Database) throws -> [StreamName] {
        try String.fetchAll(
            db,
            sql: "SELECT name FROM streams WHERE sid IN (SELECT sid FROM commits WHERE standing != 0) ORDER BY name"
        ).compactMap { StreamName($0) }
    }

    /// What is kept of a stream and does not count, in the order of the stream and then as it entered.
    public static func uncounted(_ name: StreamName, _ db: Database) throws -> [UncountedCommit] {
        guard let state = try StreamState.find(name, db) else { return [] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT position, standing FROM commits WHERE sid = ? AND standing != 0 ORDER BY sequence, position
                """, arguments: [state.sid])
        let cursor = LogCursor(db)
        return try rows.compactMap { row in
            guard let stored = try cursor.commit(at: row[0]) else { return nil }
            let header = stored.commit.header
            let key = try Directory.key(header.author, db)
            return UncountedCommit(
                stored: stored, standing: Standing(rawValue: row[1]) ?? .void,
                isBeyondEnd: !(key?.counts(header.authorSequence, stored.commit.id) ?? false))
        }
    }

    /// A kept commit of a stream, after all that it continues, oldest first; empty if it is not held.
    public static func path(to id: CommitID, in name: StreamName, _ db: Database) throws -> [StoredCommit] {
        guard let state = try StreamState.find(name, db),
            let position = try Int64.fetchOne(
                db, sql: "SELECT position FROM commits WHERE sid = ? AND id = ?", arguments: [state.sid, id])
        else { return [] }
        let cursor = LogCursor(db)
        var path: [StoredCommit] = []
        var next: Int64? = position
        while let position = next, let stored = try cursor.commit(at: position) {
            path.append(stored)
            let header = stored.commit.header
            guard header.sequence > 1 else { break }
            next = try kept(header.previous, sid: state.sid, sequence: header.sequence - 1, db)?.position
        }
        return path.reversed()
    }
}
