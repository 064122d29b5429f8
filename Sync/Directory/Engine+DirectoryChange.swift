import FoundationEssentials
import GRDB

/// What of a node's directory stream other streams lean on.
struct DirectoryFacts {
    let keys: [KeyID: Directory.KeyRecord]
    let superiors: Set<String>

    init(_ node: NodeID, _ db: Database) throws {
        var keys: [KeyID: Directory.KeyRecord] = [:]
        let ids = try Hash256.fetchAll(
            db.cachedStatement(sql: "SELECT key FROM directory_keys WHERE node = ?"), arguments: [node.rawValue])
        for id in ids { keys[id] = try Directory.key(id, db) }
        self.keys = keys
        superiors = Set(
            try String.fetchAll(
                db.cachedStatement(sql: "SELECT superior FROM directory_above WHERE node = ?"),
                arguments: [node.rawValue]))
    }
}

extension Engine {
    /// The streams that lean on what has changed in a node's entries: on the end of a key, on who stood above whom, and
    /// on entries that takeovers name as evidence.
    ///
    /// - Parameter from: the first sequence at which an entry counts newly, or counts no more; nil: nowhere.
    func dependents(
        of node: NodeID, since before: DirectoryFacts, from: UInt64?, _ follow: inout FollowUp, _ db: Database
    ) throws -> [Unsettled] {
        let after = try DirectoryFacts(node, db)
        var dependents: [Unsettled] = []
        for (key, old) in before.keys.sorted(by: { $0.value.ordinal < $1.value.ordinal }) {
            guard let new = after.keys[key], new.last != old.last || new.admitted != old.admitted else { continue }
            let last = min(new.last ?? .max, old.last ?? .max)
            dependents += try streams(beyond: last, of: key, db)
            if (new.last ?? .max) > (old.last ?? .max) || !new.admitted.isSubset(of: old.admitted) {
                follow.freed.insert(node)
            }
            for id in new.admitted.subtracting(old.admitted) {
                try Quarantine.close(id, reason: .keyEnded, at: self.node, db)
            }
        }
        for (key, _) in after.keys where before.keys[key] == nil { dependents += try streams(uncountedOf: key, db) }
        if !before.superiors.isEmpty, after.superiors != before.superiors {
            dependents += try takeovers(db)
        } else if let from {
            dependents += try takeovers(of: node, naming: from, db)
        }
        if try node == top(db), let heads = try Directory.entry(node, db)?.heads {
            dependents += heads.compactMap { head in
                StreamName(head.stream).map { Unsettled(stream: $0, sequence: head.sequence) }
            }
        }
        return dependents
    }

    private func streams(beyond last: UInt64, of key: KeyID, _ db: Database) throws -> [Unsettled] {
        try unsettled(
            """
            SELECT name, min(sequence) FROM commits JOIN streams USING(sid)
            WHERE kid = (SELECT kid FROM keys WHERE key = ?) AND key_sequence > ? GROUP BY sid ORDER BY name
            """, [key, Int64(clamping: last)], db)
    }

    /// Streams in which commits of a key do not count: a store that had lost the key's entry could not tell whose they
    /// are.
    private func streams(uncountedOf key: KeyID, _ db: Database) throws -> [Unsettled] {
        try unsettled(
            """
            SELECT name, min(sequence) FROM commits JOIN streams USING(sid)
            WHERE kid = (SELECT kid FROM keys WHERE key = ?) AND standing != 0 GROUP BY sid ORDER BY name
            """, [key], db)
    }

    /// Streams with takeovers.
    private func takeovers(_ db: Database) throws -> [Unsettled] {
        try unsettled(
            "SELECT name, min(t.sequence) FROM takeovers t JOIN streams USING(sid) GROUP BY sid ORDER BY name", [], db)
    }

    /// Streams with takeovers that name an entry of this holder as evidence, from a sequence on.
    private func takeovers(of holder: NodeID, naming sequence: UInt64, _ db: Database) throws -> [Unsettled] {
        try unsettled(
            """
            SELECT name, min(t.sequence) FROM takeovers t JOIN streams USING(sid)
            WHERE holder = ? AND entry_sequence >= ? GROUP BY sid ORDER BY name
            """, [holder.rawValue, Int64(clamping: sequence)], db)
    }

    private func unsettled(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws -> [Unsettled] {
        try Row.fetchAll(db, sql: sql, arguments: arguments).compactMap { row in
            StreamName(row[0]).map { Unsettled(stream: $0, sequence: UInt64(clamping: row[1] as Int64)) }
        }
    }

    /// Keeps the keys of all entries that are not known yet, whether those entries count or not: what a key signed can
    /// be read, and nothing of it counts until an entry is applied that says so.
    func keepKeys(of state: StreamState, _ db: Database) throws {
        guard let node = state.name.directoryNode else { return }
        let positions = try Int64.fetchAll(
            db, sql: "SELECT position FROM commits WHERE sid = ? ORDER BY position", arguments: [state.sid])
        let cursor = LogCursor(db)
        for position in positions {
            guard let raw = try cursor.raw(at: position), let body = raw.body,
                let commit = try? Commit(headerBytes: raw.header, body: body, block: raw.block)
            else { continue }
            for key in commit.directoryEntry?.keys ?? [] {
                guard let info = bytesOfHex(key.signing) else { continue }
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO directory_keys(key, node, ordinal, last, public) VALUES (?, ?, ?, 0, ?)
                        """, arguments: [Hash256.of(info), node.rawValue, key.ordinal, Data(info)])
            }
        }
    }
}
