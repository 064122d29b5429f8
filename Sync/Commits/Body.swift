/// The private part of a commit (`docs/formats.md` §2): 16 random bytes, a codec byte, the blobs that it cites, and
/// UTF-8 JSON that the engine does not read.
///
/// The salt keeps the body's hash, which every header shows, from giving a short body away.
public struct Body: Hashable, Sendable {
    /// Bytes of the salt.
    public static let saltBytes = 16

    /// Random bytes from the writer.
    public var salt: [UInt8]
    /// Blobs that this commit cites, in order: scans, results.
    public var blobs: [BlobID]
    /// UTF-8 JSON.
    public var content: [UInt8]

    /// Codec of a body without blobs.
    static let plain: UInt8 = 0
    /// Codec of a body with a list of blobs before the content.
    static let citing: UInt8 = 1

    /// A body of content and cited blobs; `salt` is 16 bytes from the store's random source.
    public init(salt: [UInt8], blobs: [BlobID] = [], content: [UInt8]) {
        self.salt = salt
        self.blobs = blobs
        self.content = content
    }

    /// The body's bytes. Throws if it is beyond its bounds.
    public func encoded() throws(FormatError) -> [UInt8] {
        guard salt.count == Body.saltBytes else { throw FormatError("body.salt", "\(salt.count) bytes, not 16") }
        guard blobs.count <= Bounds.blobsPerCommit else {
            throw FormatError("body.blobs", "\(blobs.count), at most \(Bounds.blobsPerCommit)")
        }
        var writer = ByteWriter(capacity: content.count + 32)
        writer.raw(salt)
        if blobs.isEmpty {
            writer.u8(Body.plain)
        } else {
            writer.u8(Body.citing)
            writer.u16(UInt16(blobs.count))
            for blob in blobs { writer.hash(blob) }
        }
        writer.raw(content)
        guard writer.bytes.count <= Bounds.bodyBytes else {
            throw FormatError("body", "\(writer.bytes.count) bytes, at most \(Bounds.bodyBytes)")
        }
        return writer.bytes
    }

    /// Reads a body. Nil when the codec is one that a later version brought: such a body is carried, not read.
    public static func read(_ bytes: [UInt8]) throws(FormatError) -> Body? {
        guard bytes.count <= Bounds.bodyBytes else {
            throw FormatError("body", "\(bytes.count) bytes, at most \(Bounds.bodyBytes)")
        }
        var reader = ByteReader(bytes)
        let salt = Array(try reader.slice("body.salt", saltBytes))
        var blobs: [BlobID] = []
        switch try reader.u8("body.codec") {
        case plain: break
        case citing:
            let count = Int(try reader.u16("body.blobs"))
            guard (1...Bounds.blobsPerCommit).contains(count) else { throw FormatError("body.blobs", "\(count)") }
            for _ in 0..<count { blobs.append(try reader.hash("body.blobs")) }
        default: return nil
        }
        let content = Array(try reader.slice("body.content", reader.remaining))
        return Body(salt: salt, blobs: blobs, content: content)
    }
}
