public import GRDB

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
        guard try mayServe(blob, to: peer, db), let manifest = try Blobs.state(blob, db).manifest,
            let bytes = try Blobs.piece(Int(number), of: blob, db)
        else { return nil }
        return Piece(
            blob: blob, number: number, manifest: number == 0 ? manifest.encoded : [], bytes: bytes
        ).frame
    }

    /// What a piece led to.
    struct PieceEffect {
        /// It is here now.
        var isTaken = false
        /// The neighbours and lanes whose receipts change by it.
        var changed: [(peer: NodeID, lane: LaneCode)] = []
    }

    /// Takes a piece in if it was asked for. One that is not what the manifest names is an alarm and no error of the
    /// line: the neighbour's copy is damaged, and everything else goes on.
    func take(piece payload: [UInt8], from peer: NodeID, now: Int64, _ db: Database) throws -> PieceEffect {
        let piece = try Piece(payload)
        let isWanted = try Int.fetchOne(
            db, sql: "SELECT 1 FROM blob_wants WHERE blob = ? AND peer = ? LIMIT 1",
            arguments: [piece.blob, peer.rawValue])
        guard isWanted != nil else { return PieceEffect() }
        if !piece.manifest.isEmpty, let manifest = try? Manifest(piece.manifest), manifest.id == piece.blob {
            try Blobs.put(manifest, db)
        }
        guard try Blobs.put(piece: Int(piece.number), of: piece.blob, piece.bytes, db) else {
            try Alarms.raise(.blobDamaged, "\(piece.blob.hex) piece \(piece.number) from \(peer)", at: now, db)
            return PieceEffect()
        }
        let isComplete = try Blobs.state(piece.blob, db).isComplete
        return PieceEffect(isTaken: true, changed: isComplete ? try Blobs.fulfil(piece.blob, db) : [])
    }

    /// A question for the next missing piece of a blob that this neighbour is to send.
    func ask(
        _ peer: NodeID, without unanswered: Set<BlobID>, _ db: Database
    ) throws -> (blob: BlobID, frame: Frame)? {
        for blob in try Blobs.wants(from: peer, limit: Bounds.wantsPerReceipt, db) where !unanswered.contains(blob) {
            guard let piece = try Blobs.firstMissing(blob, db) else { continue }
            return (blob, Ask(blob: blob, piece: UInt32(piece)).frame)
        }
        return nil
    }

    /// The piece asked for, or an idle frame: "not here".
    func answer(ask payload: [UInt8], from peer: NodeID, _ db: Database) throws -> Frame {
        let ask = try Ask(payload)
        return try piece(ask.piece, of: ask.blob, to: peer, db) ?? Frame(.idle, [])
    }

    /// All pieces of a blob that is here, for a dossier.
    public func pieces(of blob: BlobID, _ db: Database) throws -> [Frame] {
        guard let manifest = try Blobs.state(blob, db).manifest else { return [] }
        return try manifest.pieces.indices.compactMap { number in
            try Blobs.piece(number, of: blob, db).map { bytes in
                Piece(
                    blob: blob, number: UInt32(number), manifest: number == 0 ? manifest.encoded : [], bytes: bytes
                ).frame
            }
        }
    }

    /// Keeps a piece that came in a dossier. False if it is not what a commit there cites.
    public func keep(piece payload: [UInt8], _ db: Database) throws -> Bool {
        let piece = try Piece(payload)
        let isCited = try Int.fetchOne(db, sql: "SELECT 1 FROM blob_citations WHERE blob = ?", arguments: [piece.blob])
        guard isCited != nil else { return false }
        if !piece.manifest.isEmpty {
            let manifest = try Manifest(piece.manifest)
            guard manifest.id == piece.blob else { return false }
            try Blobs.put(manifest, db)
        }
        return try Blobs.put(piece: Int(piece.number), of: piece.blob, piece.bytes, db)
    }
}

/// A question for a piece of a blob.
struct Ask: Hashable {
    let blob: BlobID
    /// From 0.
    let piece: UInt32

    var frame: Frame {
        var writer = ByteWriter(capacity: 36)
        writer.hash(blob)
        writer.u32(piece)
        return Frame(.ask, writer.bytes)
    }

    init(blob: BlobID, piece: UInt32) {
        self.blob = blob
        self.piece = piece
    }

    init(_ payload: [UInt8]) throws(FormatError) {
        var reader = ByteReader(payload)
        blob = try reader.hash("ask.blob")
        piece = try reader.u32("ask.piece")
        try reader.end("ask")
    }
}
