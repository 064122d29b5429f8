import GRDB

/// A piece of a blob on its way; the first one brings the manifest.
struct Piece: Hashable {
    var blob: BlobID
    var number: UInt32
    var manifest: [UInt8]
    var bytes: [UInt8]

    var frame: Frame {
        var writer = ByteWriter(capacity: bytes.count + manifest.count + 64)
        writer.hash(blob)
        writer.u32(number)
        writer.run32(manifest)
        writer.run32(bytes)
        return Frame(.piece, writer.bytes)
    }

    init(blob: BlobID, number: UInt32, manifest: [UInt8], bytes: [UInt8]) {
        self.blob = blob
        self.number = number
        self.manifest = manifest
        self.bytes = bytes
    }

    init(_ payload: [UInt8]) throws(FormatError) {
        var reader = ByteReader(payload)
        blob = try reader.hash("piece.blob")
        number = try reader.u32("piece.number")
        manifest = Array(try reader.run32("piece.manifest", limit: 32 * Bounds.piecesPerBlob + 64))
        bytes = Array(try reader.run32("piece.bytes", limit: Bounds.pieceBytes))
        try reader.end("piece")
    }
}

extension Engine {
    /// A piece for a neighbour; nil if it is not here, or the neighbour has no claim to it.
    func piece(_ number: UInt32, of blob: BlobID, to peer: NodeID, _ db: Database) throws -> Frame? {
        guard try Blobs.mayServe(blob, to: peer, db), let manifest = try Blobs.state(blob, db).manifest,
            let bytes = try Blobs.piece(Int(number), of: blob, db)
        else { return nil }
        return Piece(
            blob: blob, number: number, manifest: number == 0 ? manifest.encoded : [], bytes: bytes
        ).frame
    }

    /// Takes a piece in if it was asked for. Gives the neighbours and lanes whose receipts change by it.
    func take(
        piece payload: [UInt8], from peer: NodeID, _ db: Database
    ) throws -> [(peer: NodeID, lane: LaneCode)] {
        let piece = try Piece(payload)
        let isWanted = try Int.fetchOne(
            db, sql: "SELECT 1 FROM blob_wants WHERE blob = ? AND peer = ? LIMIT 1",
            arguments: [piece.blob, peer.rawValue])
        guard isWanted != nil else { return [] }
        if !piece.manifest.isEmpty {
            let manifest = try Manifest(piece.manifest)
            guard manifest.id == piece.blob else { throw FormatError("piece.manifest", "of another blob") }
            try Blobs.put(manifest, db)
        }
        guard try Blobs.put(piece: Int(piece.number), of: piece.blob, piece.bytes, db) else {
            throw FormatError("piece.bytes", "not the piece that the manifest names")
        }
        return try Blobs.state(piece.blob, db).isComplete ? try Blobs.fulfil(piece.blob, db) : []
    }

    /// A question for the next missing piece of a blob that this neighbour is to send.
    func ask(_ peer: NodeID, _ db: Database) throws -> Frame? {
        for blob in try Blobs.wants(from: peer, limit: 1, db) {
            guard let piece = try Blobs.firstMissing(blob, db) else { continue }
            var writer = ByteWriter(capacity: 36)
            writer.hash(blob)
            writer.u32(UInt32(piece))
            return Frame(.ask, writer.bytes)
        }
        return nil
    }

    func answer(ask payload: [UInt8], from peer: NodeID, _ db: Database) throws -> Frame? {
        var reader = ByteReader(payload)
        let blob = try reader.hash("ask.blob")
        let number = try reader.u32("ask.piece")
        try reader.end("ask")
        return try piece(number, of: blob, to: peer, db)
    }
}
