import GRDB

/// What a neighbour's commits take that wait for context or were refused: counted up and down, since a sum over them
/// for each new one would cost more than it.
struct Shares {
    var waitingBytes = 0
    var quarantineBytes = 0
    var quarantineRows = 0
    /// Refusals by others of which the neighbour told.
    var toldRows = 0

    static func of(_ peer: NodeID, _ db: Database) throws -> Shares {
        let statement = try db.cachedStatement(
            sql: "SELECT waiting_bytes, quarantine_bytes, quarantine_rows, told_rows FROM shares WHERE peer = ?")
        guard let row = try Row.fetchOne(statement, arguments: [peer.rawValue]) else { return Shares() }
        return Shares(waitingBytes: row[0], quarantineBytes: row[1], quarantineRows: row[2], toldRows: row[3])
    }

    static func add(
        waitingBytes: Int = 0, quarantineBytes: Int = 0, quarantineRows: Int = 0, toldRows: Int = 0, to peer: NodeID,
        _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO shares(peer, waiting_bytes, quarantine_bytes, quarantine_rows, told_rows)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT(peer) DO UPDATE SET waiting_bytes = waiting_bytes + excluded.waiting_bytes,
                  quarantine_bytes = quarantine_bytes + excluded.quarantine_bytes,
                  quarantine_rows = quarantine_rows + excluded.quarantine_rows,
                  told_rows = told_rows + excluded.told_rows
                """
        ).execute(arguments: [peer.rawValue, waitingBytes, quarantineBytes, quarantineRows, toldRows])
    }
}
