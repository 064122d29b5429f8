/// What names a blob (`docs/formats.md` §8): its length, a salt, and the hash of each piece of 1 MiB. The blob's id is
/// the hash of the manifest; the salt keeps it from telling which known file it is.
public struct Manifest: Hashable, Sendable {
    /// Bytes of the blob; at least 1.
    public let length: UInt64
    /// 16 random bytes.
    public let salt: [UInt8]
    /// SHA-256 of each piece, all of 1 MiB but the last.
    public let pieces: [Hash256]

    /// The manifest of these bytes; nil if there are none, or more than the bounds allow.
    public init?(of bytes: [UInt8], salt: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= Bounds.pieceBytes * Bounds.piecesPerBlob, salt.count == 16 else {
            return nil
        }
        length = UInt64(bytes.count)
        self.salt = salt
        pieces = stride(from: 0, to: bytes.count, by: Bounds.pieceBytes).map {
            .of(Array(bytes[$0..<min($0 + Bounds.pieceBytes, bytes.count)]))
        }
    }

    /// A manifest of pieces hashed one by one, for files that are too large for the memory.
    public init?(length: UInt64, salt: [UInt8], pieces: [Hash256]) {
        guard length > 0, length <= UInt64(Bounds.pieceBytes) * UInt64(Bounds.piecesPerBlob) else { return nil }
        let expected = (length + UInt64(Bounds.pieceBytes) - 1) / UInt64(Bounds.pieceBytes)
        guard UInt64(pieces.count) == expected, pieces.count <= Bounds.piecesPerBlob, salt.count == 16 else {
            return nil
        }
        self.length = length
        self.salt = salt
        self.pieces = pieces
    }

    /// Bytes of a piece; nil if there is no such piece.
    public func size(ofPiece piece: Int) -> Int? {
        guard pieces.indices.contains(piece) else { return nil }
        return piece < pieces.count - 1
            ? Bounds.pieceBytes : Int(length - UInt64(piece) * UInt64(Bounds.pieceBytes))
    }

    /// The blob's id.
    public var id: BlobID { .of(encoded) }

    /// The manifest's bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 32 + pieces.count * 32)
        writer.u64(length)
        writer.raw(salt)
        writer.u16(UInt16(pieces.count))
        for piece in pieces { writer.hash(piece) }
        return writer.bytes
    }

    /// Reads a manifest.
    public init(_ bytes: [UInt8]) throws(FormatError) {
        var reader = ByteReader(bytes)
        let length = try reader.u64("manifest.length")
        guard length > 0, length <= UInt64(Bounds.pieceBytes) * UInt64(Bounds.piecesPerBlob) else {
            throw FormatError("manifest.length", "\(length) bytes")
        }
        let salt = Array(try reader.slice("manifest.salt", 16))
        var pieces: [Hash256] = []
        for _ in 0..<(try reader.u16("manifest.pieces")) { pieces.append(try reader.hash("manifest.pieces")) }
        try reader.end("manifest")
        guard let manifest = Manifest(length: length, salt: salt, pieces: pieces) else {
            throw FormatError("manifest.pieces", "\(pieces.count) pieces for \(length) bytes")
        }
        self = manifest
    }
}
