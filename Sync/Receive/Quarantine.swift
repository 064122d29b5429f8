import FoundationEssentials
public import GRDB

/// What was refused, here or further on: kept with its bytes (bounded) until a person has looked at it.
public enum Quarantine {
    /// One refusal.
    public struct Record: Hashable, Sendable {
        /// Id under which the commit was announced.
        public let id: CommitID
        /// Its author, as far as its header could be read.
        public let author: String?
        /// Its stream, as far as its header could be read.
        public let stream: String?
        /// Sequence in the stream.
        public let sequence: UInt64?
        /// The word of `RefusalReason`, or of a later version.
        public let reason: String
        /// Who refused it.
        public let refusedBy: NodeID
        /// When this node learnt of it, ms since 1970 UTC.
        public let at: Int64
    }

    /// False when the neighbour's share is used up: its lane is to pause until a person has looked.
    static func add(
        _ commit: Commit, reason: RefusalReason, intake: Engine.Intake, by node: NodeID, _ db: Database
    ) throws -> Bool {
        guard try hasRoom(intake.peer, db) else { return false }
        try note(commit, reason: reason, intake: intake, by: node, db)
        return true
    }

    /// The same, whether there is room or not.
    static func note(
        _ commit: Commit, reason: RefusalReason, intake: Engine.Intake, by node: NodeID, _ db: Database
    ) throws {
        let header = commit.header
        try insert(
            id: commit.id, author: try Directory.key(header.author, db)?.node.rawValue, stream: header.stream.rawValue,
            sequence: header.sequence, reason: reason, intake: intake, by: node,
            bytes: (commit.headerBytes, commit.body, commit.block.encoded), db)
    }

    static func add(
        _ refused: CheckedBatch.RefusedBytes, intake: Engine.Intake, by node: NodeID,
        block: CheckedBatch.CheckedGroup, _ db: Database
    ) throws -> Bool {
        guard try hasRoom(intake.peer, db) else { return false }
        let entry = refused.entry
        let header = try? Header(entry.header)
        let proof = SignatureBlock(
            suite: block.suite, signature: block.signature, leaf: entry.leaf, leaves: block.leaves, path: entry.path)
        try insert(
            id: entry.id, author: try header.flatMap { try Directory.key($0.author, db)?.node.rawValue },
            stream: header?.stream.rawValue, sequence: header?.sequence, reason: refused.reason, intake: intake,
            by: node, bytes: (entry.header, entry.body, proof.encoded), db)
        return true
    }

    private static func hasRoom(_ peer: NodeID, _ db: Database) throws -> Bool {
        try Shares.of(peer, db).quarantineRows < Bounds.quarantineRows
    }

    private static func insert(
        id: CommitID, author: String?, stream: String?, sequence: UInt64?, reason: RefusalReason,
        intake: Engine.Intake, by node: NodeID, bytes: (header: [UInt8], body: [UInt8]?, block: [UInt8]),
        _ db: Database
    ) throws {
        let place = (lane: intake.lane, position: Int64(clamping: intake.point.position))
        if try isKnown(id, from: intake.peer, refusedBy: node, reason.rawValue, now: place, db) { return }
        let size = bytes.header.count + (bytes.body?.count ?? 0)
        let isHeld =
            try Int.fetchOne(
                db, sql: "SELECT 1 FROM quarantine WHERE id = ? AND header IS NOT NULL", arguments: [id]) != nil
        let keeps = try !isHeld && Shares.of(intake.peer, db).quarantineBytes + size <= Bounds.quarantineBytes
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO quarantine(id, author, stream, sequence, reason, refused_by, peer, lane, position,
                  at, source, header, body, block) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, author, stream, sequence.map { Int64($0) }, reason.rawValue, node.rawValue, intake.peer.rawValue,
                intake.lane.rawValue, Int64(intake.point.position), intake.now, intake.peer.rawValue,
                keeps ? Data(bytes.header) : nil, keeps ? bytes.body.map { Data($0) } : nil,
                keeps ? Data(bytes.block) : nil,
            ])
        guard db.changesCount > 0 else { return }
        try Shares.add(quarantineBytes: keeps ? size : 0, quarantineRows: 1, to: intake.peer, db)
    }

    /// Whether it was refused before at a place of a lane that has begun anew since: it stands there once, at its place
    /// of now.
    private static func isKnown(
        _ id: CommitID, from peer: NodeID, refusedBy node: NodeID, _ reason: String,
        now place: (lane: LaneCode, position: Int64), _ db: Database
    ) throws -> Bool {
        guard place.position > 0 else { return false }
        try db.execute(
            sql: """
                UPDATE OR IGNORE quarantine SET lane = ?, position = ?, reason = ?
                WHERE peer = ? AND id = ? AND refused_by = ? AND position = 0
                """,
            arguments: [place.lane.rawValue, place.position, reason, peer.rawValue, id, node.rawValue])
        return db.changesCount > 0
    }

    /// The lanes with a neighbour begin anew: its rows have no place until they are refused again. What was refused at
    /// two places of one lane is kept once, where its bytes are.
    static func releasePositions(of peer: NodeID, at node: NodeID, _ db: Database) throws {
        try remove(
            at: node, db,
            where: """
                peer = ? AND EXISTS (SELECT 1 FROM quarantine o
                  WHERE o.id = q.id AND o.peer = q.peer AND o.lane = q.lane AND o.refused_by = q.refused_by
                    AND (o.header IS NULL, o.qid) < (q.header IS NULL, q.qid))
                """, [peer.rawValue])
        try db.execute(sql: "UPDATE quarantine SET position = 0 WHERE peer = ?", arguments: [peer.rawValue])
    }

    /// Takes out what was refused here because a key of a node had ended, and is right now, in the order of streams.
    static func release(
        of owner: NodeID, refusedBy node: NodeID, now: Int64, _ db: Database,
        where isRight: (Header, CommitID) throws -> Bool
    ) throws -> [Waiting.Row] {
        let rows = try GRDB.Row.fetchAll(
            db,
            sql: """
                SELECT id, peer, lane, position, header, body, block FROM quarantine
                WHERE reason = 'key-ended' AND author = ? AND refused_by = ? AND header IS NOT NULL
                ORDER BY stream, sequence, qid
                """, arguments: [owner.rawValue, node.rawValue])
        var released: [Waiting.Row] = []
        for row in rows {
            let body: Data? = row[5]
            guard let peer = NodeID(row[1]), let lane = LaneCode(rawValue: row[2]),
                let block = try? SignatureBlock(Array(row[6] as Data)),
                let commit = try? Commit(
                    headerBytes: Array(row[4] as Data), body: body.map { Array($0) }, block: block),
                try isRight(commit.header, commit.id)
            else { continue }
            try remove(
                at: node, db, where: "id = ? AND reason = ? AND refused_by = ?",
                [commit.id, RefusalReason.keyEnded.rawValue, node.rawValue])
            let point = LanePoint(position: UInt64(clamping: row[3] as Int64), digest: .zero)
            released.append(.init(commit: commit, intake: .init(peer: peer, lane: lane, now: now, point: point)))
        }
        return released
    }

    /// Whether a commit was refused here only because its key had ended.
    static func mayBeAdmitted(_ id: CommitID, refusedBy node: NodeID, _ db: Database) throws -> Bool {
        try Int.fetchOne(
            db, sql: "SELECT 1 FROM quarantine WHERE id = ? AND reason = 'key-ended' AND refused_by = ? LIMIT 1",
            arguments: [id, node.rawValue]) != nil
    }

    /// Takes rows out, with what they take of their neighbours' shares.
    ///
    /// - Parameter condition: on the row `q`.
    private static func remove(
        at node: NodeID, _ db: Database, where condition: String, _ arguments: StatementArguments
    ) throws {
        let rows = try GRDB.Row.fetchAll(
            db,
            sql: """
                SELECT qid, peer, refused_by, coalesce(length(header), 0) + coalesce(length(body), 0), open
                FROM quarantine q WHERE \(condition)
                """, arguments: arguments)
        for row in rows {
            try db.execute(sql: "DELETE FROM quarantine WHERE qid = ?", arguments: [row[0] as Int64])
            guard let peer = NodeID(row[1]) else { continue }
            let isOpen: Bool = row[4]
            if row[2] as String == node.rawValue {
                try Shares.add(quarantineBytes: -(row[3] as Int), quarantineRows: isOpen ? -1 : 0, to: peer, db)
            } else if isOpen {
                try Shares.add(toldRows: -1, to: peer, db)
            }
        }
    }

    /// What others refused for this reason is open no more: they take it now.
    static func close(_ id: CommitID, reason: RefusalReason, at node: NodeID, _ db: Database) throws {
        let peers = try String.fetchAll(
            db,
            sql: """
                UPDATE quarantine SET open = 0 WHERE id = ? AND reason = ? AND refused_by != ? AND open = 1
                RETURNING peer
                """, arguments: [id, reason.rawValue, node.rawValue])
        for peer in peers.compactMap({ NodeID($0) }) { try Shares.add(toldRows: -1, to: peer, db) }
    }

    /// Takes a refusal that a neighbour reports: its own, or one that it passes on.
    static func addForeign(
        _ refusal: Receipt.Relay, via peer: NodeID, lane: LaneCode, position: UInt64, source: NodeID?, at: Int64,
        _ db: Database
    ) throws {
        let place = (lane: lane, position: Int64(clamping: position))
        if try isKnown(refusal.id, from: peer, refusedBy: refusal.by, refusal.reason, now: place, db) { return }
        // It is told again with each receipt until it is noted: so one too many is lost only for now.
        guard try Shares.of(peer, db).toldRows < Bounds.quarantineRows else { return }
        let author = try String.fetchOne(
            db,
            sql: """
                SELECT d.node FROM commits c JOIN keys USING(kid) JOIN directory_keys d USING(key)
                  JOIN streams s USING(sid) WHERE s.name = ? AND c.sequence = ? AND c.id = ?
                """, arguments: [refusal.stream.rawValue, Int64(clamping: refusal.sequence), refusal.id])
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO quarantine(id, author, stream, sequence, reason, refused_by, peer, lane, position,
                  at, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                refusal.id, author, refusal.stream.rawValue, Int64(clamping: refusal.sequence), refusal.reason,
                refusal.by.rawValue, peer.rawValue, lane.rawValue, Int64(clamping: position), at, source?.rawValue,
            ])
        if db.changesCount > 0 { try Shares.add(toldRows: 1, to: peer, db) }
    }

    /// All open refusals, oldest first.
    public static func open(_ db: Database) throws -> [Record] {
        try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT id, author, stream, sequence, reason, refused_by, at FROM quarantine
                    WHERE open = 1 ORDER BY qid
                    """)
        ).compactMap { row in
            guard let by = NodeID(row[5]) else { return nil }
            let sequence: Int64? = row[3]
            return Record(
                id: row[0], author: row[1], stream: row[2], sequence: sequence.map { UInt64($0) }, reason: row[4],
                refusedBy: by, at: row[6])
        }
    }
}

extension SignatureBlock {
    /// The path as a row keeps it.
    var pathData: Data { Data(path.flatMap(\.bytes)) }
}
