public import GRDB

/// Where the comparison with a neighbour stands: a row of the journal. Lanes between two nodes begin anew where they
/// cannot simply resume; then each side learns what the other lacks of what was there before.
public struct Comparison: Hashable, Sendable {
    /// The neighbour.
    public let peer: NodeID
    /// Of the lanes of both directions.
    public internal(set) var generation: UInt32
    /// The child's store was found to be an older copy.
    public internal(set) var childIsOlder: Bool
    /// The superior's store was.
    public internal(set) var superiorIsOlder: Bool
    /// The log position at which the lanes began anew: what came later is on them by routing.
    public internal(set) var upTo: Int64
    /// The neighbour has spoken this generation.
    var isHeard = false
    /// The last stream of this node's own offer that is done; empty before the first.
    var givesPlace = ""
    /// All of this node's offer is compared: what the neighbour lacked is on the lane to it.
    public internal(set) var givesDone = false
    /// The last stream of the neighbour's offer that is done.
    var takesPlace = ""
    /// All of the neighbour's offer is compared; what was lacking here is on its lanes.
    public internal(set) var takesDone = false
    /// Where the neighbour's lanes stood then.
    var takesUrgent: UInt64 = 0
    var takesBulk: UInt64 = 0
    /// Counts all comparisons of this store.
    private(set) var number: Int64 = 0

    /// Both offers are compared.
    public var isDone: Bool { givesDone && takesDone }

    init(peer: NodeID, generation: UInt32, childIsOlder: Bool, superiorIsOlder: Bool, upTo: Int64) {
        self.peer = peer
        self.generation = generation
        self.childIsOlder = childIsOlder
        self.superiorIsOlder = superiorIsOlder
        self.upTo = upTo
    }

    /// The newest comparison with a neighbour; nil if the lanes have never begun anew.
    public static func find(_ peer: NodeID, _ db: Database) throws -> Comparison? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT generation, child_older, superior_older, up_to, heard, gives_place, gives_done, takes_place,
                  takes_done, takes_urgent, takes_bulk, number FROM reconciles WHERE peer = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [peer.rawValue]) else { return nil }
        var found = Comparison(
            peer: peer, generation: UInt32(truncatingIfNeeded: row[0] as Int64), childIsOlder: row[1],
            superiorIsOlder: row[2], upTo: row[3])
        found.isHeard = row[4]
        found.givesPlace = row[5]
        found.givesDone = row[6]
        found.takesPlace = row[7]
        found.takesDone = row[8]
        found.takesUrgent = UInt64(clamping: row[9] as Int64)
        found.takesBulk = UInt64(clamping: row[10] as Int64)
        found.number = row[11]
        return found
    }

    /// Begins a comparison in place of the last one with this neighbour.
    func begin(now: Int64, unsent: (count: Int, oldest: Int64?), _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO reconciles(peer, number, generation, child_older, superior_older, up_to, begun_at,
                  unsent, oldest_unsent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                peer.rawValue, try Comparison.newest(db) + 1, Int64(generation), childIsOlder, superiorIsOlder, upTo,
                now, unsent.count, unsent.oldest,
            ])
        try db.execute(sql: "DELETE FROM reconciled WHERE peer = ?", arguments: [peer.rawValue])
    }

    /// The number of the newest comparison; 0 if there was none.
    static func newest(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(number) FROM reconciles") ?? 0
    }

    /// Keeps the place reached.
    func save(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE reconciles SET heard = ?, gives_place = ?, gives_done = ?, takes_place = ?, takes_done = ?,
                  takes_urgent = ?, takes_bulk = ?
                WHERE peer = ? AND generation = ?
                """
        ).execute(arguments: [
            isHeard, givesPlace, givesDone, takesPlace, takesDone, Int64(clamping: takesUrgent),
            Int64(clamping: takesBulk), peer.rawValue, Int64(generation),
        ])
        guard givesDone else { return }
        try db.cachedStatement(
            sql: "UPDATE reconciles SET unsent = 0, oldest_unsent = NULL WHERE peer = ? AND unsent != 0"
        ).execute(arguments: [peer.rawValue])
    }

    /// Commits of this node and of those below it that were here when the lanes to a neighbour began anew, while it is
    /// not known yet which of them are there; with the time at which the oldest entered, ms since 1970 UTC.
    public static func unsent(to peer: NodeID, _ db: Database) throws -> (count: Int, oldest: Int64?) {
        let statement = try db.cachedStatement(sql: "SELECT unsent, oldest_unsent FROM reconciles WHERE peer = ?")
        guard let row = try Row.fetchOne(statement, arguments: [peer.rawValue]) else { return (0, nil) }
        return (row[0], row[1])
    }
}

/// The order in which streams are compared: the directory first, since all else is judged by it, then by name.
enum ComparisonOrder {
    private static let first = "hall/"
    private static let end = "hall0"

    static func isDirectory(_ name: String) -> Bool { name.hasPrefix(first) }

    /// Whether a place lies before another one; the empty text lies before all.
    static func precedes(_ left: String, _ right: String) -> Bool {
        if left.isEmpty || right.isEmpty { return left.isEmpty && !right.isEmpty }
        let (leftIsLate, rightIsLate) = (!isDirectory(left), !isDirectory(right))
        if leftIsLate != rightIsLate { return rightIsLate }
        return left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Streams after a place, in order, at most so many.
    static func streams(after place: String, limit: Int, _ db: Database) throws -> [(sid: Int64, name: StreamName)] {
        var found: [Row] = []
        if place.isEmpty || isDirectory(place) {
            found = try Row.fetchAll(
                db, sql: "SELECT sid, name FROM streams WHERE name > ? AND name < ? ORDER BY name LIMIT ?",
                arguments: [place.isEmpty ? first : place, end, limit])
        }
        if found.count < limit {
            found += try Row.fetchAll(
                db,
                sql: """
                    SELECT sid, name FROM streams WHERE name > ? AND NOT (name > ? AND name < ?) ORDER BY name LIMIT ?
                    """, arguments: [isDirectory(place) ? "" : place, first, end, limit - found.count])
        }
        return found.compactMap { row in StreamName(row[1]).map { (row[0], $0) } }
    }
}
