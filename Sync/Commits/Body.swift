/// The private part of a commit (`docs/formats.md` §2): 16 random bytes, a codec byte, the blobs that it cites, and
/// UTF-8 JSON that the engine does not read. A long content is deflated once, by its author, and not again at each hop.
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
    /// Added to the codec where the content is deflated, its length before it.
    static let deflated: UInt8 = 2
    /// Bytes of content from which deflating alone is worth it; shorter ones compress better together, in a frame.
    static let deflatedFrom = 4_096

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
        let plainBytes = Body.plainBytes(blobs: blobs.count, content: content.count)
        guard plainBytes <= Bounds.bodyBytes else {
            throw FormatError("body", "\(plainBytes) bytes, at most \(Bounds.bodyBytes)")
        }
        var writer = ByteWriter(capacity: content.count + 32)
        let dense = content.count >= Body.deflatedFrom ? Deflate.compress(content) : nil
        writer.raw(salt)
        writer.u8((blobs.isEmpty ? Body.plain : Body.citing) | (dense == nil ? 0 : Body.deflated))
        if !blobs.isEmpty {
            writer.u16(UInt16(blobs.count))
            for blob in blobs { writer.hash(blob) }
        }
        if let dense {
            writer.u32(UInt32(content.count))
            writer.raw(dense)
        } else {
            writer.raw(content)
        }
        return writer.bytes
    }

    /// Bytes of a body whose content is not deflated: what the bound is about.
    private static func plainBytes(blobs: Int, content: Int) -> Int {
        saltBytes + 1 + (blobs == 0 ? 0 : 2 + blobs * 32) + content
    }

    /// The blobs that a body cites, without reading its content; none for a codec of a later version.
    static func citedBlobs(_ bytes: [UInt8]) -> [BlobID] {
        var reader = ByteReader(bytes)
        guard (try? reader.slice("body.salt", saltBytes)) != nil, let codec = try? reader.u8("body.codec"),
            codec <= citing | deflated, codec & citing != 0, let count = try? reader.u16("body.blobs"),
            (1...Bounds.blobsPerCommit).contains(Int(count))
        else { return [] }
        return (0..<count).compactMap { _ in try? reader.hash("body.blobs") }
    }

    /// Reads a body. Nil when the codec is one that a later version brought: such a body is carried, not read.
    public static func read(_ bytes: [UInt8]) throws(FormatError) -> Body? {
        guard bytes.count <= Bounds.bodyBytes else {
            throw FormatError("body", "\(bytes.count) bytes, at most \(Bounds.bodyBytes)")
        }
        var reader = ByteReader(bytes)
        let salt = Array(try reader.slice("body.salt", saltBytes))
        var blobs: [BlobID] = []
        let codec = try reader.u8("body.codec")
        guard codec <= citing | deflated else { return nil }
        if codec & citing != 0 {
            let count = Int(try reader.u16("body.blobs"))
            guard (1...Bounds.blobsPerCommit).contains(count) else { throw FormatError("body.blobs", "\(count)") }
            for _ in 0..<count { blobs.append(try reader.hash("body.blobs")) }
        }
        if codec & deflated != 0 {
            let length = Int(try reader.u32("body.length"))
            guard plainBytes(blobs: blobs.count, content: length) <= Bounds.bodyBytes else {
                throw FormatError("body.length", "\(length) bytes")
            }
            let dense = Array(try reader.slice("body.content", reader.remaining))
            let content = try Deflate.decompress(dense, count: length, part: "body.content")
            return Body(salt: salt, blobs: blobs, content: content)
        }
        let content = Array(try reader.slice("body.content", reader.remaining))
        return Body(salt: salt, blobs: blobs, content: content)
    }
}

extension Body {
    /// Whether these bytes are those of a body with a deflated content: they compress no further.
    static func isDense(_ bytes: [UInt8]) -> Bool {
        bytes.count > saltBytes && bytes[saltBytes] & deflated != 0
    }
}
