import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Random work, and one store set back at a random moment: the network comes to rest with nothing lost")
struct ReconcileSeedTests {
    /// Stream and id of all that a node holds.
    private static func held(_ node: TestNode) throws -> Set<String> {
        try node.db.read { db in
            try Set(
                Row.fetchAll(db, sql: "SELECT name, hex(id) FROM commits JOIN streams USING(sid)").map {
                    "\($0[0] as String) \($0[1] as String)"
                })
        }
    }

    @Test("Nothing that another store holds is lost, and digests agree", arguments: Array(1...40) as [UInt64])
    func union(seed: UInt64) throws {
        let network = try TestNetwork.anhui(seed: seed)
        var run = RandomRun(network)
        try run.run(steps: 12)
        let victim = network.nodes[network.random.below(network.nodes.count)]
        let old = try victim.copy()
        try run.run(steps: 1 + network.random.below(12), from: 100)
        let before = try network.nodes.filter { $0 !== victim }.map { try Self.held($0) }
        victim.db = old
        for node in network.nodes where node.id != "34" { try network.link(node.id).cut() }
        for _ in 0..<3 { try network.settle() }
        for (node, was) in zip(network.nodes.filter { $0 !== victim }, before) {
            #expect(try was.isSubset(of: Self.held(node)), "\(node.id) has lost something")
        }
        // What its neighbours hold of what it wrote itself has come back.
        let own = before.reduce(into: Set<String>()) { $0.formUnion($1) }.filter {
            $0.contains("/\(victim.id)-") || $0.contains("/\(victim.id)/")
        }
        #expect(own.isSubset(of: try Self.held(victim)), "\(victim.id) lacks what others hold of it")
        try network.expectDigestsAgree()
        for node in network.nodes {
            #expect(try node.refusals().isEmpty && node.waiting().isEmpty, "\(node.id)")
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(node.id)")
        }
    }
}
