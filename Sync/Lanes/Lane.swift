import FoundationEssentials
public import GRDB

/// The lanes that a node reads from a neighbour, as they are numbered on the wire.
public enum LaneCode: Int, Hashable, Sendable, CaseIterable, Comparable {
    /// Directory and cases, for this neighbour alone.
    case urgent = 0
    /// Catalogue, lists and calendar, for this neighbour alone.
    case bulk = 1
    /// Directory, for all children alike.
    case sharedUrgent = 2
    /// Catalogue, lists and calendar, for all children alike.
    case sharedBulk = 3

    /// What the lane carries.
    public var laneClass: LaneClass { self == .urgent || self == .sharedUrgent ? .urgent : .bulk }

    /// One lane that all children read.
    public var isShared: Bool { self == .sharedUrgent || self == .sharedBulk }

    /// The word that people read.
    public var name: String {
        switch self {
        case .urgent: "urgent"
        case .bulk: "bulk"
        case .sharedUrgent: "shared-urgent"
        case .sharedBulk: "shared-bulk"
        }
    }

    /// Urgent ones first.
    public static func < (left: LaneCode, right: LaneCode) -> Bool {
        (left.laneClass.rawValue, left.rawValue) < (right.laneClass.rawValue, right.rawValue)
    }
}

/// A place in a lane: so many commits, with the digest over all of them.
public struct LanePoint: Hashable, Sendable {
    /// Number of the last row; 0 before the first.
    public let position: UInt64
    /// digest(n) = SHA-256(digest(n−1) ‖ id ‖ 1 for whole, 0 for header); digest(0) = 32 zero bytes.
    public let digest: Hash256

    /// A place in a lane.
    public init(position: UInt64, digest: Hash256) {
        self.position = position
        self.digest = digest
    }

    /// Before the first row.
    public static let start = LanePoint(position: 0, digest: .zero)

    /// The place after one more row.
    public func appending(_ id: CommitID, whole: Bool) -> LanePoint {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(65)
        digest.append(to: &bytes)
        id.append(to: &bytes)
        bytes.append(whole ? 1 : 0)
        return LanePoint(position: position + 1, digest: .of(bytes))
    }
}

/// An outgoing lane: an index over the log for one neighbour, or for all children.
public struct Lane: Hashable, Sendable {
    /// Stands for "all children" where a neighbour's id would.
    static let shared = "*"

    let number: Int64
    /// Counts the reconciles with this neighbour, from 1.
    public let generation: UInt32
    /// The newest row.
    public let head: LanePoint

    /// The lane to a neighbour; nil if nothing was ever to be sent there.
    public static func find(to peer: NodeID, _ code: LaneCode, _ db: Database) throws -> Lane? {
        try find(code.isShared ? shared : peer.rawValue, code.laneClass, db)
    }

    static func find(_ peer: String, _ laneClass: LaneClass, _ db: Database) throws -> Lane? {
        let statement = try db.cachedStatement(
            sql: "SELECT lane, generation, head, digest FROM lanes WHERE peer = ? AND class = ?")
        guard let row = try Row.fetchOne(statement, arguments: [peer, laneClass.rawValue]) else { return nil }
        return Lane(
            number: row[0], generation: UInt32(truncatingIfNeeded: row[1] as Int64),
            head: LanePoint(position: UInt64(row[2] as Int64), digest: row[3]))
    }

    /// The lane, which comes into being with its first row.
    static func findOrMake(_ peer: String, _ laneClass: LaneClass, _ db: Database) throws -> Lane {
        if let found = try find(peer, laneClass, db) { return found }
        try db.execute(
            sql: "INSERT INTO lanes(peer, class, digest) VALUES (?, ?, ?)",
            arguments: [peer, laneClass.rawValue, Hash256.zero])
        return Lane(number: db.lastInsertedRowID, generation: 1, head: .start)
    }

    /// Puts a commit on the lane, and gives the lane after it, which is not saved yet.
    func append(commit: (position: Int64, id: CommitID), whole: Bool, _ db: Database) throws -> Lane {
        let point = head.appending(commit.id, whole: whole)
        let row = try HotStatement(
            "INSERT INTO lane_rows(lane, position, commit_position, whole, digest) VALUES (?, ?, ?, ?, ?)", db)
        try row.run {
            $0.int(number)
            $0.int(point.position)
            $0.int(commit.position)
            $0.int(whole ? 1 : 0)
            $0.hash(point.digest)
        }
        return Lane(number: number, generation: generation, head: point)
    }

    /// Writes where the lane has come to.
    func save(_ db: Database) throws {
        try HotStatement("UPDATE lanes SET head = ?, digest = ? WHERE lane = ?", db).run {
            $0.int(head.position)
            $0.hash(head.digest)
            $0.int(number)
        }
    }

    /// A row of the lane.
    struct LaneRow {
        var point: LanePoint
        var commitPosition: Int64
        var whole: Bool
    }

    /// Rows after a position, in order.
    func rows(after position: UInt64, limit: Int, _ db: Database) throws -> [LaneRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT position, commit_position, whole, digest FROM lane_rows WHERE lane = ? AND position > ?
                ORDER BY position LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [number, Int64(clamping: position), limit]).map { row in
            LaneRow(
                point: LanePoint(position: UInt64(row[0] as Int64), digest: row[3]), commitPosition: row[1],
                whole: row[2])
        }
    }

    /// The digest at a position; nil beyond the head.
    public func digest(at position: UInt64, _ db: Database) throws -> Hash256? {
        if position == 0 { return .zero }
        return try Hash256.fetchOne(
            try db.cachedStatement(sql: "SELECT digest FROM lane_rows WHERE lane = ? AND position = ?"),
            arguments: [number, Int64(clamping: position)])
    }

    /// Places at head, head − 1, − 2, − 4, − 8 …, so that a divergence is found at its position.
    public func marks(_ db: Database) throws -> [LanePoint] {
        var marks: [LanePoint] = []
        var back: UInt64 = 0
        while back < head.position {
            let position = head.position - back
            guard let digest = try digest(at: position, db) else { break }
            marks.append(LanePoint(position: position, digest: digest))
            back = back == 0 ? 1 : back * 2
        }
        return marks
    }
}
