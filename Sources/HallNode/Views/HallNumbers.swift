import GRDB
import Sync
import Tiers

/// The numbers by which people see whether work is safe: what is only here, what is not signed for yet, how much room
/// is left.
enum HallNumbers {
    /// Commits for the superior that no receipt covers, and when the oldest of them entered here.
    struct Unsent: Equatable {
        var count = 0
        var oldest: Int64?
    }

    /// Lane rows up to which commits are counted one by one; beyond it rows are, which may name a commit twice.
    private static let exactRows: Int64 = 20_000

    static func unsent(to superior: NodeID?, _ db: Database) throws -> Unsent {
        guard let superior else { return Unsent() }
        let lanes = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT l.lane, l.class, l.head, coalesce(p.position, 0) FROM lanes l
                    LEFT JOIN receipts p ON p.peer = l.peer AND p.lane = l.class AND p.generation = l.generation
                    WHERE l.peer = ?
                    """), arguments: [superior.rawValue])
        // While the lanes that began anew are compared it is not known what is there.
        let unsettled = try Comparison.unsent(to: superior, db)
        var unsent = Unsent(count: unsettled.count, oldest: unsettled.oldest)
        for lane in lanes {
            let part = try self.unsent(lane: lane, to: superior, db)
            unsent.count += part.count
            unsent.oldest = [unsent.oldest, part.oldest].compactMap { $0 }.min()
        }
        return unsent
    }

    /// Beyond the receipt, or signed for as waiting: taken by the superior but not in effect there.
    private static func unsent(lane: Row, to superior: NodeID, _ db: Database) throws -> Unsent {
        let (number, laneClass, head, acked): (Int64, Int, Int64, Int64) = (lane[0], lane[1], lane[2], lane[3])
        if head - acked > exactRows {
            let oldest = try Int64.fetchOne(
                db,
                sql: """
                    SELECT c.received_at FROM lane_rows r JOIN commits c ON c.position = r.commit_position
                    WHERE r.lane = ? AND r.position > ? ORDER BY r.position LIMIT 1
                    """, arguments: [number, acked])
            return Unsent(count: Int(clamping: head - acked), oldest: oldest)
        }
        let row = try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT count(*), min(c.received_at) FROM (
                      SELECT commit_position FROM lane_rows WHERE lane = ? AND position > ?
                      UNION
                      SELECT r.commit_position FROM receipt_waiting w JOIN lane_rows r ON r.position = w.position
                      WHERE w.peer = ? AND w.lane = ? AND r.lane = ?
                    ) u JOIN commits c ON c.position = u.commit_position
                    """), arguments: [number, acked, superior.rawValue, laneClass, number])
        return Unsent(count: row?[0] ?? 0, oldest: row?[1])
    }

    /// Commits whose content, as far as is known here, no other hall holds: written here, and no neighbour has signed
    /// for the whole of them, blobs included. What went up as header only stays here, and so does what was taken over
    /// or lies beyond the end of a key: whether it is to count, or is to be done again, a person tells by its content.
    ///
    /// - Parameter position: only those that entered the log after it.
    static func onlyHere(after position: Int64 = 0, _ db: Database) throws -> Int {
        try Int.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT count(*) FROM commits c
                    WHERE c.position > ? AND c.body IS NOT NULL AND c.source IS NULL AND NOT EXISTS (
                      SELECT 1 FROM lane_rows r JOIN lanes l ON l.lane = r.lane
                      JOIN receipts p ON p.generation = l.generation
                        AND ((p.peer = l.peer AND p.lane = l.class) OR (l.peer = '*' AND p.lane = l.class + 2))
                      WHERE r.commit_position = c.position AND r.whole = 1
                        AND r.position <= p.position AND r.position <= p.blobs_to
                        AND NOT EXISTS (SELECT 1 FROM receipt_lacking x WHERE x.peer = p.peer AND x.lane = p.lane
                          AND x.position = r.position)
                        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.peer = p.peer AND q.lane = p.lane
                          AND q.position = r.position AND q.refused_by = p.peer))
                      AND NOT EXISTS (
                        SELECT 1 FROM reconciled k WHERE k.sid = c.sid AND c.position <= k.up_to AND NOT EXISTS (
                          SELECT 1 FROM lane_rows r JOIN lanes l USING(lane)
                          WHERE r.commit_position = c.position AND l.peer = k.peer))
                    """), arguments: [position]) ?? 0
    }

    /// Commits in the log. Its positions ascend by one and nothing is taken out, so that the last one is their number.
    static func commits(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(position) FROM commits") ?? 0
    }

    /// Bytes of the store's files.
    static func storeBytes(_ folder: HallFolder) -> Int64? {
        var bytes: Int64?
        for file in [folder.store, folder.store + "-wal"] {
            if let size = folder.surroundings.disk.size(of: file) { bytes = (bytes ?? 0) + size }
        }
        return bytes
    }

    /// Free bytes on the store's disk; nil if it cannot be asked.
    static func diskFreeBytes(_ folder: HallFolder) -> Int64? {
        folder.surroundings.disk.freeBytes(at: folder.path)
    }
}

extension JSONValue {
    /// A moment, or null.
    static func moment(_ milliseconds: Int64?) -> JSONValue {
        milliseconds.map { .text(Instant(milliseconds: $0).text) } ?? .null
    }

    /// The object with one field more at its end.
    public func adding(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let fields) = self else { return self }
        return .object(fields + [Field(name: name, value: value)])
    }
}

extension Hall {
    /// Commits in this hall's log.
    public func commitCount() throws(HallError) -> Int64 { try read { try HallNumbers.commits($0) } }
}
