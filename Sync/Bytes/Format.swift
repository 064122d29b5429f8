import FoundationEssentials

/// One format of `docs/formats.md`, as whoever distrusts its reader sees it: any bytes go in, and what was read comes
/// out again as bytes. The list is what is fuzzed; a new format is not finished before it stands there.
package struct Format: Sendable {
    /// Its name in the document, without blanks.
    package let name: String
    /// There is one encoding of each value: what was read is written as the very bytes that were read. Else writing
    /// settles what may be said in several ways (JSON, compression), and reading it again gives the same value.
    package let isExact: Bool
    /// Reads the bytes and writes what was read. Nil: these bytes are carried on and not read.
    package let rewrite: @Sendable ([UInt8]) throws(FormatError) -> [UInt8]?

    private init(
        _ name: String, exact: Bool = true, _ rewrite: @escaping @Sendable ([UInt8]) throws(FormatError) -> [UInt8]?
    ) {
        self.name = name
        isExact = exact
        self.rewrite = rewrite
    }

    /// Every format that this module reads.
    package static let all: [Format] = commits + frames + json + [streamName]

    // MARK: - What is signed and kept

    private static let commits = [
        Format("header") { bytes throws(FormatError) in try Header(bytes).encoded() },
        // Which bytes a deflater makes is its own affair.
        Format("body", exact: false) { bytes throws(FormatError) in try Body.read(bytes)?.encoded() },
        Format("block") { bytes throws(FormatError) in
            let block = try SignatureBlock(bytes)
            _ = block.root(of: .zero)
            return block.encoded
        },
        Format("manifest") { bytes throws(FormatError) in
            let manifest = try Manifest(bytes)
            for piece in manifest.pieces.indices { _ = manifest.size(ofPiece: piece) }
            return manifest.encoded
        },
    ]

    // MARK: - What travels

    private static let frames = [
        Format("frames", exact: false) { bytes throws(FormatError) in
            var reader = FrameReader()
            // As a line cuts them: in the middle of anything.
            reader.feed(bytes.prefix(bytes.count / 3))
            var found: [UInt8] = []
            while let frame = try reader.next() { found += frame.encoded }
            reader.feed(bytes.dropFirst(bytes.count / 3))
            while let frame = try reader.next() { found += frame.encoded }
            guard reader.isAtBoundary else { throw FormatError("frame", "the bytes end inside a frame") }
            return found
        },
        // A complete group may be written as one that is not: the paths are then computed, and left out.
        Format("batch", exact: false) { bytes throws(FormatError) in
            let batch = try Batch(bytes)
            let isBounded = batch.groups.allSatisfy { group in
                group.entries.allSatisfy {
                    $0.header.count <= Bounds.headerBytes && $0.body?.count ?? 0 <= Bounds.bodyBytes
                }
            }
            // What is beyond its bound is refused by itself, and never written.
            return isBounded ? batch.encoded : nil
        },
        Format("receipt") { bytes throws(FormatError) in
            let read = try Receipt.read(bytes)
            return SignedContent(content: read.receipt.content, signature: read.signature).bytes
        },
        Format("piece") { bytes throws(FormatError) in try Piece(bytes).frame.payload },
        Format("ask") { bytes throws(FormatError) in try Ask(bytes).frame.payload },
        Format("heads") { bytes throws(FormatError) in try Heads(bytes).encoded },
        Format("lacks") { bytes throws(FormatError) in
            let read = try Lacks.read(bytes)
            return SignedContent(content: read.lacks.content, signature: read.signature).bytes
        },
        Format("plea") { bytes throws(FormatError) in try Plea(bytes).frame.payload },
        Format("status", exact: false) { bytes throws(FormatError) in
            let read = try Statuses.read(bytes)
            return SignedContent(content: try written(read.record), signature: read.signature).bytes
        },
    ]

    // MARK: - What is JSON

    private static let json = [
        Format("entry", exact: false) { bytes throws(FormatError) in
            try written(try DirectoryEntry(content: bytes))
        },
        Format("request", exact: false) { bytes throws(FormatError) in
            let signed = try read(DirectoryEntry.SignedRequest.self, bytes)
            _ = try? KeyRequest(signed)
            return try written(signed)
        },
        Format("renewal", exact: false) { bytes throws(FormatError) in try written(try Renewal(bytes)) },
        ofJSON("hello", Hello.self), ofJSON("welcome", Welcome.self), ofJSON("rejection", Rejection.self),
    ]

    private static func ofJSON<Value: Codable & Sendable>(_ name: String, _ type: Value.Type) -> Format {
        Format(name, exact: false) { bytes throws(FormatError) in try written(try read(type, bytes)) }
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(FormatError) -> Value {
        guard let value = try? JSON.decoder.decode(type, from: Data(bytes)) else {
            throw FormatError("json", "not to be read")
        }
        return value
    }

    private static func written(_ value: some Encodable) throws(FormatError) -> [UInt8] {
        guard let data = try? JSON.encoder.encode(value) else { throw FormatError("json", "not to be written") }
        return Array(data)
    }

    private static let streamName = Format("stream") { bytes throws(FormatError) in
        guard let text = String(validating: bytes, as: UTF8.self), let name = StreamName(text) else {
            throw FormatError("stream", "no name")
        }
        guard !name.parts.isEmpty, !name.kind.isEmpty else { throw FormatError("stream", "no part") }
        _ = name.side(String(name.parts.last ?? "")) ?? name
        _ = name.directoryNode
        return Array(name.rawValue.utf8)
    }
}
