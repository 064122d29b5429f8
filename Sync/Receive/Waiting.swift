import FoundationEssentials
import GRDB

/// Commits that were taken but lack context: bounded a neighbour, judged again when what they lack comes.
public enum Waiting {
    struct Row {
        var commit: Commit
        var intake: Engine.Intake

        /// Bytes that it takes of its neighbour's share, the proof counted as 200.
        var size: Int { commit.headerBytes.count + (commit.body?.count ?? 0) + 200 }
    }

    static func isAny(_ db: Database) throws -> Bool {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM waiting LIMIT 1")) != nil
    }

    /// Whether a commit waits here itself.
    static func holds(_ id: CommitID, _ db: Database) throws -> Bool {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM waiting WHERE id = ? LIMIT 1"), arguments: [id]) != nil
    }

    /// False when the neighbour's share is used up.
    static func add(_ commit: Commit, lack: Lack, intake: Engine.Intake, _ db: Database) throws -> Bool {
        let row = Row(commit: commit, intake: intake)
        guard try Shares.of(intake.peer, db).waitingBytes + row.size <= Bounds.waitingBytes else { return false }
        try put(row, lack: lack, db)
        return true
    }

    static func put(_ row: Row, lack: Lack, _ db: Database) throws {
        let commit = row.commit
        try db.execute(
            sql: """
                INSERT INTO waiting(peer, lane, position, lacks, header, body, block, size, id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                row.intake.peer.rawValue, row.intake.lane.rawValue, Int64(row.intake.point.position), lack.text,
                Data(commit.headerBytes), commit.body.map { Data($0) }, Data(commit.block.encoded),
                row.size, commit.id,
            ])
        try Shares.add(waitingBytes: row.size, to: row.intake.peer, db)
    }

    /// Takes out what waited for this, in the order in which it came.
    static func take(_ lack: Lack, now: Int64, _ db: Database) throws -> [Row] {
        try take(where: "lacks = ?", [lack.text], now: now, db)
    }

    /// Takes rows out, in the order in which they came.
    static func take(
        where condition: String, _ arguments: StatementArguments, now: Int64, _ db: Database
    ) throws -> [Row] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT wid, peer, lane, position, header, body, block, size FROM waiting
                WHERE \(condition) ORDER BY wid
                """)
        var rows: [Row] = []
        for row in try GRDB.Row.fetchAll(statement, arguments: arguments) {
            try db.execute(sql: "DELETE FROM waiting WHERE wid = ?", arguments: [row[0] as Int64])
            let body: Data? = row[5]
            guard let peer = NodeID(row[1]) else { continue }
            try Shares.add(waitingBytes: -(row[7] as Int), to: peer, db)
            guard let lane = LaneCode(rawValue: row[2]),
                let block = try? SignatureBlock(Array(row[6] as Data)),
                let commit = try? Commit(
                    headerBytes: Array(row[4] as Data), body: body.map { Array($0) }, block: block)
            else { continue }
            let point = LanePoint(position: UInt64(clamping: row[3] as Int64), digest: .zero)
            rows.append(Row(commit: commit, intake: .init(peer: peer, lane: lane, now: now, point: point)))
        }
        return rows
    }

    /// What a stored commit gives to those that wait.
    static func lacks(metBy commit: Commit) -> [Lack] {
        let header = commit.header
        var lacks: [Lack] = [
            .predecessor(header.stream, header.sequence), .body(header.stream, header.sequence), .commit(commit.id),
        ]
        for pen in header.pens {
            if let side = header.stream.side(pen.suffix) { lacks.append(.grant(side)) }
        }
        if header.stream.directoryNode != nil, let entry = commit.directoryEntry {
            lacks += entry.keys.compactMap { $0.id.map { .key($0) } }
        }
        return lacks
    }
}
