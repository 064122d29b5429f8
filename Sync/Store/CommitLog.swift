import FoundationEssentials
public import GRDB

/// A commit with its place in this node's log.
public struct StoredCommit: Sendable {
    /// Log position, ascending as commits entered.
    public let position: Int64
    /// The commit.
    public let commit: Commit
    /// Who signed it.
    public let author: NodeID
    /// When it entered here, ms since 1970 UTC by this node's clock.
    public let receivedAt: Int64
    /// The neighbour that it came from; nil for the own.
    public let source: NodeID?
}

/// The log: what was signed, in the order in which it entered.
public enum CommitLog {
    /// Finds the number of a key, giving it one if needed.
    static func number(of key: KeyID, _ db: Database) throws -> Int64 {
        let statement = try db.cachedStatement(sql: "SELECT kid FROM keys WHERE key = ?")
        if let kid = try Int64.fetchOne(statement, arguments: [key]) { return kid }
        try db.cachedStatement(sql: "INSERT INTO keys(key) VALUES (?)").execute(arguments: [key])
        return db.lastInsertedRowID
    }

    /// The last author sequence of a key in this log; 0 if there is none.
    static func lastSequence(of kid: Int64, _ db: Database) throws -> UInt64 {
        let statement = try db.cachedStatement(sql: "SELECT max(key_sequence) FROM commits WHERE kid = ?")
        return UInt64(try Int64.fetchOne(statement, arguments: [kid]) ?? 0)
    }

    /// Stores a signature and gives its number.
    static func insertSignature(suite: Suite, signature: [UInt8], leaves: UInt32, _ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "INSERT INTO signatures(suite, signature, leaves) VALUES (?, ?, ?)")
            .execute(arguments: [Int(suite.rawValue), Data(signature), Int(leaves)])
        return db.lastInsertedRowID
    }

    /// How a commit's row refers to its signature.
    struct SignatureReference {
        var sigid: Int64
        var leaf: UInt32
        /// Nil when all leaves of the tree stand in this log.
        var path: [Hash256]?
    }

    static func insert(
        _ commit: Commit, sid: Int64, kid: Int64, signature: SignatureReference, standing: Standing = .counts,
        receivedAt: Int64, source: NodeID?, _ db: Database
    ) throws -> Int64 {
        let header = commit.header
        let statement = try HotStatement(
            """
            INSERT INTO commits(sid, sequence, kid, key_sequence, id, header, body, sigid, leaf, path, standing,
              received_at, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, db)
        try statement.run {
            $0.int(sid)
            $0.int(header.sequence)
            $0.int(kid)
            $0.int(header.authorSequence)
            $0.hash(commit.id)
            $0.bytes(commit.headerBytes)
            $0.bytes(commit.body)
            $0.int(signature.sigid)
            $0.int(signature.leaf)
            $0.bytes(signature.path.map { $0.flatMap(\.bytes) })
            $0.int(standing.rawValue)
            $0.int(receivedAt)
            $0.text(source?.rawValue)
        }
        return db.lastInsertedRowID
    }

    /// Adds the body to a commit of which only the header was held. From now on it comes from whoever gave the body: a
    /// neighbour that had given the header alone lacks it, and may be owed it. An own one stays one's own.
    static func addBody(_ body: [UInt8], at position: Int64, from source: NodeID?, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE commits SET body = ?, source = CASE WHEN source IS NULL THEN NULL ELSE coalesce(?, source) END
                WHERE position = ?
                """, arguments: [Data(body), source?.rawValue, position])
    }

    /// Position, id and presence of the body of the commit that counts at this place; nil if there is none here.
    static func find(
        sid: Int64, sequence: UInt64, _ db: Database
    ) throws -> (position: Int64, id: CommitID, whole: Bool)? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT position, id, body IS NOT NULL FROM commits WHERE sid = ? AND sequence = ? AND standing = 0
                """)
        guard let row = try Row.fetchOne(statement, arguments: [sid, Int64(sequence)]) else { return nil }
        return (row[0], row[1], row[2])
    }

    /// The log position of these very bytes; nil if they are not held.
    static func position(of commit: Commit, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: "SELECT position FROM commits JOIN streams USING(sid) WHERE name = ? AND sequence = ? AND id = ?",
            arguments: [commit.header.stream.rawValue, Int64(clamping: commit.header.sequence), commit.id])
    }

    /// The commit at a log position.
    public static func commit(at position: Int64, _ db: Database) throws -> StoredCommit? {
        try LogCursor(db).commit(at: position)
    }

    /// The commits of a stream that count, oldest first, from a sequence on.
    public static func stream(
        _ name: StreamName, from sequence: UInt64 = 1, limit: Int = .max, _ db: Database
    ) throws -> [StoredCommit] {
        guard let state = try StreamState.find(name, db) else { return [] }
        let positions = try Int64.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT position FROM commits WHERE sid = ? AND sequence >= ? AND standing = 0
                    ORDER BY sequence LIMIT ?
                    """), arguments: [state.sid, Int64(sequence), limit == .max ? -1 : limit])
        let cursor = LogCursor(db)
        return try positions.compactMap { try cursor.commit(at: $0) }
    }

    /// The commits of a stream that count or compete, in the order in which they entered.
    static func kept(_ name: StreamName, _ db: Database) throws -> [StoredCommit] {
        guard let state = try StreamState.find(name, db) else { return [] }
        let positions = try Int64.fetchAll(
            db,
            sql: """
                SELECT position FROM commits WHERE sid = ?1 AND standing = 0
                UNION ALL SELECT position FROM commits WHERE sid = ?1 AND standing != 0 AND standing < 2 ORDER BY 1
                """, arguments: [state.sid])
        let cursor = LogCursor(db)
        return try positions.compactMap { try cursor.commit(at: $0) }
    }

    /// The newest commit of a stream.
    public static func newest(_ name: StreamName, _ db: Database) throws -> StoredCommit? {
        guard let state = try StreamState.find(name, db), state.head > 0,
            let found = try find(sid: state.sid, sequence: state.head, db)
        else { return nil }
        return try commit(at: found.position, db)
    }

    /// Names of all streams of a main stream's group that hold commits: itself first, then its side streams.
    public static func group(_ main: StreamName, _ db: Database) throws -> [StreamName] {
        let names = try String.fetchAll(
            try db.cachedStatement(
                sql: "SELECT name FROM streams WHERE name > ? AND name < ? AND head > 0 ORDER BY name"),
            arguments: [main.rawValue + "/", main.rawValue + "0"])
        return [main] + names.compactMap { StreamName($0) }
    }
}

/// Reads commits in order and rebuilds their signature blocks; keeps the last hash tree, since neighbours share it.
public final class LogCursor {
    private let db: Database
    private var tree: (sigid: Int64, tree: HashTree)?
    private var authors: [Int64: NodeID] = [:]

    /// A cursor inside one read or write of the database.
    public init(_ db: Database) { self.db = db }

    /// The commit at a position, with the id as it was logged; nil if there is none, or its bytes are no commit, or it
    /// does not count and nobody can tell whose key signed it.
    public func commit(at position: Int64) throws -> StoredCommit? {
        guard let raw = try raw(at: position),
            let commit = try? Commit(headerBytes: raw.header, body: raw.body, block: raw.block)
        else { return nil }
        let author: NodeID
        do { author = try self.author(raw.kid) } catch StoreError.authorUnknown {
            let standing = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT standing FROM commits WHERE position = ?"), arguments: [position])
            if standing == Standing.counts.rawValue { throw StoreError.authorUnknown }
            return nil
        }
        return StoredCommit(
            position: position, commit: commit, author: author, receivedAt: raw.receivedAt, source: raw.source)
    }

    /// A commit as its row has it, unchecked.
    public struct RawCommit {
        /// The id that was logged.
        public let id: CommitID
        /// Bytes of the header.
        public let header: [UInt8]
        /// Bytes of the body, where held.
        public let body: [UInt8]?
        /// The proof.
        public let block: SignatureBlock
        let sigid: Int64
        let kid: Int64
        /// When it entered here, ms since 1970 UTC.
        public let receivedAt: Int64
        /// The neighbour that it came from; nil for the own.
        public let source: NodeID?
    }

    /// The row at a position, as it is: for `verify`, and for sending, where the receiver judges.
    public func raw(at position: Int64) throws -> RawCommit? {
        let statement = try HotStatement(
            """
            SELECT c.id, c.header, c.body, s.suite, s.signature, s.leaves, c.sigid, c.leaf, c.path, c.kid,
              c.received_at, c.source
            FROM commits c JOIN signatures s USING(sigid) WHERE c.position = ?
            """, db)
        return try statement.first {
            $0.int(position)
        } read: { row in
            let (sigid, leaf, leaves) = (row.int(6), row.int(7), row.int(5))
            let path = try path(sigid: sigid, leaf: leaf, leaves: leaves, stored: row.bytes(8))
            return RawCommit(
                id: row.hash(0) ?? .zero, header: row.bytes(1) ?? [], body: row.bytes(2),
                block: SignatureBlock(
                    suite: Suite(rawValue: UInt8(truncatingIfNeeded: row.int(3))), signature: row.bytes(4) ?? [],
                    leaf: UInt32(truncatingIfNeeded: leaf), leaves: UInt32(truncatingIfNeeded: leaves), path: path),
                sigid: sigid, kid: row.int(9), receivedAt: row.int(10), source: row.text(11).flatMap { NodeID($0) })
        }
    }

    private func path(sigid: Int64, leaf: Int64, leaves: Int64, stored: [UInt8]?) throws -> [Hash256] {
        if leaves == 1 { return [] }
        if let stored { return Hash256.run(stored) }
        if tree?.sigid != sigid {
            let ids = try Hash256.fetchAll(
                try db.cachedStatement(sql: "SELECT id FROM commits WHERE sigid = ? ORDER BY leaf"), arguments: [sigid])
            guard !ids.isEmpty else { return [] }
            tree = (sigid, HashTree(leaves: ids))
        }
        guard let tree = tree?.tree, (0..<Int64(tree.count)).contains(leaf) else { return [] }
        return tree.path(at: Int(leaf))
    }

    private func author(_ kid: Int64) throws -> NodeID {
        if let node = authors[kid] { return node }
        let statement = try db.cachedStatement(
            sql: "SELECT d.node FROM keys k JOIN directory_keys d ON d.key = k.key WHERE k.kid = ?")
        guard let text = try String.fetchOne(statement, arguments: [kid]), let node = NodeID(text) else {
            throw StoreError.authorUnknown
        }
        authors[kid] = node
        return node
    }
}

/// A store that contradicts itself.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A commit by a key that no directory entry names: the read models must be rebuilt.
    case authorUnknown
    /// What must be there is not, or cannot be read: in a few words, for people.
    case lost(String)

    /// For people and for logs.
    public var description: String {
        switch self {
        case .authorUnknown: "a commit by a key that no directory entry names"
        case .lost(let what): what
        }
    }
}
