import Foundation
import GRDB
import HallNode
import Sync
import Tiers

/// What a hall does whose key is in wrong hands, and what its own engine would never write: signed with its key, put on
/// its own lane, and sent by its own honest session.
struct Forgery {
    /// Ways of it.
    enum Kind: CaseIterable {
        /// A commit that another key signed.
        case badSignature
        /// A commit in a stream whose pen is elsewhere.
        case penless
        /// An old commit once more.
        case replay
        /// A second content under a sequence of a stream that the hall holds.
        case equivocation
        /// A commit in a format that nobody has.
        case laterVersion
        /// A continuation of a case of this hall's own, signed with a key of its that was ended as stolen.
        case beyondEnd

        /// Whether nobody may ever count it.
        var isForged: Bool { self == .badSignature || self == .penless || self == .beyondEnd }
    }

    private let hall: Hall
    private let seed: UInt64
    private let stolenKey: SigningKey?

    init(_ hall: Hall, seed: UInt64, stolenKey: SigningKey? = nil) {
        self.hall = hall
        self.seed = seed
        self.stolenKey = stolenKey
    }

    /// Commits one of a kind. Nil where the hall holds nothing of which it could be made.
    func commit(_ kind: Kind) throws -> CommitID? {
        let id = try hall.journal { db -> CommitID? in
            // A hall that has never written to its superior has no lane on which to put it.
            guard try lane(db) != nil else { return nil }
            switch kind {
            case .replay:
                guard let (position, id, isWhole) = try newest(db) else { return nil }
                try append(id, position: position, isWhole: isWhole, db)
                return id
            case .equivocation:
                guard let (header, isWhole) = try continuation(of: held(db), db) else { return nil }
                return try write(header, isWhole: isWhole, db)
            case .beyondEnd:
                guard let stolenKey, let header = try next(by: stolenKey, db) else { return nil }
                return try write(header, signedBy: stolenKey, isWhole: false, db)
            case .badSignature, .penless, .laterVersion:
                guard var header = try foreign(db) else { return nil }
                if kind == .laterVersion { header.version += 1 }
                return try write(header, signedBy: kind == .badSignature ? stranger : nil, db)
            }
        }
        // The hall's server sees that another process has written.
        if id != nil { hall.changes.notify() }
        return id
    }

    /// Puts another continuation of a stream on the lane to the superior in place of the newest commit, which the
    /// halls below have seen. The line is to be cut meanwhile.
    func showAnotherAbove(_ stream: String) throws {
        try hall.journal { db in
            guard let (header, isWhole) = try continuation(of: stream, db) else {
                throw SimError("\(stream) has nothing of mine")
            }
            let (lane, head) = try up(db)
            try db.execute(
                sql: "DELETE FROM lane_rows WHERE lane = ? AND position = ?",
                arguments: [lane, Int64(head.position)])
            let before = try Hash256.fetchOne(
                db, sql: "SELECT digest FROM lane_rows WHERE lane = ? AND position = ?",
                arguments: [lane, Int64(head.position) - 1])
            try db.execute(
                sql: "UPDATE lanes SET head = head - 1, digest = ? WHERE lane = ?",
                arguments: [before ?? .zero, lane])
            _ = try write(header, isWhole: isWhole, db)
        }
    }

    // MARK: - What it is made of

    /// A key that nobody knows.
    private var stranger: SigningKey {
        var random = SimRandom(seed: seed)
        while true { if let key = SimSigner.key(random.bytes(32)) { return key } }
    }

    /// The newest commit of this hall on its lane, in the form in which it stands there.
    private func newest(_ db: Database) throws -> (Int64, CommitID, isWhole: Bool)? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT c.position, c.id, r.whole FROM commits c JOIN lane_rows r ON r.commit_position = c.position
                WHERE r.lane = ? AND c.source IS NULL AND c.standing = 0 ORDER BY c.position DESC LIMIT 1
                """, arguments: [try up(db).lane])
        return row.map { ($0[0], $0[1], $0[2]) }
    }

    /// A case in which this hall wrote last, best one that it has handed on: who got the pen is to see the fork.
    private func held(_ db: Database) throws -> String {
        let number = try String.fetchOne(
            db,
            sql: """
                SELECT k.number FROM cases k JOIN streams s ON s.name = 'case/' || k.number
                  JOIN commits c ON c.sid = s.sid AND c.sequence = s.head AND c.standing = 0
                WHERE k.is_end = 0 AND c.source IS NULL AND c.sequence > 1 AND s.forked = 0
                ORDER BY k.holder = ?, k.number LIMIT 1
                """, arguments: [hall.id.rawValue])
        return "case/\(number ?? "")"
    }

    /// Another content in place of the newest of a stream, where that is this hall's own, in the form in which that one
    /// went up: a superior that gets headers is shown a header.
    private func continuation(of stream: String, _ db: Database) throws -> (Header, isWhole: Bool)? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT c.header, coalesce((SELECT max(whole) FROM lane_rows
                    WHERE commit_position = c.position AND lane = ?), 0)
                FROM commits c JOIN streams s ON s.sid = c.sid AND s.head = c.sequence
                WHERE s.name = ? AND c.standing = 0 AND c.source IS NULL
                """, arguments: [try up(db).lane, stream])
        guard let row else { return nil }
        let bytes: Data = row[0]
        var header = try Header(Array(bytes))
        header.writtenAt += 1
        return (header, row[1])
    }

    /// The next commit of a matter of the province, which is not this hall's to write.
    private func foreign(_ db: Database) throws -> Header? {
        let row = try Row.fetchOne(
            db, sql: "SELECT name, head, head_id FROM streams WHERE name LIKE 'matter/%' AND head > 0 ORDER BY name")
        guard let row, let stream = StreamName(row[0]) else { return nil }
        let key = hall.identity.key.publicKey.id
        let last = try Int64.fetchOne(
            db, sql: "SELECT max(key_sequence) FROM commits JOIN keys USING(kid) WHERE key = ?", arguments: [key])
        return Header(
            author: key, authorSequence: UInt64(last ?? 0) + 1, stream: stream, sequence: UInt64(row[1] as Int64) + 1,
            previous: row[2], writtenAt: hall.now.milliseconds, clockOffset: 0, bodyHash: .zero, facts: [])
    }

    /// The next commit of a case of this hall's own, by another key of its.
    private func next(by key: SigningKey, _ db: Database) throws -> Header? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT s.name, s.head, s.head_id, c.header FROM streams s
                  JOIN commits c ON c.sid = s.sid AND c.sequence = s.head AND c.standing = 0
                WHERE s.name LIKE 'case/%' AND s.name NOT LIKE 'case/%/%' AND s.pen = ? ORDER BY s.name LIMIT 1
                """, arguments: [hall.id.rawValue])
        guard let row, let stream = StreamName(row[0]) else { return nil }
        let bytes: Data = row[3]
        return Header(
            author: key.publicKey.id, authorSequence: 1_000_000, stream: stream,
            sequence: UInt64(row[1] as Int64) + 1, previous: row[2], writtenAt: hall.now.milliseconds, clockOffset: 0,
            bodyHash: .zero, facts: try Header(Array(bytes)).facts)
    }

    // MARK: - Writing

    /// Beside what counts in this store, so that the hall itself goes on as if nothing had happened.
    ///
    /// - Parameter stranger: another key than the hall's.
    private func write(
        _ header: Header, signedBy stranger: SigningKey? = nil, isWhole: Bool = true, _ db: Database
    ) throws -> CommitID {
        let key = stranger ?? hall.identity.key
        var random = SimRandom(seed: seed)
        let body = try Body(salt: random.bytes(16), content: Array("{}".utf8)).encoded()
        var header = header
        header.bodyHash = .of(body)
        let bytes = try header.encoded()
        let id = CommitID.of(bytes)
        let signature = try key.sign(HashTree(leaves: [id]).root.bytes, purpose: .commits)
        try db.execute(
            sql: "INSERT INTO signatures(suite, signature, leaves) VALUES (1, ?, 1)", arguments: [blob(signature)])
        let sigid = db.lastInsertedRowID
        // A hall that never wrote has no number for its key.
        try db.execute(sql: "INSERT OR IGNORE INTO keys(key) VALUES (?)", arguments: [header.author])
        try db.execute(
            sql: """
                INSERT INTO commits(sid, sequence, kid, key_sequence, id, header, body, sigid, leaf, standing,
                  received_at)
                SELECT sid, ?, (SELECT kid FROM keys WHERE key = ?), ?, ?, ?, ?, ?, 0, 1, ? FROM streams WHERE name = ?
                """,
            arguments: [
                Int64(header.sequence), header.author, Int64(header.authorSequence), id, blob(bytes), blob(body), sigid,
                header.writtenAt, header.stream.rawValue,
            ])
        try append(id, position: db.lastInsertedRowID, isWhole: isWhole, db)
        return id
    }

    private func append(_ id: CommitID, position: Int64, isWhole: Bool, _ db: Database) throws {
        let (lane, head) = try up(db)
        let point = head.appending(id, whole: isWhole)
        try db.execute(
            sql: "INSERT INTO lane_rows(lane, position, commit_position, whole, digest) VALUES (?, ?, ?, ?, ?)",
            arguments: [lane, Int64(point.position), position, isWhole, point.digest])
        try db.execute(
            sql: "UPDATE lanes SET head = ?, digest = ? WHERE lane = ?",
            arguments: [Int64(point.position), point.digest, lane])
    }

    /// The urgent lane to the superior.
    private func up(_ db: Database) throws -> (lane: Int64, head: LanePoint) {
        guard let lane = try lane(db) else { throw SimError("\(hall.id) has no lane upward") }
        return lane
    }

    private func lane(_ db: Database) throws -> (lane: Int64, head: LanePoint)? {
        guard let superior = try Directory.superior(hall.engine.node, db)?.rawValue else { return nil }
        return try Row.fetchOne(
            db, sql: "SELECT lane, head, digest FROM lanes WHERE peer = ? AND class = 0", arguments: [superior]
        ).map { row in (row[0], LanePoint(position: UInt64(row[1] as Int64), digest: row[2])) }
    }

    private func blob(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }
}
