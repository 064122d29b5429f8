import FoundationEssentials
import GRDB

extension StoreCheck {
    /// Every lane's digests, row by row.
    mutating func lanes(_ db: Database) throws {
        let lanes = try Row.fetchAll(db, sql: "SELECT lane, peer, class, head, digest FROM lanes ORDER BY lane")
        for lane in lanes {
            guard let number = Sweep.value(lane, 0, Int64.self) else { continue }
            let name = "lane \(number) to \(Sweep.value(lane, 1, String.self) ?? "?")"
            var point: LanePoint?
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT r.position, r.whole, r.digest, c.id FROM lane_rows r
                      LEFT JOIN commits c ON c.position = r.commit_position WHERE r.lane = ? ORDER BY r.position
                    """, arguments: [number])
            while let row = try rows.next() {
                checked += 1
                guard let position = Sweep.value(row, 0, Int64.self), let whole = Sweep.value(row, 1, Bool.self),
                    let digest = Sweep.value(row, 2, Hash256.self)
                else {
                    fault("\(name) row", "it holds what is no position or digest", Self.newLanes)
                    continue
                }
                let here = LanePoint(position: UInt64(clamping: position), digest: digest)
                if let id = Sweep.value(row, 3, Hash256.self), (point ?? .start).appending(id, whole: whole) != here {
                    fault("\(name) row \(position)", "its position or digest is not what its rows make", Self.newLanes)
                }
                // Each row is judged after the one that is there: one fault does not become a thousand.
                point = here
            }
            let head = Sweep.value(lane, 3, Int64.self).map { UInt64(clamping: $0) }
            let digest = Sweep.value(lane, 4, Hash256.self)
            if head != (point ?? .start).position || digest != (point ?? .start).digest {
                fault(name, "its head is not its last row", Self.newLanes)
            }
        }
    }

    private static let newLanes = "reconcile with that neighbour, which starts the lane anew"

    /// Every manifest and every piece that is here.
    mutating func blobs(_ db: Database) throws {
        let blobs = try Row.fetchAll(
            db,
            sql: """
                SELECT blob, manifest, held, (SELECT count(*) FROM blob_pieces p WHERE p.blob = blobs.blob),
                  length, pieces FROM blobs ORDER BY blob
                """)
        for row in blobs {
            guard let blob = Sweep.value(row, 0, Hash256.self) else {
                fault("a blob", "its id is no hash", Self.reconcile)
                continue
            }
            let place = "blob \(blob.hex)"
            if (row[1] as DatabaseValue).isNull { continue }
            guard let manifest = Sweep.value(row, 1, Data.self).flatMap({ try? Manifest(Array($0)) }),
                manifest.id == blob
            else {
                fault(place, "its manifest is not the one of its id", Self.reconcile)
                continue
            }
            if Sweep.value(row, 2, Int64.self) != Sweep.value(row, 3, Int64.self)
                || Sweep.value(row, 4, Int64.self) != Int64(clamping: manifest.length)
                || Sweep.value(row, 5, Int64.self) != Int64(manifest.pieces.count)
            {
                fault(place, "its counts do not agree with its manifest and pieces", Self.reconcile)
            }
            try pieces(of: blob, manifest, db)
        }
    }

    private mutating func pieces(of blob: BlobID, _ manifest: Manifest, _ db: Database) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT piece, bytes FROM blob_pieces WHERE blob = ? ORDER BY piece", arguments: [blob])
        while let row = try rows.next() {
            checked += 1
            let piece = Sweep.value(row, 0, Int.self) ?? -1
            let hash = Sweep.value(row, 1, Data.self).map { Hash256.of(Array($0)) }
            if !manifest.pieces.indices.contains(piece) || manifest.pieces[piece] != hash {
                fault("blob \(blob.hex) piece \(piece)", "it is not the piece that the manifest names", Self.reconcile)
            }
        }
    }

    /// The engine's read models against those that a rebuild makes of the log. The rebuild is taken back. What the
    /// log cannot tell, since it is hurt, stays as it is until a neighbour has given it again.
    mutating func readModels(of business: [(table: String, query: String)], _ db: Database) throws {
        var differing: [String] = []
        var lacking: String?
        try db.inSavepoint {
            try engine.setAside(hurt, now: 0, db)
            let before = try ReadModels.dump(business, db)
            try engine.rebuild(db)
            lacking = try engine.lacksInDirectory(db)
            let after = try ReadModels.dump(business, db)
            differing = zip(before, after).compactMap { $0.rows == $1.rows ? nil : $0.table }
            return .rollback
        }
        for table in differing {
            fault("read model \(table)", "it is not what the log says", Self.rebuild)
        }
        if let lacking {
            fault("the directory", "it lacks \(lacking)", "restore the last backup, or let the superior enrol it again")
        }
    }
}

/// The read models, in order, for comparing: the engine's, and those of the business.
enum ReadModels {
    private static let queries = [
        ("streams", "SELECT name, head, head_id, pen, forked FROM streams ORDER BY name"),
        ("directory", "SELECT * FROM directory ORDER BY node"),
        ("directory_keys", "SELECT * FROM directory_keys ORDER BY key"),
        ("directory_above", "SELECT * FROM directory_above ORDER BY node, superior"),
        ("standings", "SELECT position, standing FROM commits WHERE standing != 0 ORDER BY position"),
        ("participants", "SELECT name, node FROM participants JOIN streams USING(sid) ORDER BY name, node"),
        ("blob_citations", "SELECT * FROM blob_citations ORDER BY blob, position"),
        ("applied", "SELECT * FROM applied ORDER BY kid"),
    ]

    /// Each table with the hash of its rows: what is compared must not fill the memory.
    static func dump(
        _ business: [(table: String, query: String)] = [], _ db: Database
    ) throws -> [(table: String, rows: Hash256)] {
        try (queries + business).map { table, query in
            var digest = Hash256.zero
            let rows = try Row.fetchCursor(db, sql: query)
            while let row = try rows.next() {
                var writer = ByteWriter()
                writer.hash(digest)
                for value in row.databaseValues {
                    switch value.storage {
                    case .null: writer.u8(0)
                    case .int64(let number):
                        writer.u8(1)
                        writer.i64(number)
                    case .double(let number):
                        writer.u8(2)
                        writer.u64(number.bitPattern)
                    case .string(let text):
                        writer.u8(3)
                        writer.run32(Array(text.utf8))
                    case .blob(let data):
                        writer.u8(4)
                        writer.run32(data)
                    }
                }
                digest = .of(writer.bytes)
            }
            return (table, digest)
        }
    }
}
