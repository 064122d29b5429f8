extension Header {
    private static let neverMeasured = Int64.min

    /// The header's bytes. Throws if a part is beyond its bound.
    public func encoded() throws(FormatError) -> [UInt8] {
        guard facts.count <= Bounds.factsBytes else {
            throw FormatError("header.facts", "\(facts.count) bytes, at most \(Bounds.factsBytes)")
        }
        guard pens.count <= Bounds.grantsPerCommit, joins.count <= Bounds.grantsPerCommit else {
            throw FormatError("header.pens", "at most \(Bounds.grantsPerCommit) pens and as many joins")
        }
        guard extra.count <= Bounds.headerBytes else { throw FormatError("header.extra", "\(extra.count) bytes") }
        var writer = ByteWriter(capacity: 384)
        writer.u8(version)
        writer.u8(suite.rawValue)
        writer.hash(author)
        writer.u64(authorSequence)
        writer.shortText(stream.rawValue)
        writer.u64(sequence)
        writer.hash(previous)
        writer.shortText(nextWriter?.rawValue ?? "")
        writer.u8(UInt8(pens.count))
        for pen in pens {
            guard stream.side(pen.suffix) != nil else { throw FormatError("header.pens", "\(pen.suffix) is no name") }
            writer.shortText(pen.suffix)
            writer.shortText(pen.writer.rawValue)
        }
        writer.u8(UInt8(joins.count))
        for node in joins { writer.shortText(node.rawValue) }
        if let takeover {
            writer.u8(1)
            writer.shortText(takeover.holder.rawValue)
            writer.u64(takeover.entrySequence)
            writer.hash(takeover.entry)
        } else {
            writer.u8(0)
        }
        writer.i64(writtenAt)
        writer.i64(clockOffset ?? Header.neverMeasured)
        writer.hash(bodyHash)
        writer.run16(extra)
        writer.run16(facts)
        guard writer.bytes.count <= Bounds.headerBytes else {
            throw FormatError("header", "\(writer.bytes.count) bytes, at most \(Bounds.headerBytes)")
        }
        return writer.bytes
    }

    /// Reads a header. There is one encoding of a header: `Header(bytes).encoded() == bytes`.
    public init(_ bytes: [UInt8]) throws(FormatError) {
        guard bytes.count <= Bounds.headerBytes else {
            throw FormatError("header", "\(bytes.count) bytes, at most \(Bounds.headerBytes)")
        }
        var reader = ByteReader(bytes)
        version = try reader.u8("header.version")
        guard version > 0 else { throw FormatError("header.version", "0 is no version") }
        suite = Suite(rawValue: try reader.u8("header.suite"))
        author = try reader.hash("header.author")
        authorSequence = try Header.ordinal(&reader, "header.authorSequence")
        stream = try Header.stream(&reader)
        sequence = try Header.ordinal(&reader, "header.sequence")
        previous = try reader.hash("header.previous")
        guard (sequence == 1) == (previous == .zero) else {
            throw FormatError("header.previous", "zero at sequence 1, and only there")
        }
        let next = try reader.shortText("header.nextWriter")
        nextWriter = next.isEmpty ? nil : try Header.node(next, "header.nextWriter")
        pens = try Header.pens(&reader, of: stream)
        joins = []
        for _ in 0..<(try Header.count(&reader, "header.joins")) {
            joins.append(try Header.node(try reader.shortText("header.joins"), "header.joins"))
        }
        takeover = try Header.takeover(&reader)
        writtenAt = try reader.i64("header.writtenAt")
        let offset = try reader.i64("header.clockOffset")
        clockOffset = offset == Header.neverMeasured ? nil : offset
        bodyHash = try reader.hash("header.bodyHash")
        extra = Array(try reader.run16("header.extra", limit: Bounds.headerBytes))
        facts = Array(try reader.run16("header.facts", limit: Bounds.factsBytes))
        try reader.end("header")
    }

    private static func ordinal(_ reader: inout ByteReader, _ part: String) throws(FormatError) -> UInt64 {
        let value = try reader.u64(part)
        // SQLite's integers are signed.
        guard value >= 1, value <= UInt64(Int64.max) else { throw FormatError(part, "\(value) is no ordinal") }
        return value
    }

    private static func stream(_ reader: inout ByteReader) throws(FormatError) -> StreamName {
        guard let name = StreamName(try reader.shortText("header.stream")) else {
            throw FormatError("header.stream", "no stream's name")
        }
        return name
    }

    private static func node(_ text: String, _ part: String) throws(FormatError) -> NodeID {
        guard let node = NodeID(text) else { throw FormatError(part, "no node's id") }
        return node
    }

    private static func count(_ reader: inout ByteReader, _ part: String) throws(FormatError) -> Int {
        let count = Int(try reader.u8(part))
        guard count <= Bounds.grantsPerCommit else {
            throw FormatError(part, "\(count), at most \(Bounds.grantsPerCommit)")
        }
        return count
    }

    private static func pens(_ reader: inout ByteReader, of stream: StreamName) throws(FormatError) -> [PenGrant] {
        var pens: [PenGrant] = []
        for _ in 0..<(try count(&reader, "header.pens")) {
            let suffix = try reader.shortText("header.pens")
            guard stream.side(suffix) != nil else { throw FormatError("header.pens", "no side stream's name") }
            pens.append(PenGrant(suffix: suffix, writer: try node(try reader.shortText("header.pens"), "header.pens")))
        }
        return pens
    }

    private static func takeover(_ reader: inout ByteReader) throws(FormatError) -> Takeover? {
        switch try reader.u8("header.takeover") {
        case 0: return nil
        case 1:
            return Takeover(
                holder: try node(try reader.shortText("header.takeover"), "header.takeover"),
                entrySequence: try ordinal(&reader, "header.takeover"), entry: try reader.hash("header.takeover"))
        case let other: throw FormatError("header.takeover", "\(other) is neither 0 nor 1")
        }
    }
}
