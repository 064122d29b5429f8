import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Elsewhere a restored copy lost what had come after it")
struct RestoredTwiceTests {
    private static let (child, superior): (NodeID, NodeID) = ("340122", "3401")
    private static let moments = 3

    /// Stream and id of all that a node holds.
    private static func held(_ node: TestNode) throws -> Set<String> {
        try node.db.read { db in
            try Set(
                Row.fetchAll(db, sql: "SELECT name, hex(id) FROM commits JOIN streams USING(sid)").map {
                    "\($0[0] as String) \($0[1] as String)"
                })
        }
    }

    /// What both write in one of three rounds; each hands the other whole what it wrote.
    private static func work(_ network: TestNetwork, _ round: Int) throws {
        try network[child].write(
            Draft(StreamName(stringLiteral: "case/340122-\(round)"), "opened").with { $0.joins = [superior] },
            Draft("matter/340122/1", "v\(round)"))
        try network[superior].write(
            Draft(StreamName(stringLiteral: "case/3401-\(round)"), "opened").with { $0.joins = [child] },
            Draft("matter/3401/1", "v\(round)"))
        try network.settle()
    }

    @Test(
        "A child restored, then its superior, each to any earlier point: both notice, and hold the union again",
        arguments: 0..<moments, 0..<moments)
    func childThenSuperior(childAt: Int, superiorAt: Int) throws {
        let network = try TestNetwork.anhui()
        let (child, superior) = (network[Self.child], network[Self.superior])
        var copies: [(child: DatabaseQueue, superior: DatabaseQueue)] = []
        for round in 0..<Self.moments {
            copies.append((try child.copy(), try superior.copy()))
            try Self.work(network, round)
        }
        let before = (try Self.held(child), try Self.held(superior))
        for (node, copy) in [(child, copies[childAt].child), (superior, copies[superiorAt].superior)] {
            node.db = copy
            for other in network.nodes where other.id != "34" { try network.link(other.id).cut() }
            for _ in 0..<3 { try network.settle() }
            // A person sees it until the key is renewed.
            #expect(try node.db.read { try SetBack.find($0) } != nil, "\(node.id) does not notice")
        }
        #expect(try before.0.isSubset(of: Self.held(child)))
        #expect(try before.1.isSubset(of: Self.held(superior)))
        try network.expectDigestsAgree()
        for node in network.nodes {
            #expect(try node.refusals().isEmpty && node.waiting().isEmpty, "\(node.id)")
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(node.id)")
        }
    }
}
