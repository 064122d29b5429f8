/// A run of a lane (`docs/formats.md` §6). Commits whose whole tree goes together share one signature and no paths.
struct Batch: Hashable {
    var lane: LaneCode
    var generation: UInt32
    /// The place before the first entry, as the sender has it.
    var base: LanePoint
    var groups: [Group]

    /// Consecutive entries under one signature.
    struct Group: Hashable {
        var suite: Suite
        var signature: [UInt8]
        var leaves: UInt32
        var entries: [Entry]

        /// All leaves of the tree stand here in order: the paths are left out, the receiver computes them.
        var isComplete: Bool {
            entries.count == Int(leaves) && entries.enumerated().allSatisfy { $0.offset == Int($0.element.leaf) }
        }
    }

    /// One commit, not yet judged.
    struct Entry: Hashable {
        /// The id under which the sender's lane counts it.
        let id: CommitID
        let header: [UInt8]
        /// The id is not that of the header: bytes were damaged, and the receiver is to say so. A sender that says this
        /// may be wrong; that it is not so was seen here.
        let isDamaged: Bool
        var body: [UInt8]?
        var leaf: UInt32
        var path: [Hash256]

        /// An entry to be sent.
        init(id: CommitID, header: [UInt8], body: [UInt8]?, leaf: UInt32, path: [Hash256]) {
            self.id = id
            self.header = header
            isDamaged = Hash256.of(header) != id
            self.body = body
            self.leaf = leaf
            self.path = path
        }
    }

    var count: Int { groups.reduce(0) { $0 + $1.entries.count } }

    private static let wholeFlag: UInt8 = 1
    /// The id stands beside a header that is not its own.
    private static let idFlag: UInt8 = 2

    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 4_096)
        writer.u8(UInt8(lane.rawValue))
        writer.u32(generation)
        writer.u64(base.position)
        writer.hash(base.digest)
        writer.u16(UInt16(groups.count))
        for group in groups {
            writer.u8(group.suite.rawValue)
            writer.u8(UInt8(min(group.signature.count, 255)))
            writer.raw(group.signature.prefix(255))
            writer.u32(group.leaves)
            let isComplete = group.isComplete
            writer.u8(isComplete ? 1 : 0)
            writer.u16(UInt16(group.entries.count))
            for entry in group.entries { Batch.write(entry, isComplete, &writer) }
        }
        return writer.bytes
    }

    private static func write(_ entry: Entry, _ isComplete: Bool, _ writer: inout ByteWriter) {
        writer.u8((entry.body == nil ? 0 : wholeFlag) | (entry.isDamaged ? idFlag : 0))
        if entry.isDamaged { writer.hash(entry.id) }
        // Damage that made them longer is cut off: the receiver finds the damage all the same, and can read on.
        writer.run16(entry.header.prefix(Bounds.headerBytes))
        if let body = entry.body { writer.run32(body.prefix(Bounds.bodyBytes)) }
        if !isComplete {
            writer.u32(entry.leaf)
            writer.u8(UInt8(min(entry.path.count, Bounds.treeLevels)))
            for hash in entry.path.prefix(Bounds.treeLevels) { writer.hash(hash) }
        }
    }

    init(lane: LaneCode, generation: UInt32, base: LanePoint, groups: [Group]) {
        self.lane = lane
        self.generation = generation
        self.base = base
        self.groups = groups
    }

    init(_ bytes: [UInt8]) throws(FormatError) {
        var reader = ByteReader(bytes)
        guard let lane = LaneCode(rawValue: Int(try reader.u8("batch.lane"))) else {
            throw FormatError("batch.lane", "no lane")
        }
        self.lane = lane
        generation = try reader.u32("batch.generation")
        let position = try reader.u64("batch.base")
        guard position <= UInt64(Int64.max) - UInt64(Bounds.batchCommits) else {
            throw FormatError("batch.base", "no position")
        }
        base = LanePoint(position: position, digest: try reader.hash("batch.base"))
        groups = []
        var total = 0
        for _ in 0..<(try reader.u16("batch.groups")) {
            let group = try Group(&reader)
            total += group.entries.count
            guard total <= Bounds.batchCommits else { throw FormatError("batch.groups", "\(total) commits") }
            groups.append(group)
        }
        try reader.end("batch")
    }
}

extension Batch.Group {
    init(_ reader: inout ByteReader) throws(FormatError) {
        suite = Suite(rawValue: try reader.u8("batch.suite"))
        signature = Array(try reader.slice("batch.signature", Int(try reader.u8("batch.signature"))))
        leaves = try reader.u32("batch.leaves")
        let complete = try reader.u8("batch.complete")
        guard complete <= 1 else { throw FormatError("batch.complete", "\(complete) is neither 0 nor 1") }
        let isComplete = complete == 1
        let count = try reader.u16("batch.count")
        guard leaves >= 1, leaves <= UInt32(Bounds.treeLeaves), !isComplete || leaves == UInt32(count) else {
            throw FormatError("batch.leaves", "\(count) of \(leaves)")
        }
        entries = []
        for place in 0..<count {
            entries.append(try Batch.Entry(&reader, place: isComplete ? UInt32(place) : nil))
        }
        if isComplete {
            // What a neighbour could compute was left out: the ids give the tree, the tree gives the paths.
            let tree = HashTree(leaves: entries.map(\.id))
            for place in entries.indices { entries[place].path = tree.path(at: place) }
        }
    }
}

extension Batch.Entry {
    init(_ reader: inout ByteReader, place: UInt32?) throws(FormatError) {
        let flags = try reader.u8("batch.flags")
        guard flags <= 3 else { throw FormatError("batch.flags", "\(flags)") }
        let stated = flags & 2 == 0 ? nil : try reader.hash("batch.id")
        // Longer than a header or body may be is refused commit by commit, not with the whole batch.
        header = Array(try reader.run16("batch.header", limit: Int(UInt16.max)))
        body = flags & 1 == 0 ? nil : Array(try reader.run32("batch.body", limit: Bounds.frameBytes))
        id = stated ?? .of(header)
        isDamaged = stated != nil
        leaf = 0
        path = []
        if let place {
            leaf = place
        } else {
            leaf = try reader.u32("batch.leaf")
            let levels = Int(try reader.u8("batch.path"))
            guard levels <= Bounds.treeLevels else { throw FormatError("batch.path", "\(levels) levels") }
            for _ in 0..<levels { path.append(try reader.hash("batch.path")) }
        }
    }
}
