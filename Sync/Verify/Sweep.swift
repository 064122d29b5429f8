import FoundationEssentials
public import GRDB

/// How far a round of checks has come: a line of the journal, so that it goes on where it was after a restart.
public struct SweepPlace: Hashable, Sendable, Codable {
    /// What is being gone through; in this order.
    public enum Part: String, Hashable, Sendable, Codable {
        /// Commits by position.
        case commits
        /// What names the pieces of blobs.
        case manifests
        /// Pieces of blobs.
        case pieces
        /// Rows of lanes.
        case lanes
        /// All pages of the file, by SQLite.
        case pages
        /// The round is done.
        case done
    }

    /// What is being gone through.
    public var part = Part.commits
    /// The commit, piece or lane row that was looked at last.
    var position: Int64 = 0
    /// The lane that was looked at last.
    var lane: Int64 = 0
    /// The blob that was looked at last, in hex.
    var blob: String?

    /// The beginning of a round.
    public init() {}

    init(_ part: Part) { self.part = part }

    var blobID: Hash256 { blob.flatMap { Hash256(hex: $0) } ?? .zero }
}

extension Engine {
    /// Checks the next rows of a store: bytes, hashes, signatures, digests, as `verify` does for all of it. In no
    /// transaction: SQLite ends none well that has met a broken page. What it finds is for `setAside`. A page that
    /// cannot be read is damage like any other, and ends its part of the round: what lies behind it cannot be reached
    /// in order.
    ///
    /// - Parameter rows: at most so many; a piece of a blob counts as one.
    public func sweep(from place: SweepPlace, rows: Int, _ db: Database) throws -> (next: SweepPlace, found: [Damage]) {
        var sweep = Sweep(engine: self, db)
        do {
            let next = try sweep.part(place, rows: rows)
            return (next, sweep.found)
        } catch let error where Damage.isUnreadable(error) {
            let damage = Damage(.page, "a page of \(place.part.rawValue)", Damage.words(of: error))
            return (SweepPlace(Sweep.after(place.part)), sweep.found + [damage])
        }
    }
}

/// One slice of a round.
struct Sweep {
    let engine: Engine
    let db: Database
    var found: [Damage] = []

    init(engine: Engine, _ db: Database) {
        self.engine = engine
        self.db = db
    }

    static func after(_ part: SweepPlace.Part) -> SweepPlace.Part {
        switch part {
        case .commits: .manifests
        case .manifests: .pieces
        case .pieces: .lanes
        case .lanes: .pages
        case .pages, .done: .done
        }
    }

    mutating func part(_ place: SweepPlace, rows: Int) throws -> SweepPlace {
        switch place.part {
        case .commits: try commits(place, rows)
        case .manifests: try manifests(place, rows)
        case .pieces: try pieces(place, rows)
        case .lanes: try lanes(place, rows)
        case .pages: try pages()
        case .done: place
        }
    }

    /// A value of a row that may be hurt: nil if it is not of its column's type, instead of a trap.
    static func value<Value: DatabaseValueConvertible>(_ row: Row, _ column: Int, _ type: Value.Type = Value.self)
        -> Value?
    {
        let value: DatabaseValue = row[column]
        return Value.fromDatabaseValue(value)
    }

    // MARK: - Commits

    private mutating func commits(_ place: SweepPlace, _ rows: Int) throws -> SweepPlace {
        var walk = RowWalk("commits", by: "position", after: place.position)
        let positions = try walk.next(rows, db)
        for gap in walk.gaps { found.append(Damage(.page, "commits \(gap)", "their page cannot be read")) }
        for position in positions {
            do {
                try commit(position)
            } catch let error where Damage.isUnreadable(error) {
                found.append(Damage(.page, "commit \(position)", "a page of it cannot be read"))
            }
        }
        guard !walk.isAtEnd, let last = positions.last else { return SweepPlace(.manifests) }
        var next = place
        next.position = last
        return next
    }

    /// A commit by its bytes: header, proof, body.
    mutating func commit(_ position: Int64) throws {
        let place = "commit \(position)"
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT c.id, c.header, c.body, c.sequence, c.key_sequence, s.name, k.key, c.leaf, c.path, c.sigid,
                  g.suite, g.signature, g.leaves, c.sid, c.kid
                FROM commits c LEFT JOIN streams s USING(sid) LEFT JOIN keys k USING(kid)
                  LEFT JOIN signatures g ON g.sigid = c.sigid WHERE c.position = ?
                """, arguments: [position])
        guard let row else { return }
        guard let bytes = Sweep.value(row, 1, Data.self), let header = try? Header(Array(bytes)) else {
            found.append(Damage(.header, place, "the header is not the one of its id", position: position))
            return
        }
        let id = Hash256.of(Array(bytes))
        if Sweep.value(row, 0, Hash256.self) != id {
            // A key that nobody knows proves nothing: it may be the very bytes that are hurt.
            let isProven = try isProven(id, header, row) == true
            let what = "the header is not the one of its id"
            found.append(Damage(isProven ? .identity : .header, place, what, position: position))
            return
        }
        if Sweep.value(row, 3, Int64.self) != Int64(clamping: header.sequence)
            || Sweep.value(row, 4, Int64.self) != Int64(clamping: header.authorSequence)
            || Sweep.value(row, 5, String.self) != header.stream.rawValue
            || Sweep.value(row, 6, Hash256.self) != header.author
        {
            found.append(Damage(.columns, place, "its columns do not agree with its header", position: position))
        }
        // Which keys are known is a matter of the read models.
        if try isProven(id, header, row) == false {
            found.append(Damage(.proof, place, "its signature does not verify", position: position))
        }
        let body: DatabaseValue = row[2]
        if !body.isNull, Data.fromDatabaseValue(body).map({ Hash256.of(Array($0)) == header.bodyHash }) != true {
            found.append(Damage(.body, place, "the body is not the one that the header names", position: position))
        }
    }

    /// The same, by its hashes alone.
    mutating func content(_ position: Int64) throws {
        let statement = try db.cachedStatement(sql: "SELECT id, header, body FROM commits WHERE position = ?")
        guard let row = try Row.fetchOne(statement, arguments: [position]) else { return }
        let (bytes, body) = (Sweep.value(row, 1, Data.self), row[2] as DatabaseValue)
        guard let bytes, let header = try? Header(Array(bytes)),
            Hash256.of(Array(bytes)) == Sweep.value(row, 0, Hash256.self)
        else { return try commit(position) }
        if !body.isNull, Data.fromDatabaseValue(body).map({ Hash256.of(Array($0)) == header.bodyHash }) != true {
            try commit(position)
        }
    }

    /// Whether the signature beside it covers an id; nil where the directory does not know the author's key.
    private func isProven(_ id: Hash256, _ header: Header, _ row: Row) throws -> Bool? {
        guard let key = try Directory.key(header.author, db)?.key else { return nil }
        guard let suite = Sweep.value(row, 10, Int64.self), let signature = Sweep.value(row, 11, Data.self),
            let leaf = Sweep.value(row, 7, Int64.self).flatMap({ UInt32(exactly: $0) }),
            let leaves = Sweep.value(row, 12, Int64.self).flatMap({ UInt32(exactly: $0) }), leaf < leaves,
            suite == Int64(Suite.p256.rawValue)
        else { return false }
        let path: [Hash256]
        let stored: DatabaseValue = row[8]
        if leaves == 1 {
            path = []
        } else if let bytes = Data.fromDatabaseValue(stored) {
            path = Hash256.run(bytes)
        } else {
            var ids = try Row.fetchAll(
                try db.cachedStatement(sql: "SELECT id FROM commits WHERE sigid = ? ORDER BY leaf"),
                arguments: [row[9] as DatabaseValue]
            ).map { Sweep.value($0, 0, Hash256.self) ?? .zero }
            guard ids.count == Int(leaves) else { return false }
            ids[Int(leaf)] = id
            path = HashTree(leaves: ids).path(at: Int(leaf))
        }
        guard let root = HashTree.root(leaf: id, index: leaf, count: leaves, path: path) else { return false }
        return key.verifies(Array(signature), over: root.bytes, purpose: .commits)
    }

    // MARK: - Blobs

    private mutating func manifests(_ place: SweepPlace, _ rows: Int) throws -> SweepPlace {
        let found = try Row.fetchAll(
            db, sql: "SELECT blob, manifest, held FROM blobs WHERE blob > ? ORDER BY blob LIMIT ?",
            arguments: [place.blob == nil ? Data() : Data(place.blobID.bytes), rows])
        var next = place
        for row in found {
            guard let blob = Sweep.value(row, 0, Hash256.self) else { continue }
            next.blob = blob.hex
            let manifest: DatabaseValue = row[1]
            guard !manifest.isNull else { continue }
            if Data.fromDatabaseValue(manifest).flatMap({ try? Manifest(Array($0)) })?.id != blob {
                let what = "its manifest is not the one of its id"
                self.found.append(Damage(.manifest, "blob \(blob.hex)", what, blob: blob))
            }
        }
        return found.count == rows ? next : SweepPlace(.pieces)
    }

    private mutating func pieces(_ place: SweepPlace, _ rows: Int) throws -> SweepPlace {
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT p.blob, p.piece, p.bytes, b.manifest FROM blob_pieces p LEFT JOIN blobs b USING(blob)
                WHERE (p.blob, p.piece) > (?, ?) ORDER BY p.blob, p.piece LIMIT ?
                """, arguments: [place.blob == nil ? Data() : Data(place.blobID.bytes), place.position, rows])
        var next = place
        var count = 0
        // One at a time: each is a mebibyte.
        while let row = try cursor.next() {
            count += 1
            guard let blob = Sweep.value(row, 0, Hash256.self), let piece = Sweep.value(row, 1, Int64.self) else {
                continue
            }
            next.blob = blob.hex
            next.position = piece
            // Without a manifest nothing can be said; it is asked for by itself.
            guard let manifest = Sweep.value(row, 3, Data.self).flatMap({ try? Manifest(Array($0)) }),
                manifest.id == blob
            else { continue }
            let bytes = Sweep.value(row, 2, Data.self)
            let number = Int(exactly: piece) ?? -1
            if !manifest.pieces.indices.contains(number)
                || bytes.map({ Hash256.of(Array($0)) }) != manifest.pieces[number]
            {
                let what = "it is not the piece that the manifest names"
                found.append(Damage(.piece, "blob \(blob.hex) piece \(piece)", what, blob: blob, piece: piece))
            }
        }
        return count == rows ? next : SweepPlace(.lanes)
    }

    // MARK: - Lanes and pages

    private mutating func lanes(_ place: SweepPlace, _ rows: Int) throws -> SweepPlace {
        let found = try Row.fetchAll(
            db,
            sql: """
                SELECT r.lane, r.position, r.whole, r.digest, c.id,
                  (SELECT digest FROM lane_rows b WHERE b.lane = r.lane AND b.position = r.position - 1)
                FROM lane_rows r LEFT JOIN commits c ON c.position = r.commit_position
                WHERE (r.lane, r.position) > (?, ?) ORDER BY r.lane, r.position LIMIT ?
                """, arguments: [place.lane, place.position, rows])
        var next = place
        for row in found {
            guard let lane = Sweep.value(row, 0, Int64.self), let position = Sweep.value(row, 1, Int64.self) else {
                continue
            }
            next.lane = lane
            next.position = position
            let before = position == 1 ? .zero : Sweep.value(row, 5, Hash256.self)
            guard let before, let id = Sweep.value(row, 4, Hash256.self), position > 0 else { continue }
            let start = LanePoint(position: UInt64(position - 1), digest: before)
            let whole = Sweep.value(row, 2, Int64.self) == 1
            if start.appending(id, whole: whole).digest != Sweep.value(row, 3, Hash256.self) {
                let what = "its digest is not what its rows make"
                self.found.append(
                    Damage(.lane, "lane \(lane) row \(position)", what, position: position, piece: lane))
            }
        }
        return found.count == rows ? next : SweepPlace(.pages)
    }

    /// One row of a lane, if it is still there.
    mutating func lane(_ lane: Int64, row position: Int64) throws {
        var place = SweepPlace(.lanes)
        place.lane = lane
        place.position = position - 1
        _ = try lanes(place, 1)
        found.removeAll { $0.piece != lane || $0.position != position }
    }

    /// SQLite's own look at every page: indices, free pages, the order of keys.
    private mutating func pages() throws -> SweepPlace {
        let word = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
        if word != "ok" { found.append(Damage(.page, "the file", word)) }
        return SweepPlace(.done)
    }
}
