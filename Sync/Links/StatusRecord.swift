import FoundationEssentials
public import GRDB

/// What a node says of itself, signed; the newest replaces older ones, and superiors pass it up. The one thing between
/// nodes that is not a commit.
public struct StatusRecord: Hashable, Sendable, Codable {
    /// Who speaks.
    public var node: NodeID
    /// Grows with each record of the node.
    public var number: Int64
    /// The node's clock, ms since 1970 UTC.
    public var at: Int64
    /// Release and protocol of the node.
    public var version: String
    /// Ordinal of the node's key.
    public var incarnation: Int
    /// Where the node listens now; its superior enters a new one in the directory.
    public var address: String?
    /// Whom people ask; its superior enters a new one in the directory, too.
    public var contact: DirectoryEntry.Contact?
    /// All that the node wrote before this moment is covered by receipts of its superior, ms since 1970 UTC by the
    /// node's clock, in whole hours while nothing is unsent; nil where nothing is known. A superior may judge the
    /// node's silence up to it, and not beyond.
    public var upToDate: Int64?
    /// For each author of bulk streams: the key sequence up to which all of it is in effect.
    public var applied: [Applied]
    /// Commits that no receipt covers, and the time of the oldest.
    public var unsent: Int
    /// Ms since 1970 UTC; nil if nothing is unsent.
    public var oldestUnsent: Int64?
    /// The node's clock less its superior's, ms; nil if never measured.
    public var clockOffset: Int64?
    /// Free bytes on the store's disk; nil if not known.
    public var diskFreeBytes: Int64?
    /// Open refusals.
    public var quarantine: Int
    /// Ms since 1970 UTC; nil if there was none.
    public var lastBackup: Int64?
    /// Commits whose content no other node holds; nil if not known.
    public var onlyHere: Int?
    /// The nodes directly below that were heard once and are not on line now, by their names; at most
    /// ``silentMax``. Nil where the release does not tell. Who is on line changes nothing in that one's own record, so
    /// this is how those further up know it.
    public var silent: [Silent]?
    /// How many are silent, those beyond the list too.
    public var silentCount: Int?

    /// Most silent nodes that a record names.
    public static let silentMax = 40

    /// A node directly below that is not on line.
    public struct Silent: Hashable, Sendable, Codable {
        /// Who.
        public var node: NodeID
        /// When it was last heard, by the clock of who speaks, ms since 1970 UTC.
        public var since: Int64

        /// A silent node.
        public init(node: NodeID, since: Int64) {
            self.node = node
            self.since = since
        }
    }

    /// How far an author's bulk commits are in effect.
    public struct Applied: Hashable, Sendable, Codable {
        /// The author's key, in hex.
        public var key: String
        /// The author sequence.
        public var upTo: UInt64
    }

    /// A record; numbered by `Statuses.record`.
    public init(
        node: NodeID, at: Int64, version: String, incarnation: Int, address: String?, applied: [Applied], unsent: Int,
        oldestUnsent: Int64?, clockOffset: Int64?, diskFreeBytes: Int64?, quarantine: Int, lastBackup: Int64?,
        silent: [Silent]? = nil
    ) {
        self.node = node
        number = 0
        self.at = at
        self.version = version
        self.incarnation = incarnation
        self.address = address
        self.applied = applied
        self.unsent = unsent
        self.oldestUnsent = oldestUnsent
        self.clockOffset = clockOffset
        self.diskFreeBytes = diskFreeBytes
        self.quarantine = quarantine
        self.lastBackup = lastBackup
        self.silent = silent.map { Array($0.sorted { $0.node < $1.node }.prefix(StatusRecord.silentMax)) }
        silentCount = silent?.count
    }
}

/// The status records that this node holds: its own and those of all below.
public enum Statuses {
    /// A record with when it came.
    public struct Held: Hashable, Sendable {
        /// What the node says.
        public let record: StatusRecord
        /// When it came here, ms since 1970 UTC.
        public let receivedAt: Int64
    }

    /// The newest record of a node.
    public static func find(_ node: NodeID, _ db: Database) throws -> Held? {
        let statement = try db.cachedStatement(sql: "SELECT bytes, received_at FROM statuses WHERE node = ?")
        guard let row = try Row.fetchOne(statement, arguments: [node.rawValue]) else { return nil }
        let bytes: Data = row[0]
        return Held(record: try read(Array(bytes)).record, receivedAt: row[1])
    }

    /// How far each author's bulk commits are in effect here. What waits or was refused holds its author's number back.
    public static func applied(_ db: Database) throws -> [StatusRecord.Applied] {
        let rows = try Row.fetchAll(
            try db.cachedStatement(sql: "SELECT key, up_to FROM applied JOIN keys USING(kid) ORDER BY key"))
        return rows.map { .init(key: ($0[0] as Hash256).hex, upTo: UInt64($0[1] as Int64)) }
    }

    /// Notes that a key's bulk commits are in effect here up to a sequence.
    static func noteApplied(_ kid: Int64, upTo sequence: UInt64, _ db: Database) throws {
        let statement = try HotStatement(
            """
            INSERT INTO applied(kid, up_to) VALUES (?, ?)
            ON CONFLICT(kid) DO UPDATE SET up_to = max(up_to, excluded.up_to)
            """, db)
        try statement.run {
            $0.int(kid)
            $0.int(sequence)
        }
    }

    /// Signs and keeps a record of this node, unless it says the same as the last one.
    static func record(_ record: StatusRecord, key: SigningKey, now: Int64, _ db: Database) throws {
        var record = record
        let last = try find(record.node, db)?.record
        record.number = last?.number ?? 0
        if var last {
            last.at = record.at
            if last == record { return }
        }
        // A store that was set back or wiped goes on with a new key, and speaks with higher numbers than it ever did.
        record.number = max(record.number, Int64(min(max(record.incarnation, 0), 1 << 20)) << 40) + 1
        let signed = try SignedContent(Array(try JSON.encoder.encode(record)), by: key, purpose: .status)
        try put(record, bytes: signed.bytes, now: now, db)
    }

    static func put(_ record: StatusRecord, bytes: [UInt8], now: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO statuses(node, at, number, received_at, bytes, sent_up) VALUES (?, ?, ?, ?, ?, 0)
                ON CONFLICT(node) DO UPDATE SET at = excluded.at, number = excluded.number,
                  received_at = excluded.received_at, bytes = excluded.bytes, sent_up = 0
                WHERE excluded.number > number
                """
        ).execute(arguments: [record.node.rawValue, record.at, record.number, now, Data(bytes)])
    }

    static func read(_ bytes: [UInt8]) throws(FormatError) -> (
        record: StatusRecord, content: [UInt8], signature: [UInt8]
    ) {
        let outer = try SignedContent(bytes, "status", limit: Bounds.statusBytes)
        guard let record = try? JSON.decoder.decode(StatusRecord.self, from: Data(outer.content)) else {
            throw FormatError("status", "no status record")
        }
        return (record, outer.content, outer.signature)
    }
}

extension Engine {
    /// Writes this node's own status record if it says anything new.
    public func record(_ record: StatusRecord, key: SigningKey, now: Int64, _ db: Database) throws {
        try Statuses.record(record, key: key, now: now, db)
    }

    /// Takes a status record that a child brings: of itself, or of a node below it.
    func take(status bytes: [UInt8], from peer: NodeID, now: Int64, _ db: Database) throws {
        let (record, content, signature) = try Statuses.read(bytes)
        guard try record.node == peer || Directory.ancestors(record.node, db).contains(peer),
            try isSigned(content, signature, by: record.node, purpose: .status, db)
        else { throw FormatError("status.signature", "not by \(record.node), or not below \(peer)") }
        try Statuses.put(record, bytes: bytes, now: now, db)
    }

    /// The status records that the superior has not got yet, at most so many.
    func statusesToSend(limit: Int, _ db: Database) throws -> [(node: String, number: Int64, frame: Frame)] {
        try Row.fetchAll(
            try db.cachedStatement(
                sql: "SELECT node, number, bytes FROM statuses WHERE sent_up < number ORDER BY node LIMIT ?"),
            arguments: [limit]
        ).map { row in (row[0], row[1], Frame(.status, Array(row[2] as Data))) }
    }
}
