/// One commit as it travels and is kept: the header's bytes with what is read from them, the body where it is held, and
/// the signature block.
public struct Commit: Hashable, Sendable {
    /// The header as read.
    public let header: Header
    /// The bytes that were signed.
    public let headerBytes: [UInt8]
    /// The body's bytes; nil where only the header is held.
    public let body: [UInt8]?
    /// The proof.
    public let block: SignatureBlock
    /// The hash of the header.
    public let id: CommitID

    /// Reads a commit. Throws if the header is no header, or the body is not the one that it names.
    public init(headerBytes: [UInt8], body: [UInt8]?, block: SignatureBlock) throws(FormatError) {
        header = try Header(headerBytes)
        self.headerBytes = headerBytes
        self.body = body
        self.block = block
        id = .of(headerBytes)
        if let body {
            guard body.count <= Bounds.bodyBytes else { throw FormatError("body", "\(body.count) bytes") }
            guard Hash256.of(body) == header.bodyHash else { throw FormatError("body", "not the body of this header") }
        }
    }

    /// From parts that were checked: `header` reads these bytes, `id` is their hash, and the body is the header's.
    init(checked header: Header, id: CommitID, headerBytes: [UInt8], body: [UInt8]?, block: SignatureBlock) {
        self.header = header
        self.headerBytes = headerBytes
        self.body = body
        self.block = block
        self.id = id
    }

    /// Whole: with its body. Else the header stands alone.
    public var isWhole: Bool { body != nil }
}
