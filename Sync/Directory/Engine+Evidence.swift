public import GRDB

/// What is to be said of the directory commit that a takeover names.
enum Evidence: Hashable {
    /// It puts the author above the holder.
    case valid
    /// This is not held, or does not count.
    case lacks(Lack)
    /// It puts nobody above the holder.
    case wrong
}

extension Engine {
    /// Whether an author stands above a holder by the directory commit that a takeover names: it is the superior that
    /// this entry names, or stands, or ever stood, above that one.
    func evidence(for takeover: Header.Takeover, author: NodeID, _ db: Database) throws -> Evidence {
        guard let state = try StreamState.find(.directory(takeover.holder), db),
            let found = try CommitLog.find(sid: state.sid, sequence: takeover.entrySequence, db),
            found.id == takeover.entry,
            let entry = try CommitLog.commit(at: found.position, db)?.commit.directoryEntry
        else { return .lacks(.commit(takeover.entry)) }
        guard let superior = entry.superior else { return .wrong }
        if try author == superior || isAbove(author, superior, db) { return .valid }
        return .lacks(.above(author))
    }

    /// Whether a node stands, or ever stood, above another, by entries that count. A move takes nobody out of the past:
    /// so the answer for what was written long ago does not change with it.
    func isAbove(_ node: NodeID, _ other: NodeID, _ db: Database) throws -> Bool {
        try Directory.everAbove(other, db).contains(node)
    }

    /// The evidence that a takeover from this holder names: its newest entry. Nil where none is held.
    func evidence(of holder: NodeID, _ db: Database) throws -> Header.Takeover? {
        guard let state = try StreamState.find(.directory(holder), db), state.head > 0 else { return nil }
        return Header.Takeover(holder: holder, entrySequence: state.head, entry: state.headID)
    }
}

extension Engine {
    /// A kept commit of a stream by its id, whatever it is worth; nil if it is not held.
    func find(_ id: CommitID, in state: StreamState, _ db: Database) throws -> StoredCommit? {
        let position = try Int64.fetchOne(
            db,
            sql: """
                SELECT position FROM commits WHERE sid = ?1 AND standing = 0 AND id = ?2
                UNION ALL SELECT position FROM commits WHERE sid = ?1 AND standing != 0 AND id = ?2
                """, arguments: [state.sid, id])
        return try position.flatMap { try CommitLog.commit(at: $0, db) }
    }
}

extension CommitLog {
    /// Notes the evidence that a kept commit names, if it takes a pen over.
    public static func note(takeoverIn header: Header, sid: Int64, at position: Int64, _ db: Database) throws {
        guard let takeover = header.takeover else { return }
        try db.execute(
            sql: "INSERT INTO takeovers(position, sid, sequence, holder, entry_sequence) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                position, sid, Int64(clamping: header.sequence), takeover.holder.rawValue,
                Int64(clamping: takeover.entrySequence),
            ])
    }
}

extension Directory {
    /// All nodes that entries which count ever put above a node, directly or by others.
    static func everAbove(_ node: NodeID, _ db: Database) throws -> Set<NodeID> {
        let statement = try db.cachedStatement(sql: "SELECT superior FROM directory_above WHERE node = ?")
        var above: Set<NodeID> = []
        var next = [node]
        while let current = next.popLast() {
            for text in try String.fetchAll(statement, arguments: [current.rawValue]) {
                guard let superior = NodeID(text), above.insert(superior).inserted else { continue }
                next.append(superior)
            }
        }
        return above
    }
}
