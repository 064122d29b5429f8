public import GRDB

/// When each neighbour was last heard, and what went wrong since.
public enum Contacts {
    /// What is known of a neighbour's line.
    public struct Record: Hashable, Sendable {
        /// Ms since 1970 UTC by this node's clock; nil if it was never heard.
        public let lastContact: Int64?
        /// Since when the state is what it is, ms since 1970 UTC.
        public let since: Int64?
        /// The link was refused, by either side.
        public let isRefused: Bool
        /// Why it was refused, where that was said.
        public var refusal: Rejection.Reason?
        /// The last error, as a sentence.
        public let lastError: String?
        /// A superior's time less this node's clock, or a child's clock less the time as this node knows it, ms; nil if
        /// never measured.
        public let offset: Int64?
    }

    /// What is known of a neighbour's line.
    public static func find(_ peer: NodeID, _ db: Database) throws -> Record {
        let statement = try db.cachedStatement(
            sql: "SELECT last_contact, since, state, last_error, offset FROM contacts WHERE peer = ?")
        guard let row = try Row.fetchOne(statement, arguments: [peer.rawValue]) else {
            return Record(lastContact: nil, since: nil, isRefused: false, lastError: nil, offset: nil)
        }
        let state = (row[2] as String).split(separator: " ", maxSplits: 1)
        return Record(
            lastContact: row[0], since: row[1], isRefused: state.first == "refused",
            refusal: state.count == 2 ? Rejection.Reason(rawValue: String(state[1])) : nil, lastError: row[3],
            offset: row[4])
    }

    /// The neighbour was heard.
    public static func heard(_ peer: NodeID, at now: Int64, offset: Int64? = nil, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO contacts(peer, last_contact, since, state, last_error, offset) VALUES (?, ?, ?, 'heard', NULL, ?)
                ON CONFLICT(peer) DO UPDATE SET last_contact = excluded.last_contact,
                  since = CASE WHEN state = 'heard' THEN since ELSE excluded.since END, state = 'heard',
                  last_error = NULL, offset = coalesce(excluded.offset, offset)
                """
        ).execute(arguments: [peer.rawValue, now, now, offset])
    }

    /// The protocol that is spoken with a neighbour, by the last hello; 1 if there was none.
    static func protocolVersion(_ peer: NodeID, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT protocol FROM contacts WHERE peer = ?")
        return try Int.fetchOne(statement, arguments: [peer.rawValue]) ?? 1
    }

    static func speaks(_ peer: NodeID, protocol version: Int, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE contacts SET protocol = ? WHERE peer = ?").execute(
            arguments: [version, peer.rawValue])
    }

    /// The neighbour could not be reached, or a link was refused.
    ///
    /// - Parameter reason: why it was refused, as far as that was said.
    public static func failed(
        _ peer: NodeID, at now: Int64, isRefused: Bool, reason: Rejection.Reason? = nil, error: String, _ db: Database
    ) throws {
        let state = isRefused ? reason.map { "refused \($0.rawValue)" } ?? "refused" : "failed"
        try db.execute(
            sql: """
                INSERT INTO contacts(peer, since, state, last_error) VALUES (?, ?, ?, ?)
                ON CONFLICT(peer) DO UPDATE SET since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END,
                  state = excluded.state, last_error = excluded.last_error
                """, arguments: [peer.rawValue, now, state, error])
    }
}
