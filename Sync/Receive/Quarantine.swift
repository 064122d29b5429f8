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

    static func add(_ commit: Commit, reason: RefusalReason, intake: Engine.Intake, by node: NodeID, _ db: Database)
        throws
    {
        let header = commit.header
        try insert(
            id: commit.id, author: try Directory.key(header.author, db)?.node.rawValue, stream: header.stream.rawValue,
            sequence: header.sequence, reason: reason, intake: intake, by: node,
            bytes: (commit.headerBytes, commit.body, commit.block.encoded), db)
    }

    static func add(
        _ refused: CheckedBatch.RefusedBytes, intake: Engine.Intake, by node: NodeID,
        block: CheckedBatch.CheckedGroup, _ db: Database
    ) throws {
        let entry = refused.entry
        let header = try? Header(entry.header)
        let proof = SignatureBlock(
            suite: block.suite, signature: block.signature, leaf: entry.leaf, leaves: block.leaves, path: entry.path)
        try insert(
            id: entry.id, author: try header.flatMap { try Directory.key($0.author, db)?.node.rawValue },
            stream: header?.stream.rawValue, sequence: header?.sequence, reason: refused.reason, intake: intake,
            by: node, bytes: (entry.header, entry.body, proof.encoded), db)
    }

    private static func insert(
        id: CommitID, author: String?, stream: String?, sequence: UInt64?, reason: RefusalReason,
        intake: Engine.Intake, by node: NodeID, bytes: (header: [UInt8], body: [UInt8]?, block: [UInt8]),
        _ db: Database
    ) throws {
        let used = try Int.fetchOne(
            db,
            sql: """
                SELECT coalesce(sum(length(header) + coalesce(length(body), 0)), 0) FROM quarantine
                WHERE peer = ? AND header IS NOT NULL
                """, arguments: [intake.peer.rawValue])
        let keeps = (used ?? 0) + bytes.header.count + (bytes.body?.count ?? 0) <= Bounds.quarantineBytes
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
    }

    /// Takes a refusal that a neighbour reports: its own, or one that it passes on.
    static func addForeign(
        _ refusal: Receipt.Relay, via peer: NodeID, lane: LaneCode, position: UInt64, source: NodeID?, at: Int64,
        _ db: Database
    ) throws {
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
    }

    /// All open refusals, oldest first.
    public static func open(_ db: Database) throws -> [Record] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, author, stream, sequence, reason, refused_by, at FROM quarantine WHERE open = 1 ORDER BY qid
                """
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
