/// A page of what one side offers of what was there before the lanes began anew (`docs/formats.md` §5): streams with a
/// digest over their contents as it would give them. Without streams, from the child, it is the question for the
/// superior's next page.
struct Heads: Hashable {
    var generation: UInt32
    /// The child's offer; else the superior's.
    var isUp: Bool
    /// The stream after which the page begins; empty at the beginning.
    var after: String
    /// The last stream that it speaks of, whether named or passed over.
    var through: String
    /// Nothing comes after it.
    var isLast: Bool
    var streams: [Head]
    /// In the empty page that ends the superior's offer: where its lanes to the child stand, so that the child knows
    /// when it has all of it. Else 0.
    var urgentTo: UInt64 = 0
    var bulkTo: UInt64 = 0

    struct Head: Hashable {
        var name: StreamName
        /// Headers alone are offered.
        var isHeader: Bool
        var digest: Hash256
    }

    init(generation: UInt32, isUp: Bool, after: String, through: String, isLast: Bool, streams: [Head]) {
        self.generation = generation
        self.isUp = isUp
        self.after = after
        self.through = through
        self.isLast = isLast
        self.streams = streams
    }

    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 64 + streams.count * 70)
        writer.u32(generation)
        writer.u8((isUp ? 1 : 0) | (isLast ? 2 : 0))
        writer.shortText(after)
        writer.shortText(through)
        writer.u64(urgentTo)
        writer.u64(bulkTo)
        writer.u16(UInt16(streams.count))
        for stream in streams {
            writer.shortText(stream.name.rawValue)
            writer.u8(stream.isHeader ? 0 : 1)
            writer.hash(stream.digest)
        }
        return writer.bytes
    }

    init(_ payload: [UInt8]) throws(FormatError) {
        var reader = ByteReader(payload)
        generation = try reader.u32("heads.generation")
        let flags = try reader.u8("heads.flags")
        guard flags <= 3 else { throw FormatError("heads.flags", "\(flags)") }
        isUp = flags & 1 != 0
        isLast = flags & 2 != 0
        after = try ComparisonOrder.place(&reader, "heads.after")
        through = try ComparisonOrder.place(&reader, "heads.through")
        urgentTo = try reader.u64("heads.urgentTo")
        bulkTo = try reader.u64("heads.bulkTo")
        let count = Int(try reader.u16("heads.count"))
        guard count <= Bounds.headsPerPage else { throw FormatError("heads.count", "\(count) streams") }
        streams = []
        for _ in 0..<count {
            let name = try ComparisonOrder.place(&reader, "heads.stream")
            let level = try reader.u8("heads.level")
            guard let name = StreamName(name), level <= 1 else { throw FormatError("heads.stream", "no stream") }
            streams.append(Head(name: name, isHeader: level == 0, digest: try reader.hash("heads.digest")))
        }
        try reader.end("heads")
    }
}

/// The signed answer to a page: for each stream that differs, what the receiver holds of it.
struct Lacks: Hashable {
    var from: NodeID
    var to: NodeID
    /// SHA-256 of the page's payload: what is answered, to the byte.
    var page: Hash256
    /// The stream up to which the page is answered; the sender goes on behind it.
    var through: String
    /// The receiver's clock, ms since 1970 UTC.
    var at: Int64
    /// By place in the page, ascending. A stream of the page that is not here does not differ.
    var streams: [Held]

    struct Held: Hashable {
        var place: UInt16
        var contents: [Share]
    }

    struct Share: Hashable {
        var id: CommitID
        var state: ContentState
    }

    /// What is signed.
    var content: [UInt8] {
        var writer = ByteWriter(capacity: 256 + streams.reduce(0) { $0 + 6 + $1.contents.count * 33 })
        writer.u8(Suite.p256.rawValue)
        writer.shortText(from.rawValue)
        writer.shortText(to.rawValue)
        writer.hash(page)
        writer.shortText(through)
        writer.i64(at)
        writer.u16(UInt16(streams.count))
        for stream in streams {
            writer.u16(stream.place)
            writer.u32(UInt32(stream.contents.count))
            for content in stream.contents {
                writer.hash(content.id)
                writer.u8(content.state.rawValue)
            }
        }
        return writer.bytes
    }

    /// Content behind its length, then the signature.
    func signed(by key: SigningKey) throws -> [UInt8] {
        try SignedContent(content, by: key, purpose: .lacks).bytes
    }

    init(from: NodeID, to: NodeID, page: Hash256, through: String, at: Int64, streams: [Held]) {
        self.from = from
        self.to = to
        self.page = page
        self.through = through
        self.at = at
        self.streams = streams
    }

    /// Reads an answer and gives what was signed and the signature beside it.
    static func read(_ bytes: [UInt8]) throws(FormatError) -> (lacks: Lacks, content: [UInt8], signature: [UInt8]) {
        let outer = try SignedContent(bytes, "lacks", limit: Bounds.frameBytes)
        var reader = ByteReader(outer.content)
        guard try reader.u8("lacks.suite") == Suite.p256.rawValue else { throw FormatError("lacks.suite", "unknown") }
        guard let from = NodeID(try reader.shortText("lacks.from")), let to = NodeID(try reader.shortText("lacks.to"))
        else { throw FormatError("lacks.from", "no id") }
        var lacks = Lacks(
            from: from, to: to, page: try reader.hash("lacks.page"),
            through: try ComparisonOrder.place(&reader, "lacks.through"), at: try reader.i64("lacks.at"), streams: [])
        let count = Int(try reader.u16("lacks.count"))
        guard count <= Bounds.headsPerPage else { throw FormatError("lacks.count", "\(count) streams") }
        var total = 0
        for _ in 0..<count {
            let place = try reader.u16("lacks.place")
            guard place < Bounds.headsPerPage, lacks.streams.last.map({ $0.place < place }) ?? true else {
                throw FormatError("lacks.place", "\(place) is not behind the one before")
            }
            let number = Int(try reader.u32("lacks.contents"))
            total += number
            guard total <= Bounds.commitsPerPage else { throw FormatError("lacks.contents", "\(total) commits") }
            var contents: [Share] = []
            for _ in 0..<number {
                let id = try reader.hash("lacks.id")
                guard let state = ContentState(rawValue: try reader.u8("lacks.state")) else {
                    throw FormatError("lacks.state", "no state")
                }
                contents.append(Share(id: id, state: state))
            }
            lacks.streams.append(Held(place: place, contents: contents))
        }
        try reader.end("lacks")
        return (lacks, outer.content, outer.signature)
    }
}

/// How much of a commit a node holds.
enum ContentState: UInt8, Hashable, Comparable {
    case header = 0
    /// Whole, but some blob that it cites is not all here.
    case withoutBlobs = 1
    /// Whole, with all that it cites.
    case whole = 2

    static func < (left: ContentState, right: ContentState) -> Bool { left.rawValue < right.rawValue }
}

extension ComparisonOrder {
    /// A stream's name, or the empty text for the beginning.
    static func place(_ reader: inout ByteReader, _ part: String) throws(FormatError) -> String {
        let text = try reader.shortText(part)
        guard text.isEmpty || StreamName(text) != nil else { throw FormatError(part, "no stream") }
        return text
    }
}
