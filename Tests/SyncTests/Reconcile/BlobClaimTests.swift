import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Who holds a whole commit gets what it cites also from a hall that does not know that it gave it")
struct BlobClaimTests {
    private static let name: StreamName = "case/340122100-1"

    /// A case at the township that cites a blob, known to the township alone, and as headers above.
    private static func opened(_ network: TestNetwork, joins: [NodeID] = []) throws -> (commit: Commit, blob: BlobID) {
        let origin = network["340122100"]
        let manifest = try origin.keep(network.random.bytes(3_000))
        let stored = try origin.write(
            Draft(name, "with a scan").with {
                $0.blobs = [manifest.id]
                $0.joins = joins
            })
        return (try #require(try origin.signed(stored).first), manifest.id)
    }

    /// Lets the network come to rest; what a hall has later than it is asked for it goes over the next line.
    private static func settle(_ network: TestNetwork) throws {
        try network.settle()
        for _ in 0..<2 {
            for node in network.nodes where node.id != "34" { try network.link(node.id).cut() }
            try network.settle()
        }
    }

    private static func holds(_ node: TestNode, _ blob: BlobID) throws -> Bool {
        try node.db.read { try Blobs.state(blob, $0).isComplete }
    }

    /// Each gets the commit whole as the township sent it before it was set back to when it had sent it to nobody.
    @Test("A hall that was set back gives it to a child and to its superior", arguments: ["340122100200", "340122"])
    func setBack(neighbour: String) throws {
        let network = try TestNetwork.anhui()
        network.renews = true
        let (origin, other) = (network["340122100"], network[try #require(NodeID(neighbour))])
        let (commit, blob) = try Self.opened(network)
        try network.settle()
        try other.receive(commit, from: origin.id)
        #expect(try other.holds(Self.name) == "1w" && !Self.holds(other, blob))
        for child in [origin.id, "340122100200"] { try network.link(child).cut() }
        try Self.settle(network)
        #expect(try Self.holds(other, blob))
        #expect(try other.count("blob_wants") == 0)
        try network.expectDigestsAgree()

        // It does not take part for all that.
        try origin.write(Draft(Self.name, "more"))
        try Self.settle(network)
        #expect(try other.holds(Self.name) == (other.id == "340122" ? "1w 2h" : "1w"))
    }

    @Test("A hall that lost its store and has the commit from its superior gives it what a child brings of it")
    func wiped() throws {
        let network = try TestNetwork.anhui()
        let (county, city) = (network["340122"], network["3401"])
        let (_, blob) = try Self.opened(network, joins: ["3401"])
        try network.link("340122100").exchange()
        _ = try network.link("340122").up()
        #expect(try city.holds(Self.name) == "1w" && !Self.holds(city, blob))
        county.db = try TestNode.emptyStore()
        try network.introduce(county, by: city)
        for line in ["340122", "340122100", "340122101"] as [NodeID] { try network.link(line).cut() }
        try Self.settle(network)
        #expect(try county.count("commits WHERE source = '3401' AND sid = (\(Self.sid))") == 1)
        #expect(try Self.holds(county, blob) && Self.holds(city, blob))
        #expect(try city.count("blob_wants") == 0 && county.count("blob_wants") == 0)
    }

    @Test("What a whole commit cites goes to who sent that, and to nobody for a header")
    func claim() throws {
        let network = try TestNetwork.anhui()
        let county = network["340122"]
        let (commit, blob) = try Self.opened(network)
        try network.settle()
        #expect(try county.holds(Self.name) == "1h")
        func mayServe(_ peer: NodeID) throws -> Bool {
            try county.db.read { try county.engine.mayServe(blob, to: peer, $0) }
        }
        #expect(try !mayServe("3401") && !mayServe("340122101"))
        try county.receive(commit, from: "3401", lane: .sharedBulk)
        #expect(try county.holds(Self.name) == "1w")
        #expect(try mayServe("3401") && !mayServe("340122101"))
    }

    private static let sid = "SELECT sid FROM streams WHERE name = 'case/340122100-1'"
}
