import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Halls that hold the same contents agree on what counts, in whatever order they came")
struct SettleTests {
    /// What three halls of the branch get, each with the neighbour that brings it.
    private static let readers: [(id: NodeID, from: NodeID)] = [
        ("340122", "340122100"), ("3401", "340122"), ("34", "3401"),
    ]

    /// An order in which each content comes after the one that it continues, and entries of a hall one after the other.
    private static func shuffled(_ commits: [Commit], _ random: inout SeededRandom) -> [Commit] {
        var left = commits
        var order: [Commit] = []
        var here: Set<CommitID> = [.zero]
        here.formUnion(commits.map(\.header.previous).filter { id in !commits.contains { $0.id == id } })
        while !left.isEmpty {
            let ready = left.indices.filter { here.contains(left[$0].header.previous) }
            let commit = left.remove(at: ready[random.below(ready.count)])
            here.insert(commit.id)
            order.append(commit)
        }
        return order
    }

    /// Ends keys of the township and the village in the middle of what they wrote, and admits some of what lies beyond.
    private static func endKeys(
        _ network: TestNetwork, _ trees: [ContentTree]
    ) throws -> (entries: [Commit], out: Set<CommitID>) {
        var entries: [Commit] = []
        var out: Set<CommitID> = []
        for (node, superior) in [("340122100", "340122"), ("340122100200", "340122100")] as [(NodeID, NodeID)] {
            let key = network[node].key.publicKey.id
            let own = trees.flatMap(\.leaves).map(\.commit).filter { $0.header.author == key }
            guard own.count > 3 else { continue }
            let last = own[network.random.below(own.count)].header.authorSequence
            let beyond = own.filter { $0.header.authorSequence > last }.map(\.id)
            let admitted = beyond.filter { _ in network.random.below(3) == 0 }
            let held = try network.held(node, at: superior)
            let ended = try #require(held.ending(key, at: last))
            entries += try network[superior].signed([network.enter(ended, by: network[superior])])
            let more = try #require(ended.admitting(admitted, of: key))
            entries += try network[superior].signed([network.enter(more, by: network[superior])])
            out.formUnion(Set(beyond).subtracting(admitted))
        }
        return (entries, out)
    }

    @Test(
        "Forks, takeovers from every tier, ended keys and admitted leftovers, in random orders",
        arguments: 1...12 as ClosedRange<UInt64>, [false, true])
    func agree(seed: UInt64, endingKeys: Bool) throws {
        let network = try TestNetwork.anhui(seed: seed)
        var numbers: [NodeID: UInt64] = [:]
        let trees = try (0..<8).map { number in
            try ContentTree(network, case: number, size: 2 + network.random.below(11), numbers: &numbers)
        }
        let ends = endingKeys ? try Self.endKeys(network, trees) : ([], [])
        for reader in Self.readers {
            let node = network[reader.id]
            for commit in Self.shuffled(ends.0 + trees.flatMap(\.leaves).map(\.commit), &network.random) {
                try node.receive(commit, from: reader.from)
            }
            for tree in trees {
                let oracle = SettleOracle(tree) { ends.1.contains($0.commit.id) }
                let counts = try node.db.read { try CommitLog.stream(tree.stream, $0).map(\.commit.id) }
                let isForked = try node.db.read { try StreamState.find(tree.stream, $0)?.forked ?? false }
                #expect(isForked == oracle.isForked, "\(tree.stream) at \(reader.id)")
                #expect(Array(counts.prefix(oracle.certain.count)) == oracle.certain, "\(tree.stream) at \(reader.id)")
                if !oracle.isForked { #expect(counts == oracle.certain, "\(tree.stream) at \(reader.id)") }
            }
            let live = try node.dump(RebuildTests.models)
            _ = try node.db.write { try node.engine.rebuild($0) }
            #expect(try node.dump(RebuildTests.models) == live, "\(reader.id)")
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(reader.id)")
        }
    }
}
