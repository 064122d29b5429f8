/// Content behind its length, then the signature over it: receipts, status records and what a node lacks travel so.
struct SignedContent {
    let content: [UInt8]
    let signature: [UInt8]

    init(content: [UInt8], signature: [UInt8]) {
        self.content = content
        self.signature = signature
    }

    /// Signs the content.
    init(_ content: [UInt8], by key: SigningKey, purpose: SigningPurpose) throws {
        self.init(content: content, signature: try key.sign(content, purpose: purpose))
    }

    /// Reads both, the signature unchecked.
    ///
    /// - Parameters:
    ///   - part: what an error calls it.
    ///   - limit: bytes of the content, at most.
    init(_ bytes: [UInt8], _ part: String, limit: Int) throws(FormatError) {
        var reader = ByteReader(bytes)
        content = Array(try reader.run32(part, limit: limit))
        signature = Array(try reader.slice(part + ".signature", reader.remaining))
    }

    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: content.count + 80)
        writer.run32(content)
        writer.raw(signature)
        return writer.bytes
    }
}
