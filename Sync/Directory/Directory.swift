import FoundationEssentials
public import GRDB

/// The directory as this node holds it: a read model over the `hall/…` streams.
public enum Directory {
    /// What is known of a key.
    public struct KeyRecord: Hashable, Sendable {
        /// Whose key it is.
        public let node: NodeID
        /// SubjectPublicKeyInfo of the key.
        public let info: [UInt8]
        /// Which of the node's keys, from 1.
        public let ordinal: Int
        /// Last author sequence that counts; nil while the key is good.
        public let last: UInt64?
        /// What counts beyond it.
        public var admitted: Set<CommitID> = []
        /// What lies beyond it is not to be trusted.
        public var isStolen = false

        /// Whether a commit of the key counts, by its author sequence and id.
        public func counts(_ sequence: UInt64, _ id: CommitID) -> Bool {
            guard let last else { return true }
            return sequence <= last || admitted.contains(id)
        }

        /// The public key. Checking that its point lies on the curve costs more than the look-up, and is remembered.
        public var key: PublicKey? { EntryMemory.shared.key(info) }
    }

    /// The newest entry of a node; nil if this node holds none.
    public static func entry(_ node: NodeID, _ db: Database) throws -> DirectoryEntry? {
        let row = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT entry FROM directory WHERE node = ?"), arguments: [node.rawValue])
        return try row.map(stored)
    }

    /// Whether the entry of a node is held, and cannot be read.
    static func isHurt(_ node: NodeID, _ db: Database) throws -> Bool {
        do {
            _ = try entry(node, db)
            return false
        } catch let error where Damage.isUnreadable(error) {
            return true
        }
    }

    /// All entries held, by id.
    public static func entries(_ db: Database) throws -> [DirectoryEntry] {
        try Data.fetchAll(db, sql: "SELECT entry FROM directory ORDER BY node").map(stored)
    }

    /// An entry as this store holds it: it was judged on its way in, so one that cannot be read was hurt here.
    private static func stored(_ content: Data) throws(StoreError) -> DirectoryEntry {
        do {
            return try EntryMemory.shared.entry(content)
        } catch {
            throw StoreError.lost("an entry of the directory cannot be read")
        }
    }

    /// Ids of all nodes held that are not retired. Reads no entry: at a province there are 20,000.
    public static func present(_ db: Database) throws -> [NodeID] {
        try String.fetchAll(
            db.cachedStatement(sql: "SELECT node FROM directory WHERE retired = 0 ORDER BY node")
        ).compactMap { NodeID($0) }
    }

    /// What is known of a key; nil for a stranger's.
    public static func key(_ id: KeyID, _ db: Database) throws -> KeyRecord? {
        let statement = try db.cachedStatement(
            sql: "SELECT node, public, ordinal, last, admitted, stolen FROM directory_keys WHERE key = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else { return nil }
        let bytes: Data = row[1]
        guard let node = NodeID(row[0]) else { return nil }
        let last: Int64? = row[3]
        let admitted: Data? = row[4]
        return KeyRecord(
            node: node, info: Array(bytes), ordinal: row[2], last: last.map { UInt64($0) },
            admitted: Set(admitted.map { Hash256.run($0) } ?? []), isStolen: row[5])
    }

    /// The superior of a node; nil at the top and for a node that is not held.
    public static func superior(_ node: NodeID, _ db: Database) throws -> NodeID? {
        let statement = try db.cachedStatement(sql: "SELECT superior FROM directory WHERE node = ?")
        return try String.fetchOne(statement, arguments: [node.rawValue]).flatMap { NodeID($0) }
    }

    /// The superiors of a node, nearest first. Bounded: the tree has five tiers.
    public static func ancestors(_ node: NodeID, _ db: Database) throws -> [NodeID] {
        var ancestors: [NodeID] = []
        var current = node
        while ancestors.count < 16, let next = try superior(current, db) {
            ancestors.append(next)
            current = next
        }
        return ancestors
    }

    /// The nodes directly below, by id, the retired left out.
    public static func children(_ node: NodeID, _ db: Database) throws -> [NodeID] {
        let statement = try db.cachedStatement(
            sql: "SELECT node FROM directory WHERE superior = ? AND retired = 0 ORDER BY node")
        return try String.fetchAll(statement, arguments: [node.rawValue]).compactMap { NodeID($0) }
    }

    /// Where a node lies as seen from another.
    public enum Side: Hashable, Sendable {
        /// It is the very node.
        case here
        /// Below, on the way through this child.
        case child(NodeID)
        /// Not below, or not known: the way leads through the superior.
        case outside
    }

    /// The next step from `here` towards `node`.
    public static func side(of node: NodeID, from here: NodeID, _ db: Database) throws -> Side {
        if node == here { return .here }
        var current = node
        for _ in 0..<16 {
            guard let next = try superior(current, db) else { return .outside }
            if next == here { return .child(current) }
            current = next
        }
        return .outside
    }

    /// Notes who stood above a node by an entry that counts.
    static func note(superiorOf entry: DirectoryEntry, _ db: Database) throws {
        guard let superior = entry.superior else { return }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO directory_above(node, superior) VALUES (?, ?)").execute(
            arguments: [entry.node.rawValue, superior.rawValue])
    }

    /// Takes an entry over into the read model. The caller has judged it.
    static func put(_ entry: DirectoryEntry, sequence: UInt64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO directory(node, sequence, superior, tier, retired, entry) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT(node) DO UPDATE SET sequence = excluded.sequence, superior = excluded.superior,
                  tier = excluded.tier, retired = excluded.retired, entry = excluded.entry
                """
        ).execute(arguments: [
            entry.node.rawValue, Int64(sequence), entry.superior?.rawValue, entry.tier,
            entry.retiredFrom == nil ? 0 : 1, try EntryMemory.shared.content(of: entry),
        ])
        try note(superiorOf: entry, db)
        for key in entry.keys {
            guard let info = bytesOfHex(key.signing) else { continue }
            try db.cachedStatement(
                sql: """
                    INSERT INTO directory_keys(key, node, ordinal, last, public, admitted, stolen)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(key) DO UPDATE SET ordinal = excluded.ordinal, last = excluded.last,
                      public = excluded.public, admitted = excluded.admitted, stolen = excluded.stolen
                    """
            ).execute(arguments: [
                Hash256.of(info), entry.node.rawValue, key.ordinal, key.last.map { Int64(clamping: $0) },
                Data(info), key.admitted.map { Data($0.compactMap(bytesOfHex).joined()) }, key.stolen ?? false,
            ])
        }
    }
}

extension Hash256: DatabaseValueConvertible {
    /// 32 bytes.
    public var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    /// From 32 bytes.
    public static func fromDatabaseValue(_ value: DatabaseValue) -> Hash256? {
        Data.fromDatabaseValue(value).flatMap { Hash256($0) }
    }
}
