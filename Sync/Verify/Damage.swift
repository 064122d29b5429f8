import FoundationEssentials
public import GRDB

/// A place of the store that was found damaged.
public struct Damage: Hashable, Sendable {
    /// What is hurt there.
    public let kind: Kind
    /// The place as `verify` names it: `commit 12`, `blob 9af… piece 3`, `lane 3 row 7`.
    public let place: String
    /// What is wrong.
    public let what: String
    /// The commit's position in the log, or the row's on its lane.
    let position: Int64?
    /// The blob, and the piece of it; of a lane its number.
    let blob: BlobID?
    let piece: Int64?

    /// What can be hurt.
    public enum Kind: String, Hashable, Sendable {
        /// The header of a commit.
        case header
        /// The id beside a sound header, which tells it.
        case identity
        /// Columns that only repeat what a sound header says.
        case columns
        /// The signature beside it.
        case proof
        /// Its body.
        case body
        /// What names a blob's pieces.
        case manifest
        /// A piece of a blob.
        case piece
        /// A row of a lane.
        case lane
        /// A page of the file, which SQLite cannot read.
        case page
    }

    init(
        _ kind: Kind, _ place: String, _ what: String, position: Int64? = nil, blob: BlobID? = nil, piece: Int64? = nil
    ) {
        self.kind = kind
        self.place = place
        self.what = what
        self.position = position
        self.blob = blob
        self.piece = piece
    }

    /// Whether an error says that what stands in the file cannot be read, or is not what this module put there.
    public static func isUnreadable(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return error is RowDecodingError || error is StoreError }
        return [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_MISMATCH].contains(error.resultCode)
    }

    /// What such an error says.
    public static func words(of error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return error.message ?? "SQLite \(error.resultCode.rawValue)"
    }

    /// How many places are not mended yet.
    public static func open(_ db: Database) throws -> Int {
        try Int.fetchOne(try db.cachedStatement(sql: "SELECT count(*) FROM damaged WHERE mended_at IS NULL")) ?? 0
    }

    /// Whether pages of the file cannot be read: no neighbour's copy helps before a new file was made.
    public static func isOfPages(_ db: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM damaged WHERE mended_at IS NULL AND kind = 'page')"
        return try Bool.fetchOne(db, sql: sql) ?? false
    }

    /// The places that are not mended yet, at most so many, as they were found.
    public static func list(limit: Int = 100, _ db: Database) throws -> [(place: String, what: String, foundAt: Int64)]
    {
        try Row.fetchAll(
            db, sql: "SELECT place, what, found_at FROM damaged WHERE mended_at IS NULL ORDER BY did LIMIT ?",
            arguments: [limit]
        ).map { ($0[0], $0[1], $0[2]) }
    }

    /// Lets the next hello to the superior begin its lanes anew and compare: what is missing here comes again.
    public static func askNeighbours(_ db: Database) throws { try Settings.set(Engine.asksSetting, "1", db) }

    /// Whether the header or proof of a commit is hurt, so that a neighbour's copy is to take its place.
    static func isHurt(_ position: Int64, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT 1 FROM damaged WHERE position = ? AND mended_at IS NULL AND kind IN ('header', 'proof')")
        return try Int.fetchOne(statement, arguments: [position]) != nil
    }
}

extension Engine {
    /// Sets damaged bytes aside: they are kept for a person, and their place is empty, as if they had never come, so
    /// that a neighbour's copy is asked for and taken. In a write transaction.
    ///
    /// - Returns: how many places are new.
    @discardableResult
    public func setAside(_ damages: [Damage], now: Int64, _ db: Database) throws -> Int {
        var new = 0
        for damage in damages {
            try db.execute(
                sql: """
                    INSERT INTO damaged(kind, place, position, blob, piece, bytes, what, found_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(kind, place) DO UPDATE SET mended_at = NULL, found_at = excluded.found_at,
                      bytes = excluded.bytes WHERE mended_at IS NOT NULL
                    """,
                arguments: [
                    damage.kind.rawValue, damage.place, damage.position, damage.blob, damage.piece,
                    try bytes(of: damage, db), damage.what, now,
                ])
            if db.changesCount > 0 { new += 1 }
            if try healed(damage, now: now, db) { continue }
            try empty(damage, db)
        }
        return new
    }

    /// Writes anew what the sound bytes beside it tell.
    private func healed(_ damage: Damage, now: Int64, _ db: Database) throws -> Bool {
        guard damage.kind == .identity || damage.kind == .columns, let position = damage.position else { return false }
        let bytes = try Data.fetchOne(db, sql: "SELECT header FROM commits WHERE position = ?", arguments: [position])
        guard let bytes, let header = try? Header(Array(bytes)) else { return true }
        do {
            try db.execute(
                sql: "UPDATE commits SET id = ?, sid = ?, sequence = ?, kid = ?, key_sequence = ? WHERE position = ?",
                arguments: [
                    Hash256.of(Array(bytes)), try StreamState.findOrMake(header.stream, db).sid,
                    Int64(clamping: header.sequence), try CommitLog.number(of: header.author, db),
                    Int64(clamping: header.authorSequence), position,
                ])
            try db.execute(
                sql: "UPDATE damaged SET mended_at = ? WHERE kind = ? AND place = ?",
                arguments: [now, damage.kind.rawValue, damage.place])
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // Another commit stands in its place: a person is to look.
        }
        return true
    }

    private func bytes(of damage: Damage, _ db: Database) throws -> DatabaseValue {
        let row: Row?
        switch damage.kind {
        case .header:
            row = try Row.fetchOne(
                db, sql: "SELECT header FROM commits WHERE position = ?", arguments: [damage.position])
        case .body:
            row = try Row.fetchOne(db, sql: "SELECT body FROM commits WHERE position = ?", arguments: [damage.position])
        case .manifest:
            row = try Row.fetchOne(db, sql: "SELECT manifest FROM blobs WHERE blob = ?", arguments: [damage.blob])
        case .piece:
            row = try Row.fetchOne(
                db, sql: "SELECT bytes FROM blob_pieces WHERE blob = ? AND piece = ?",
                arguments: [damage.blob, damage.piece])
        case .identity:
            row = try Row.fetchOne(db, sql: "SELECT id FROM commits WHERE position = ?", arguments: [damage.position])
        case .columns, .proof, .lane, .page: row = nil
        }
        let value: DatabaseValue = row?[0] ?? .null
        // What changed its type in the store is not put into a column of another one.
        if case .blob = value.storage { return value }
        return .null
    }

    private func empty(_ damage: Damage, _ db: Database) throws {
        switch damage.kind {
        case .body:
            try db.execute(sql: "UPDATE commits SET body = NULL WHERE position = ?", arguments: [damage.position])
        case .manifest:
            try db.execute(
                sql: "UPDATE blobs SET manifest = NULL, length = NULL, pieces = NULL WHERE blob = ?",
                arguments: [damage.blob])
        case .piece:
            try db.execute(
                sql: "DELETE FROM blob_pieces WHERE blob = ? AND piece = ?", arguments: [damage.blob, damage.piece])
            try db.execute(
                sql:
                    "UPDATE blobs SET held = (SELECT count(*) FROM blob_pieces p WHERE p.blob = blobs.blob) WHERE blob = ?",
                arguments: [damage.blob])
        case .header, .identity, .columns, .proof, .lane, .page: break
        }
    }

    /// Puts a neighbour's copy of a commit's header and proof in the place of damaged ones. What it says is proven: its
    /// id is the one that stands here, and its signature verifies. What it cites and is not here is asked for again. In
    /// a write transaction.
    func mend(_ commit: Commit, verified: KeyID?, intake: Intake, _ db: Database) throws {
        guard try somethingIsDamaged(db), verified == commit.header.author else { return }
        guard let position = try CommitLog.position(of: commit, db) else { return }
        try Blobs.want(commit, intake: intake, db)
        guard try Damage.isHurt(position, db) else { return }
        try db.execute(
            sql: "UPDATE commits SET header = ? WHERE position = ?", arguments: [Data(commit.headerBytes), position])
        // A proof that is sound stays: the paths of its siblings are computed from all that share it.
        var sweep = Sweep(engine: self, db)
        try sweep.commit(position)
        guard sweep.found.contains(where: { $0.kind == .proof }) else { return }
        let reference = try GroupSignature.alone(commit, db)
        try db.execute(
            sql: "UPDATE commits SET sigid = ?, leaf = ?, path = ? WHERE position = ?",
            arguments: [
                reference.sigid, Int(reference.leaf), reference.path.map { Data($0.flatMap(\.bytes)) }, position,
            ])
    }

    private func somethingIsDamaged(_ db: Database) throws -> Bool {
        if let known = memo?.somethingIsDamaged { return known }
        let isDamaged = try Damage.open(db) > 0
        memo?.somethingIsDamaged = isDamaged
        return isDamaged
    }

    /// Looks which damaged places are sound again. In a write transaction.
    ///
    /// - Parameter pages: SQLite has just found all pages sound.
    /// - Returns: how many were mended since the last look.
    @discardableResult
    public func noteMended(pages: Bool = false, now: Int64, _ db: Database) throws -> Int {
        if pages {
            try db.execute(
                sql: "UPDATE damaged SET mended_at = ? WHERE kind = 'page' AND mended_at IS NULL", arguments: [now])
        }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT did, kind, position, blob, piece, place FROM damaged
                WHERE mended_at IS NULL AND kind != 'page' LIMIT 1000
                """)
        var mended = 0
        for row in rows {
            guard let kind = Damage.Kind(rawValue: row[1]) else { continue }
            let damage = Damage(kind, row[5], "", position: row[2], blob: row[3], piece: row[4])
            guard try isSound(damage, db) else { continue }
            try db.execute(
                sql: "UPDATE damaged SET mended_at = ? WHERE did = ?", arguments: [now, row[0] as Int64])
            mended += 1
        }
        return mended
    }

    private func isSound(_ damage: Damage, _ db: Database) throws -> Bool {
        var sweep = Sweep(engine: self, db)
        switch damage.kind {
        case .header, .identity, .columns, .proof, .body:
            guard let position = damage.position else { return false }
            let hasBody = try Int.fetchOne(
                db, sql: "SELECT body IS NOT NULL FROM commits WHERE position = ?", arguments: [position])
            try sweep.commit(position)
            return sweep.found.isEmpty && (damage.kind != .body || hasBody == 1)
        case .manifest, .piece:
            guard let blob = damage.blob, let manifest = try Blobs.state(blob, db).manifest else { return false }
            guard let piece = damage.piece.flatMap({ Int(exactly: $0) }) else { return true }
            return try Blobs.piece(piece, of: blob, db).map { .of($0) == manifest.pieces[piece] } ?? false
        case .lane:
            // The lane may have begun anew since.
            guard let row = damage.position, let lane = damage.piece else { return false }
            try sweep.lane(lane, row: row)
            return sweep.found.isEmpty
        case .page: return false
        }
    }
}
