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
        let applied = try replay(
            "SELECT position FROM commits WHERE position > ? AND standing = 0 ORDER BY position LIMIT 1000", [], db)
        try resettle(db)
        return applied
    }

    /// Makes the read models of one stream anew, with those of the streams of its group: what counts in it changed.
    ///
    /// - Returns: how many commits of them count.
    @discardableResult
    public func rebuild(_ stream: StreamName, _ db: Database) throws -> Int {
        _ = try settle([Unsettled(stream: stream, sequence: 1)], now: nil, db)
        return try rebuild(group: stream, db)
    }

    /// The same, for what counts as it stands in the log.
    @discardableResult
    func rebuild(group stream: StreamName, _ db: Database) throws -> Int {
        var main = stream
        if case .group(let name) = policy.rules(of: stream).scope { main = name }
        let isGroup = policy.rules(of: main).scope == .group(main: main)
        let low = main.rawValue + "/"
        let high = isGroup ? main.rawValue + "0" : low
        let range: StatementArguments = [main.rawValue, low, high]
        let within = "sid IN (SELECT sid FROM streams WHERE name = ? OR (name > ? AND name < ?))"
        try db.execute(
            sql: "UPDATE streams SET head = 0, head_id = NULL, pen = NULL WHERE \(within)", arguments: range)
        try db.execute(sql: "DELETE FROM participants WHERE \(within)", arguments: range)
        if let node = main.directoryNode { try resetDirectory(of: node, db) }
        try memo?.forgetAll(db)
        try projector.reset(main, db)
        let applied = try replay(
            """
            SELECT position FROM commits WHERE position > ? AND standing = 0 AND \(within) ORDER BY position LIMIT 1000
            """, range, db)
        if policy.rules(of: main).laneClass == .bulk { try reapply(keysOf: main, db) }
        try memo?.forgetAll(db)
        return applied
    }

    /// Applies commits that count, page by page; the page's first argument is the position before it.
    private func replay(_ page: String, _ arguments: StatementArguments, _ db: Database) throws -> Int {
        let cursor = LogCursor(db)
        var applied = 0
        var last: Int64 = 0
        while true {
            let positions = try Int64.fetchAll(db, sql: page, arguments: [last] + arguments)
            guard let end = positions.last else { return applied }
            for position in positions {
                guard let raw = try cursor.raw(at: position), let stored = try readable(raw, at: position, db) else {
                    continue
                }
                let commit = stored.commit
                try StreamState.findOrMake(commit.header.stream, db)
                    .advanced(by: commit.header, id: commit.id, author: stored.author).save(db)
                try cite(stored, db)
                try apply(stored, db)
                applied += 1
            }
            last = end
        }
    }

    private func resetReadModels(_ db: Database) throws {
        try memo?.forgetAll(db)
        try db.execute(
            sql: """
                UPDATE streams SET head = 0, head_id = NULL, pen = NULL, forked = 0;
                DELETE FROM directory;
                DELETE FROM directory_keys;
                DELETE FROM directory_above;
                DELETE FROM participants;
                DELETE FROM blob_citations;
                DELETE FROM applied;
                """)
        try keepOwnKeys(db)
        try keepNamedKeys(db)
        try projector.reset(db)
    }

    /// The keys stay, so that what they signed can be read, but nothing of them counts until an entry says so.
    private func resetDirectory(of node: NodeID, _ db: Database) throws {
        let arguments: StatementArguments = [node.rawValue]
        try db.execute(sql: "DELETE FROM directory WHERE node = ?", arguments: arguments)
        try db.execute(sql: "DELETE FROM directory_above WHERE node = ?", arguments: arguments)
        try db.execute(
            sql: "UPDATE directory_keys SET last = 0, admitted = NULL, stolen = 0 WHERE node = ?",
            arguments: arguments)
    }

    /// All keys are known before the entries that name them are applied again: a projection may look at what stands
    /// further on in the log.
    private func keepNamedKeys(_ db: Database) throws {
        let names = try String.fetchAll(db, sql: "SELECT name FROM streams WHERE name LIKE 'hall/%' ORDER BY name")
        for name in names.compactMap({ StreamName($0) }) {
            if let state = try StreamState.find(name, db) { try keepKeys(of: state, db) }
        }
    }

    /// Settles every stream in which something does not count: what counts is a function of what is held.
    private func resettle(_ db: Database) throws {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM streams WHERE sid IN (SELECT sid FROM commits WHERE standing != 0)
                ORDER BY name NOT LIKE 'hall/%', name
                """)
        let streams = names.compactMap { StreamName($0) }
        _ = try settle(streams.map { Unsettled(stream: $0, sequence: .max) }, now: nil, db)
        let uncounted = try Int64.fetchAll(
            db, sql: "SELECT position FROM commits WHERE standing != 0 ORDER BY position")
        for position in uncounted {
            if let stored = try CommitLog.commit(at: position, db) { try cite(stored, db) }
        }
    }

    /// Up to where the commits of keys that wrote in a bulk stream are in effect.
    private func reapply(keysOf stream: StreamName, _ db: Database) throws {
        let keys = try Int64.fetchAll(
            db,
            sql: "SELECT DISTINCT kid FROM commits JOIN streams USING(sid) WHERE name = ?", arguments: [stream.rawValue]
        )
        try memo?.flush(db)
        for kid in keys {
            try db.execute(sql: "DELETE FROM applied WHERE kid = ?", arguments: [kid])
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT name, key_sequence FROM commits JOIN streams USING(sid) WHERE kid = ? AND standing = 0
                    ORDER BY key_sequence DESC
                    """, arguments: [kid])
            while let row = try rows.next() {
                guard let name = StreamName(row[0]), policy.rules(of: name).laneClass == .bulk else { continue }
                let upTo: Int64 = row[1]
                try db.execute(sql: "INSERT INTO applied(kid, up_to) VALUES (?, ?)", arguments: [kid, upTo])
                break
            }
        }
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

    /// Whose key signed: from the entries applied so far, or, where a root key enters itself, from its own entry.
    private func author(of commit: Commit, _ db: Database) throws -> NodeID? {
        let key = commit.header.author
        if let record = try Directory.key(key, db) { return record.node }
        guard let about = commit.header.stream.directoryNode else { return nil }
        if key == root { return about }
        let names = commit.directoryEntry?.keys.contains { $0.id == key }
        return names == true ? about : nil
    }
}
