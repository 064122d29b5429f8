import GRDB
import TestSupport
import Testing

@testable import Sync

/// Contents of one stream that compete at random: forks, takeovers from any tier, pens handed up and down.
struct ContentTree {
    /// A content with what the oracle has to know of it.
    struct Leaf {
        var commit: Commit
        var author: NodeID
        var pen: NodeID
        var isTakeover: Bool
    }

    /// The halls of one branch, from above.
    static let branch: [NodeID] = ["34", "3401", "340122", "340122100", "340122100200"]

    let stream: StreamName
    private(set) var leaves: [Leaf] = []

    /// Grows a tree of so many contents; the village opens the case.
    init(_ network: TestNetwork, case number: Int, size: Int, numbers: inout [NodeID: UInt64]) throws {
        stream = StreamName(stringLiteral: "case/340122100200-\(number)")
        try add(network, by: "340122100200", after: nil, takeover: nil, numbers: &numbers)
        while leaves.count < size {
            let before = network.random.below(8) == 0 ? nil : leaves[network.random.below(leaves.count)]
            let holder = before?.pen ?? "340122100200"
            let above = ContentTree.branch.prefix { $0 != holder }
            if network.random.below(3) == 0, before != nil, !above.isEmpty {
                let taker = above[network.random.below(above.count)]
                try add(network, by: taker, after: before, takeover: holder, numbers: &numbers)
            } else {
                try add(network, by: holder, after: before, takeover: nil, numbers: &numbers)
            }
        }
    }

    private mutating func add(
        _ network: TestNetwork, by author: NodeID, after before: Leaf?, takeover: NodeID?,
        numbers: inout [NodeID: UInt64]
    ) throws {
        let number = numbers[author, default: 1_000] + 1
        numbers[author] = number
        let node = network[author]
        var header = node.header(
            stream, (before?.commit.header.sequence ?? 0) + 1, after: before?.commit.id ?? .zero, number: number)
        if network.random.below(2) == 0 {
            header.nextWriter = ContentTree.branch[network.random.below(ContentTree.branch.count)]
        }
        if let takeover {
            header.takeover = try node.db.read { try node.engine.evidence(of: takeover, $0) }
        }
        let body = Body(salt: network.random.bytes(16), content: Array("{}".utf8))
        leaves.append(
            Leaf(
                commit: try node.forge(header, body: body), author: author, pen: header.nextWriter ?? author,
                isTakeover: takeover != nil))
    }
}

/// Which contents count, straight from the definition and with no care for speed.
struct SettleOracle {
    let leaves: [ContentTree.Leaf]

    /// What counts, up to the first place where the contents held do not decide.
    private(set) var certain: [CommitID] = []
    /// There is such a place.
    private(set) var isForked = false

    /// - Parameter isOut: contents of a key beyond its end.
    init(_ tree: ContentTree, isOut: (ContentTree.Leaf) -> Bool) {
        leaves = tree.leaves.filter { !isOut($0) }
        var tip = CommitID.zero
        while true {
            let open = after(tip)
            if open.isEmpty { return }
            let counting = open.filter { counts($0) }
            let highest = counting.filter { one in !counting.contains { isAbove($0.author, one.author) } }
            let regular = open.filter { !$0.isTakeover }
            let backed = regular.filter { isBacked($0, in: open) }
            let winners = !highest.isEmpty ? highest : regular.count > 1 && backed.count == 1 ? backed : regular
            guard winners.count == 1, let winner = winners.first else {
                isForked = true
                return
            }
            certain.append(winner.commit.id)
            tip = winner.commit.id
        }
    }

    private func after(_ id: CommitID) -> [ContentTree.Leaf] { leaves.filter { $0.commit.header.previous == id } }

    /// A content and all that continues it.
    private func whole(_ leaf: ContentTree.Leaf) -> [ContentTree.Leaf] {
        [leaf] + after(leaf.commit.id).flatMap { whole($0) }
    }

    private func isAbove(_ node: NodeID, _ other: NodeID) -> Bool {
        guard let high = ContentTree.branch.firstIndex(of: node), let low = ContentTree.branch.firstIndex(of: other)
        else { return false }
        return high < low
    }

    private func outranks(_ taker: NodeID, _ others: [ContentTree.Leaf]) -> Bool {
        others.flatMap { whole($0) }.allSatisfy { $0.author == taker || isAbove(taker, $0.author) }
    }

    /// A takeover counts if all that it voids was written by its author or below.
    private func counts(_ leaf: ContentTree.Leaf) -> Bool {
        leaf.isTakeover
            && outranks(leaf.author, after(leaf.commit.header.previous).filter { $0.commit.id != leaf.commit.id })
    }

    /// A takeover that counts continues it, by a hall above all that the others hold.
    private func isBacked(_ leaf: ContentTree.Leaf, in open: [ContentTree.Leaf]) -> Bool {
        whole(leaf).contains { counts($0) && outranks($0.author, open.filter { $0.commit.id != leaf.commit.id }) }
    }
}
