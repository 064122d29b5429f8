import GRDB
public import Sync
public import Tiers

/// `hall log`: commits as people and scripts read them.
public struct LogView: Sendable {
    let hall: Hall

    /// The log of a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// What is asked for.
    public struct Selection: Sendable {
        /// Only this stream.
        public var stream: StreamName?
        /// Only commits by this hall.
        public var author: NodeID?
        /// Only commits that entered here at or after this moment.
        public var since: Instant?
        /// Only commits after this log position.
        public var after: Int64 = 0
        /// At most so many: the newest.
        public var limit = LogView.limitDefault

        /// Everything, as far as the limit reaches.
        public init() {}
    }

    /// Commits given where nothing else is said.
    public static let limitDefault = 1_000

    /// The newest commits of a selection, oldest first, and the log position up to which was looked.
    public func list(_ selection: Selection) throws(HallError) -> (commits: [JSONValue], upTo: Int64) {
        try hall.read { db in
            let upTo = try HallNumbers.commits(db)
            if let stream = selection.stream, try StreamState.find(stream, db) == nil {
                throw LogView.unknown(stream.rawValue)
            }
            let positions = try positions(selection, db)
            let cursor = LogCursor(db)
            var commits: [JSONValue] = []
            for position in positions.reversed() {
                if let stored = try cursor.commit(at: position) { commits.append(try value(stored, db)) }
            }
            return (commits, upTo)
        }
    }

    private func positions(_ selection: Selection, _ db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT position FROM commits
                WHERE position > ?1 AND standing = 0
                  AND (?2 IS NULL OR sid = (SELECT sid FROM streams WHERE name = ?2))
                  AND (?3 IS NULL OR kid IN
                    (SELECT kid FROM keys JOIN directory_keys USING(key) WHERE node = ?3))
                  AND (?4 IS NULL OR received_at >= ?4)
                ORDER BY position DESC LIMIT ?5
                """,
            arguments: [
                selection.after, selection.stream?.rawValue, selection.author?.rawValue,
                selection.since?.milliseconds, selection.limit,
            ])
    }

    /// One commit by its id, 64 hex digits or the first 8 or more of them.
    public func show(_ id: String) throws(HallError) -> JSONValue {
        let text = id.lowercased()
        guard (8...64).contains(text.utf8.count), text.utf8.allSatisfy({ isHexDigit($0) }) else {
            throw HallError.badCommitID(
                id,
                hint: Bilingual(
                    en: "64 hex digits as `hall log` shows them, or the first 8 or more",
                    zh: "64 位十六进制数，见 hall log，可只写前 8 位以上"))
        }
        return try hall.read { db in
            // Ids are not indexed (design §4): this one question reads the log from end to end.
            let positions = try Int64.fetchAll(
                db, sql: "SELECT position FROM commits WHERE hex(id) LIKE ? ORDER BY position LIMIT 2",
                arguments: [text.uppercased() + "%"])
            guard let position = positions.first, positions.count == 1,
                let stored = try CommitLog.commit(at: position, db)
            else {
                throw HallError(
                    .streamUnknown,
                    Bilingual(
                        en: positions.isEmpty ? "no commit \(id) is held here" : "several commits begin with \(id)",
                        zh: positions.isEmpty ? "本单位没有记录 \(id)" : "有多条记录以 \(id) 开头"),
                    hint: Bilingual(en: "`hall log` lists what is here", zh: "hall log 可列出本单位记录"))
            }
            return try value(stored, db)
        }
    }

    static func unknown(_ stream: String) -> HallError {
        HallError(
            .streamUnknown, Bilingual(en: "nothing of stream \(stream) is held here", zh: "本单位没有流 \(stream)"),
            hint: Bilingual(en: "`hall log` lists what is here", zh: "hall log 可列出本单位记录"))
    }
}

// MARK: - A commit as JSON

extension LogView {
    private func value(_ stored: StoredCommit, _ db: Database) throws -> JSONValue {
        let commit = stored.commit
        let header = commit.header
        let facts = header.stream.kind == "case" ? CaseFactsCodec.decode(header.facts) : nil
        return .fields([
            "id": .text(commit.id.hex), "author": .text(stored.author.rawValue),
            "stream": .text(header.stream.rawValue), "sequence": .int(Int64(clamping: header.sequence)),
            "at": .moment(header.writtenAt), "receivedAt": .moment(stored.receivedAt),
            "kind": .text(facts?.action.rawValue ?? String(header.stream.kind)),
            "facts": facts.map(LogView.facts) ?? (header.facts.isEmpty ? .null : .text(hexOfBytes(header.facts))),
            "body": LogView.body(commit), "signature": .text(hexOfBytes(commit.block.signature)),
            "path": .list(try path(from: header.author, db).map { .text($0.hex) }),
            "position": .int(stored.position), "source": .optional(stored.source?.rawValue),
            "nextWriter": .optional(header.nextWriter?.rawValue),
        ])
    }

    private static func body(_ commit: Commit) -> JSONValue {
        guard let bytes = commit.body, let body = (try? Body.read(bytes)) ?? nil else { return .null }
        let text = String(decoding: body.content, as: UTF8.self)
        return (try? JSONValue.parse(text)) ?? .text(text)
    }

    private static func facts(_ facts: CaseFacts) -> JSONValue {
        .fields([
            "action": .text(facts.action.rawValue), "stage": .text(facts.stage.rawValue),
            "matter": .text(facts.matterCode), "matterOwner": .text(facts.matterOwner.rawValue),
            "matterVersion": .int(Int64(facts.matterVersion)), "caseType": .text(facts.caseType.rawValue),
            "origin": .text(facts.origin.rawValue), "decidingHall": .text(facts.decidingHall.rawValue),
            "acceptingHall": .optional(facts.acceptingHall?.rawValue),
            "receivedAt": .moment(facts.receivedAt.milliseconds), "acceptedAt": .moment(facts.acceptedAt?.milliseconds),
            "decidedAt": .moment(facts.decidedAt?.milliseconds), "reasonCode": .optional(facts.reasonCode),
        ])
    }

    /// The keys that lead from an author to the root: each was entered in the directory by the next.
    private func path(from key: KeyID, _ db: Database) throws -> [KeyID] {
        var path = [key]
        while path.count < 16, let last = path.last, last != hall.engine.root,
            let record = try Directory.key(last, db),
            let entry = try CommitLog.newest(.directory(record.node), db),
            !path.contains(entry.commit.header.author)
        {
            path.append(entry.commit.header.author)
        }
        return path
    }
}

private func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
}
