/// What stands beside a commit and proves it: the signature over a tree's root, and the way from the commit to that
/// root. It is no part of the id, since an ECDSA signature can be altered and still verify.
public struct SignatureBlock: Hashable, Sendable {
    /// Algorithms of the signature.
    public var suite: Suite
    /// The signature; 64 bytes (r ‖ s) for P-256.
    public var signature: [UInt8]
    /// Place of the commit among the tree's leaves, from 0.
    public var leaf: UInt32
    /// Number of the tree's leaves.
    public var leaves: UInt32
    /// Siblings from the leaf up to the root.
    public var path: [Hash256]

    /// A block; the path fits the place, or nothing verifies by it.
    public init(suite: Suite, signature: [UInt8], leaf: UInt32, leaves: UInt32, path: [Hash256]) {
        self.suite = suite
        self.signature = signature
        self.leaf = leaf
        self.leaves = leaves
        self.path = path
    }

    /// Longest signature of any suite, in bytes.
    static let signatureBytes = 255

    /// The block's bytes (`docs/formats.md` §3).
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 80 + path.count * 32)
        write(&writer)
        return writer.bytes
    }

    func write(_ writer: inout ByteWriter) {
        writer.u8(suite.rawValue)
        writer.u8(UInt8(min(signature.count, SignatureBlock.signatureBytes)))
        writer.raw(signature.prefix(SignatureBlock.signatureBytes))
        writer.u32(leaf)
        writer.u32(leaves)
        writer.u8(UInt8(min(path.count, Bounds.treeLevels)))
        for hash in path.prefix(Bounds.treeLevels) { writer.hash(hash) }
    }

    /// Reads a block that fills the bytes.
    public init(_ bytes: [UInt8]) throws(FormatError) {
        var reader = ByteReader(bytes)
        try self.init(&reader)
        try reader.end("block")
    }

    init(_ reader: inout ByteReader) throws(FormatError) {
        suite = Suite(rawValue: try reader.u8("block.suite"))
        signature = Array(try reader.slice("block.signature", Int(try reader.u8("block.signature"))))
        leaf = try reader.u32("block.leaf")
        leaves = try reader.u32("block.leaves")
        guard leaf < leaves, leaves <= UInt32(Bounds.treeLeaves) else {
            throw FormatError("block.leaf", "\(leaf) of \(leaves)")
        }
        let levels = Int(try reader.u8("block.path"))
        guard levels <= Bounds.treeLevels else { throw FormatError("block.path", "\(levels) levels") }
        path = []
        for _ in 0..<levels { path.append(try reader.hash("block.path")) }
    }

    /// The root that the signature must cover for this commit; nil if the path does not fit its place.
    func root(of id: CommitID) -> Hash256? { HashTree.root(leaf: id, index: leaf, count: leaves, path: path) }
}
