/// A signed word of a receiver about a lane (`docs/formats.md` §7): how far it has taken it, how far all cited blobs
/// are there, what waits, and what was refused.
struct Receipt: Hashable {
    /// Who took the commits.
    var from: NodeID
    /// Who sent them.
    var to: NodeID
    var lane: LaneCode
    var generation: UInt32
    /// The last row taken, durably.
    var point: LanePoint
    /// Up to here all blobs that the commits cite are held.
    var blobsTo: UInt64
    /// The receiver's clock, ms since 1970 UTC.
    var at: Int64
    /// Rows that wait for context: taken, but not yet in effect.
    var waiting: [UInt64]
    var refusals: [Refusal]
    /// Refusals further on, of commits that came from the one addressed: passed on towards their author.
    var relayed: [Relay]
    /// Blobs that the receiver lacks, with the first piece that is missing.
    var wants: [Want]
    /// Protocol 2. Rows up to `blobsTo` whose blobs are not all held all the same; nil in a receipt of protocol 1,
    /// where the first such row ends `blobsTo`.
    var lacking: [UInt64]?

    struct Refusal: Hashable {
        var position: UInt64
        var id: CommitID
        var reason: String
    }

    struct Relay: Hashable {
        var id: CommitID
        var stream: StreamName
        var sequence: UInt64
        var reason: String
        /// Who refused it.
        var by: NodeID
    }

    struct Want: Hashable {
        var blob: BlobID
        var piece: UInt32
    }

    /// The signed part.
    var content: [UInt8] {
        var writer = ByteWriter()
        writer.u8(Suite.p256.rawValue)
        writer.shortText(from.rawValue)
        writer.shortText(to.rawValue)
        writer.u8(UInt8(lane.rawValue))
        writer.u32(generation)
        writer.u64(point.position)
        writer.hash(point.digest)
        writer.u64(blobsTo)
        writer.i64(at)
        writer.u16(UInt16(waiting.count))
        for position in waiting { writer.u64(position) }
        writer.u16(UInt16(refusals.count))
        for refusal in refusals {
            writer.u64(refusal.position)
            writer.hash(refusal.id)
            writer.shortText(refusal.reason)
        }
        writer.u16(UInt16(relayed.count))
        for relay in relayed {
            writer.hash(relay.id)
            writer.shortText(relay.stream.rawValue)
            writer.u64(relay.sequence)
            writer.shortText(relay.reason)
            writer.shortText(relay.by.rawValue)
        }
        writer.u16(UInt16(wants.count))
        for want in wants {
            writer.hash(want.blob)
            writer.u32(want.piece)
        }
        if let lacking {
            writer.u16(UInt16(lacking.count))
            for position in lacking { writer.u64(position) }
        }
        return writer.bytes
    }

    /// Content behind its length, then the signature.
    func signed(by key: SigningKey) throws -> [UInt8] {
        try SignedContent(content, by: key, purpose: .receipt).bytes
    }

    /// Reads a receipt and gives what was signed and the signature beside it.
    static func read(_ bytes: [UInt8]) throws(FormatError) -> (receipt: Receipt, content: [UInt8], signature: [UInt8]) {
        let outer = try SignedContent(bytes, "receipt", limit: Bounds.frameBytes)
        var reader = ByteReader(outer.content)
        guard try reader.u8("receipt.suite") == Suite.p256.rawValue else {
            throw FormatError("receipt.suite", "unknown")
        }
        let from = try node(&reader)
        let to = try node(&reader)
        guard let lane = LaneCode(rawValue: Int(try reader.u8("receipt.lane"))) else {
            throw FormatError("receipt.lane", "no lane")
        }
        var receipt = Receipt(
            from: from, to: to, lane: lane, generation: try reader.u32("receipt.generation"),
            point: LanePoint(position: try reader.u64("receipt.point"), digest: try reader.hash("receipt.point")),
            blobsTo: try reader.u64("receipt.blobsTo"), at: try reader.i64("receipt.at"), waiting: [], refusals: [],
            relayed: [], wants: [])
        for _ in 0..<(try count(&reader, Bounds.refusalsPerReceipt)) {
            receipt.waiting.append(try reader.u64("receipt.waiting"))
        }
        for _ in 0..<(try count(&reader, Bounds.refusalsPerReceipt)) {
            receipt.refusals.append(
                Refusal(
                    position: try reader.u64("receipt.refusals"), id: try reader.hash("receipt.refusals"),
                    reason: try reader.shortText("receipt.refusals")))
        }
        for _ in 0..<(try count(&reader, Bounds.refusalsPerReceipt)) {
            let id = try reader.hash("receipt.relayed")
            guard let stream = StreamName(try reader.shortText("receipt.relayed")) else {
                throw FormatError("receipt.relayed", "no stream")
            }
            receipt.relayed.append(
                Relay(
                    id: id, stream: stream, sequence: try reader.u64("receipt.relayed"),
                    reason: try reader.shortText("receipt.relayed"), by: try node(&reader)))
        }
        for _ in 0..<(try count(&reader, Bounds.wantsPerReceipt)) {
            receipt.wants.append(Want(blob: try reader.hash("receipt.wants"), piece: try reader.u32("receipt.wants")))
        }
        if reader.remaining > 0 {
            var lacking: [UInt64] = []
            for _ in 0..<(try count(&reader, Bounds.refusalsPerReceipt)) {
                lacking.append(try reader.u64("receipt.lacking"))
            }
            receipt.lacking = lacking
        }
        try reader.end("receipt")
        return (receipt, outer.content, outer.signature)
    }

    private static func node(_ reader: inout ByteReader) throws(FormatError) -> NodeID {
        guard let node = NodeID(try reader.shortText("receipt.node")) else {
            throw FormatError("receipt.node", "no id")
        }
        return node
    }

    private static func count(_ reader: inout ByteReader, _ limit: Int) throws(FormatError) -> Int {
        let count = Int(try reader.u16("receipt.count"))
        guard count <= limit else { throw FormatError("receipt.count", "\(count), at most \(limit)") }
        return count
    }
}
