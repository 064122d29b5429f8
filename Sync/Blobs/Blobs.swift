import FoundationEssentials
public import GRDB

/// The blobs of a store: scans, forms, results, in pieces of 1 MiB that are checked as they come.
public enum Blobs {
    /// What is known of a blob here.
    public struct State: Hashable, Sendable {
        /// Its manifest, once it came.
        public let manifest: Manifest?
        /// Pieces that are here, of all.
        public let held: Int

        /// Whether every piece is here.
        public var isComplete: Bool { manifest.map { held == $0.pieces.count } ?? false }
    }

    /// The state of a blob.
    public static func state(_ blob: BlobID, _ db: Database) throws -> State {
        let statement = try db.cachedStatement(sql: "SELECT manifest, held FROM blobs WHERE blob = ?")
        guard let row = try Row.fetchOne(statement, arguments: [blob]) else { return State(manifest: nil, held: 0) }
        let bytes: Data? = row[0]
        return State(manifest: bytes.flatMap { try? Manifest(Array($0)) }, held: row[1])
    }

    /// Puts a manifest in, before its pieces. Doing so twice changes nothing.
    public static func put(_ manifest: Manifest, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO blobs(blob, manifest, length, pieces) VALUES (?, ?, ?, ?)
                ON CONFLICT(blob) DO UPDATE SET manifest = excluded.manifest, length = excluded.length,
                  pieces = excluded.pieces
                """,
            arguments: [manifest.id, Data(manifest.encoded), Int64(clamping: manifest.length), manifest.pieces.count])
    }

    /// Puts a piece in. False if it is not the piece that the manifest names.
    @discardableResult
    public static func put(piece: Int, of blob: BlobID, _ bytes: [UInt8], _ db: Database) throws -> Bool {
        guard let manifest = try state(blob, db).manifest, manifest.pieces.indices.contains(piece),
            manifest.pieces[piece] == .of(bytes)
        else { return false }
        try db.execute(
            sql: "INSERT OR IGNORE INTO blob_pieces(blob, piece, bytes) VALUES (?, ?, ?)",
            arguments: [blob, piece, Data(bytes)])
        if db.changesCount > 0 {
            try db.execute(sql: "UPDATE blobs SET held = held + 1 WHERE blob = ?", arguments: [blob])
        }
        return true
    }

    /// The bytes of a piece; nil if it is not here.
    public static func piece(_ piece: Int, of blob: BlobID, _ db: Database) throws -> [UInt8]? {
        let statement = try db.cachedStatement(sql: "SELECT bytes FROM blob_pieces WHERE blob = ? AND piece = ?")
        return try Data.fetchOne(statement, arguments: [blob, piece]).map { Array($0) }
    }

    /// The first piece that is missing; nil if all are here.
    public static func firstMissing(_ blob: BlobID, _ db: Database) throws -> Int? {
        let state = try state(blob, db)
        guard let manifest = state.manifest else { return 0 }
        if state.held == manifest.pieces.count { return nil }
        let held = Set(
            try Int.fetchAll(db, sql: "SELECT piece FROM blob_pieces WHERE blob = ?", arguments: [blob]))
        return manifest.pieces.indices.first { !held.contains($0) }
    }

    /// Notes what a stored commit cites, and asks the neighbour that sent it for what is not here yet.
    static func want(_ commit: Commit, intake: Engine.Intake, _ db: Database) throws {
        for blob in cited(by: commit) where try !state(blob, db).isComplete {
            try db.execute(
                sql: "INSERT OR IGNORE INTO blob_wants(blob, peer, lane, position) VALUES (?, ?, ?, ?)",
                arguments: [blob, intake.peer.rawValue, intake.lane.rawValue, Int64(intake.point.position)])
        }
    }

    /// The blobs that a commit's body cites.
    public static func cited(by commit: Commit) -> [BlobID] {
        commit.body.map(Body.citedBlobs) ?? []
    }

    /// What is still to be asked of a neighbour, in the order of the commits.
    static func wants(from peer: NodeID, limit: Int, _ db: Database) throws -> [BlobID] {
        // Mostly none are wanted, and that is asked at every look at the line: grouping costs more than the look.
        let any = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM blob_wants WHERE peer = ?)")
        guard try Bool.fetchOne(any, arguments: [peer.rawValue]) == true else { return [] }
        let statement = try db.cachedStatement(
            sql: "SELECT blob FROM blob_wants WHERE peer = ? GROUP BY blob ORDER BY min(lane), min(position) LIMIT ?")
        return try Hash256.fetchAll(statement, arguments: [peer.rawValue, limit])
    }

    /// Ends the wishes for a blob that is complete. Gives the neighbours and lanes whose receipts change by it.
    static func fulfil(_ blob: BlobID, _ db: Database) throws -> [(peer: NodeID, lane: LaneCode)] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT DISTINCT peer, lane FROM blob_wants WHERE blob = ? ORDER BY peer, lane", arguments: [blob])
        try db.execute(sql: "DELETE FROM blob_wants WHERE blob = ?", arguments: [blob])
        return rows.compactMap { row in
            guard let peer = NodeID(row[0]), let lane = LaneCode(rawValue: row[1]) else { return nil }
            return (peer, lane)
        }
    }

    /// Whether a whole commit that cites a blob is on a lane to this neighbour.
    static func isOnLane(_ blob: BlobID, to peer: NodeID, _ db: Database) throws -> Bool {
        try Int.fetchOne(
            db,
            sql: """
                SELECT 1 FROM blob_citations b JOIN lane_rows r ON r.commit_position = b.position AND r.whole = 1
                  JOIN lanes l USING(lane) WHERE b.blob = ? AND l.peer IN (?, '*') LIMIT 1
                """, arguments: [blob, peer.rawValue]) != nil
    }

    /// Whether a whole commit that cites a blob came from this neighbour: it has the commit, but perhaps not the blob.
    static func isCited(_ blob: BlobID, from peer: NodeID, _ db: Database) throws -> Bool {
        try Int.fetchOne(
            db, sql: "SELECT 1 FROM blob_citations JOIN commits USING(position) WHERE blob = ? AND source = ? LIMIT 1",
            arguments: [blob, peer.rawValue]) != nil
    }
}
