import FoundationEssentials
public import GRDB

extension Engine {
    /// Makes all read models anew from the log: the engine's own and the business's. A pure function of log and
    /// journal. In a write transaction. Streams of which a header or body was set aside as damaged stay as they are:
    /// the log cannot tell of them until a neighbour has given it again.
    ///
    /// - Returns: how many commits count.
    @discardableResult
    public func rebuild(_ db: Database) throws -> Int {
        let hurt = try hurtGroups(db)
        guard hurt.isEmpty else { return try rebuild(allBut: hurt, db) }
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
        if try hurtGroups(db).contains(main(of: stream)) {
            throw StoreError.lost("\(stream.rawValue) is hurt in the log")
        }
        _ = try settle([Unsettled(stream: stream, sequence: 1)], now: nil, db)
        return try rebuild(group: stream, db)
    }

    /// Whether this node's own entry is held and cannot be read: without it none of its keys is known.
    public func isOwnEntryHurt(_ db: Database) throws -> Bool { try Directory.isHurt(node, db) }

    /// Sets aside what in the log is not what its hash says, without looking at signatures: what is to be made anew of
    /// the log must not be made of that. In a write transaction.
    ///
    /// - Returns: how many places are new.
    public func setAsideHurt(now: Int64, _ db: Database) throws -> Int {
        var rows = RowWalk("commits", by: "position")
        var new = 0
        while true {
            let positions = try rows.next(500, db)
            if positions.isEmpty { return new }
            var sweep = Sweep(engine: self, db)
            for position in positions { try sweep.content(position) }
            if !sweep.found.isEmpty { new += try setAside(sweep.found, now: now, db) }
        }
    }

    /// The main streams of the groups of which the log has lost something.
    private func hurtGroups(_ db: Database) throws -> Set<StreamName> {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT s.name FROM damaged d JOIN commits c USING(position) JOIN streams s USING(sid)
                WHERE d.mended_at IS NULL AND d.kind IN ('header', 'body')
                """)
        return Set(names.compactMap { StreamName($0) }.map(main))
    }

    private func main(of stream: StreamName) -> StreamName {
        if case .group(let name) = policy.rules(of: stream).scope { name } else { stream }
    }

    /// Group by group, the directory first, since all else is judged by it.
    private func rebuild(allBut hurt: Set<StreamName>, _ db: Database) throws -> Int {
        let names = try String.fetchAll(db, sql: "SELECT name FROM streams ORDER BY name NOT LIKE 'hall/%', name")
        var done = hurt
        var applied = 0
        for name in names.compactMap({ StreamName($0) }) where done.insert(main(of: name)).inserted {
            applied += try rebuild(main(of: name), db)
        }
        return applied
    }

    /// The same, for what counts as it stands in the log.
    @discardableResult
    func rebuild(group stream: StreamName, _ db: Database) throws -> Int {
        let main = main(of: stream)
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

    /// Applies commits that count, page by page; the page's first argument is the position before it. Log order, but
    /// what a hurt store got back later than what continues it goes before that.
    private func replay(_ page: String, _ arguments: StatementArguments, _ db: Database) throws -> Int {
        var replay = Replay(cursor: LogCursor(db))
        var last: Int64 = 0
        while true {
            let positions = try Int64.fetchAll(db, sql: page, arguments: [last] + arguments)
            guard let end = positions.last else { return replay.applied }
            for position in positions { try self.replay(position, &replay, db) }
            last = end
        }
    }

    /// Where a replay stands.
    private struct Replay {
        let cursor: LogCursor
        var applied = 0
        /// By number of their stream: commits that were passed over, since what they continue stands further on.
        var late: [Int64: [Late]] = [:]

        struct Late {
            let position: Int64
            let sequence: UInt64
        }
    }

    private func replay(_ position: Int64, _ replay: inout Replay, _ db: Database) throws {
        guard let stored = try counting(at: position, replay.cursor, db) else { return }
        let state = try StreamState.findOrMake(stored.commit.header.stream, db)
        let here = Replay.Late(position: position, sequence: stored.commit.header.sequence)
        if try mustWait(here, after: state.head, sid: state.sid, at: position, db) {
            replay.late[state.sid, default: []].append(here)
            return
        }
        try step(stored, from: state, &replay, db)
        var head = here.sequence
        while let waiting = replay.late[state.sid],
            let place = waiting.indices.min(by: { waiting[$0].sequence < waiting[$1].sequence }),
            try !mustWait(waiting[place], after: head, sid: state.sid, at: position, db)
        {
            replay.late[state.sid]?.remove(at: place)
            guard let stored = try counting(at: waiting[place].position, replay.cursor, db) else { continue }
            let state = try StreamState.findOrMake(stored.commit.header.stream, db)
            try step(stored, from: state, &replay, db)
            head = stored.commit.header.sequence
        }
        if replay.late[state.sid]?.isEmpty == true { replay.late[state.sid] = nil }
    }

    private func step(
        _ stored: StoredCommit, from state: StreamState, _ replay: inout Replay, _ db: Database
    ) throws {
        let commit = stored.commit
        try state.advanced(by: commit.header, id: commit.id, author: stored.author).save(db)
        try cite(stored, db)
        try apply(stored, db)
        replay.applied += 1
    }

    /// Whether something that comes before it in its stream stands behind a position.
    private func mustWait(
        _ commit: Replay.Late, after head: UInt64, sid: Int64, at position: Int64, _ db: Database
    ) throws -> Bool {
        guard commit.sequence > head + 1 else { return false }
        let statement = try db.cachedStatement(
            sql: """
                SELECT 1 FROM commits WHERE sid = ? AND sequence > ? AND sequence < ? AND standing = 0 AND position > ?
                LIMIT 1
                """)
        return try Int.fetchOne(
            statement, arguments: [sid, Int64(clamping: head), Int64(clamping: commit.sequence), position]) != nil
    }

    /// A commit that is to be applied; nil if it cannot be read. Whose it is that nobody's key signed cannot be told:
    /// it counts once an entry names that key.
    private func counting(at position: Int64, _ cursor: LogCursor, _ db: Database) throws -> StoredCommit? {
        guard let raw = try cursor.raw(at: position) else { return nil }
        if let stored = try readable(raw, at: position, db) { return stored }
        guard Hash256.of(raw.header) == raw.id, (try? Header(raw.header)) != nil else { return nil }
        try db.execute(
            sql: "UPDATE commits SET standing = ? WHERE position = ?", arguments: [Standing.void.rawValue, position])
        return nil
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
        try KeptEntry.putAll(db)
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
        try KeptEntry.putAll(of: node, db)
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
        let cursor = LogCursor(db)
        for position in uncounted {
            guard let raw = try cursor.raw(at: position),
                let commit = try? Commit(headerBytes: raw.header, body: raw.body, block: raw.block)
            else { continue }
            try cite(commit, at: position, db)
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
        guard let about = commit.header.stream.directoryNode, let entry = commit.directoryEntry,
            entry.superior == nil, key == root || entry.keys.contains(where: { $0.id == key })
        else { return nil }
        return about
    }
}
