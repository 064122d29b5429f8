/// What neighbours send each other (`docs/formats.md` §5): a kind, a length, a payload, compressed where that gains.
public struct Frame: Hashable, Sendable {
    /// What the payload is.
    public let kind: Kind
    /// The payload, not compressed.
    public let payload: [UInt8]

    /// The kinds of frames; a byte on the wire. An unknown one is passed over.
    public enum Kind: UInt8, Hashable, Sendable {
        /// First word of the dialling node.
        case hello = 1
        /// First word of the listening node.
        case welcome = 2
        /// "No, because": ends the link until a person or a reconcile helps.
        case rejection = 3
        /// Commits of a lane.
        case batch = 4
        /// What was taken, what not.
        case receipt = 5
        /// A status record.
        case status = 6
        /// A piece of a blob.
        case piece = 7
        /// A question for a piece.
        case ask = 8
        /// Nothing; keeps the line known to be alive.
        case idle = 9
        /// Protocol 2. Streams with a digest over what the sender would give of each, or the question for such a page.
        case heads = 10
        /// Protocol 2. What the receiver holds of those that differ.
        case lacks = 11
        /// Protocol 2. A child's request to have its key ended and a new one entered.
        case renewal = 12
        /// Protocol 2. Ids beyond the end of a key that are to count all the same.
        case plea = 13
    }

    /// The payload compresses no further: it is mostly pieces of files, or bodies that their authors deflated.
    private let isDense: Bool

    /// A frame of this kind.
    public init(_ kind: Kind, _ payload: [UInt8]) { self.init(kind, payload, isDense: kind == .piece) }

    init(_ kind: Kind, _ payload: [UInt8], isDense: Bool) {
        self.kind = kind
        self.payload = payload
        self.isDense = isDense
    }

    /// By what they bring, however it travels.
    public static func == (left: Frame, right: Frame) -> Bool {
        left.kind == right.kind && left.payload == right.payload
    }

    /// By what it brings.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(payload)
    }

    /// kind u8 ‖ compressed u8 ‖ size of the payload u32 ‖ [size on the wire u32, if compressed] ‖ bytes.
    public var encoded: [UInt8] {
        let compressed = isDense ? nil : Deflate.compress(payload)
        var writer = ByteWriter(capacity: (compressed ?? payload).count + 10)
        writer.u8(kind.rawValue)
        writer.u8(compressed == nil ? 0 : 1)
        writer.u32(UInt32(payload.count))
        if let compressed {
            writer.run32(compressed)
        } else {
            writer.raw(payload)
        }
        return writer.bytes
    }
}

/// Cuts a stream of bytes into frames, however the line cut it.
public struct FrameReader: Sendable {
    private var buffer: [UInt8] = []
    /// Bytes at the beginning that were read already: taken out seldom, since each time moves all that is behind.
    private var used = 0
    private static let usedMax = 1 << 20

    /// A reader at the beginning of a stream.
    public init() {}

    /// Takes what the line brought.
    public mutating func feed(_ bytes: some Collection<UInt8>) { buffer.append(contentsOf: bytes) }

    /// Whether the stream ended between two frames.
    public var isAtBoundary: Bool { used == buffer.count }

    /// The next whole frame; nil if it has not all come yet. Frames of unknown kinds are passed over. Throws when the
    /// bytes cannot be frames: the stream is of no more use.
    public mutating func next() throws(FormatError) -> Frame? {
        while true {
            var reader = ByteReader(buffer[used...])
            guard reader.remaining >= 6 else { return nil }
            let kind = Frame.Kind(rawValue: try reader.u8("frame.kind"))
            let isCompressed = try reader.u8("frame.compressed")
            let size = Int(try reader.u32("frame.size"))
            guard size <= Bounds.frameBytes, isCompressed <= 1 else { throw FormatError("frame.size", "\(size) bytes") }
            var payload: [UInt8] = []
            if isCompressed == 1 {
                guard reader.remaining >= 4 else { return nil }
                let wire = Int(try reader.u32("frame.wire"))
                guard wire < size else { throw FormatError("frame.wire", "\(wire) of \(size) bytes") }
                guard reader.remaining >= wire else { return nil }
                let dense = try reader.slice("frame.payload", wire)
                // What is passed over is not inflated either: thousands of such frames fit into one request.
                if kind != nil { payload = try Deflate.decompress(Array(dense), count: size, part: "frame.payload") }
            } else {
                guard reader.remaining >= size else { return nil }
                payload = Array(try reader.slice("frame.payload", size))
            }
            used += reader.offset
            if used == buffer.count {
                buffer = []  // its room, too: a line may say nothing for hours
                used = 0
            } else if used > FrameReader.usedMax {
                buffer.removeFirst(used)
                used = 0
            }
            if let kind { return Frame(kind, payload) }
        }
    }
}
