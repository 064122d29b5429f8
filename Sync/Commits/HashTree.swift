import Crypto

/// The tree of the commit ids that one transaction wrote: its root is what gets signed, so that one signature serves a
/// thousand commits and each of them still proves itself alone.
///
/// Neighbours pair up level by level; an odd last one moves up unpaired. An inner node is SHA-256(0 ‖ left ‖ right);
/// a leaf is a commit id, the hash of a header that begins with a version above 0, so neither passes for the other.
public struct HashTree: Sendable {
    private let levels: [[Hash256]]

    /// The tree over these ids, in the order in which they were written. There is at least one.
    public init(leaves: [CommitID]) {
        precondition(!leaves.isEmpty, "a tree has a leaf")
        var levels = [leaves]
        var level = leaves
        while level.count > 1 {
            var above: [Hash256] = []
            above.reserveCapacity((level.count + 1) / 2)
            for place in stride(from: 0, to: level.count - 1, by: 2) {
                above.append(HashTree.node(level[place], level[place + 1]))
            }
            if let last = level.last, !level.count.isMultiple(of: 2) { above.append(last) }
            levels.append(above)
            level = above
        }
        self.levels = levels
    }

    /// Number of leaves.
    var count: Int { levels[0].count }

    /// What is signed. With one leaf it is that leaf.
    public var root: Hash256 { levels[levels.count - 1][0] }

    /// The siblings from the leaf at `index` up to the root; empty in a tree of one.
    public func path(at index: Int) -> [Hash256] {
        var path: [Hash256] = []
        var place = index
        for level in levels.dropLast() {
            let sibling = place ^ 1
            if sibling < level.count { path.append(level[sibling]) }
            place >>= 1
        }
        return path
    }

    /// The root that this leaf, at this index of so many, has by this path. Nil if the path has another length than the
    /// place in the tree asks for.
    public static func root(leaf: CommitID, index: UInt32, count: UInt32, path: [Hash256]) -> Hash256? {
        guard index < count, count <= UInt32(Bounds.treeLeaves) else { return nil }
        var hash = leaf
        var place = index
        var width = count
        var rest = path[...]
        while width > 1 {
            if place ^ 1 < width {
                guard let sibling = rest.popFirst() else { return nil }
                hash = place & 1 == 0 ? node(hash, sibling) : node(sibling, hash)
            }
            place >>= 1
            width = (width + 1) / 2
        }
        return rest.isEmpty ? hash : nil
    }

    private static func node(_ left: Hash256, _ right: Hash256) -> Hash256 {
        var bytes: [UInt8] = [0]
        bytes.reserveCapacity(65)
        left.append(to: &bytes)
        right.append(to: &bytes)
        return .of(bytes)
    }
}
