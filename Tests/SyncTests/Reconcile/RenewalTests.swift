import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("A hall that was set back goes on with a new key; the old one ends, and a copy that still uses it is fenced")
struct RenewalTests {
    private static let matter: StreamName = "matter/340122/1"

    /// A network whose county was set back behind a commit that its superior holds.
    private static func setBack() throws -> TestNetwork {
        let network = try TestNetwork.anhui()
        network.renews = true
        let county = network["340122"]
        try county.write(Draft(matter, "1"))
        try network.settle()
        let old = try county.copy()
        try county.write(Draft(matter, "2"))
        try network.settle()
        for _ in 0..<2 { try network.link("340122").greet() }
        county.db = old
        for line in ["340122", "340122100", "340122101"] as [NodeID] { try network.link(line).cut() }
        return network
    }

    private static func key(_ node: TestNode, _ ordinal: Int, at holder: TestNode) throws -> DirectoryEntry.Key {
        let entry = try #require(try holder.db.read { try Directory.entry(node.id, $0) })
        return try #require(entry.keys.first { $0.ordinal == ordinal })
    }

    @Test("After it has reconciled it writes with a new key, which every hall learns before what it signs")
    func renewed() throws {
        let network = try Self.setBack()
        let county = network["340122"]
        try network.settle()
        try county.write(Draft(Self.matter, "3"))
        try county.write(Draft("case/340122-1", "asks").with { $0.joins = ["340222"] })
        try network.settle()
        let city = network["3401"]
        let first = try Self.key(county, 1, at: city)
        let id = try #require(first.id)
        let last = first.last
        #expect(try last == city.db.read { try city.engine.lastHeld(of: id, $0) })
        for id in ["34", "3401", "340122", "340222"] as [NodeID] {
            #expect(try Self.key(county, 1, at: network[id]).last == last, "\(id)")
            #expect(try Self.key(county, 2, at: network[id]).last == nil, "\(id)")
        }
        #expect(try network["34"].holds(Self.matter) == "1w 2w 3w")
        #expect(try network["340222"].holds("case/340122-1") == "1w")
        #expect(try county.db.read { try SetBack.find($0) } == nil && county.db.read { try Renewal.find($0) } == nil)
        try network.expectDigestsAgree()
        for node in network.nodes {
            #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)")
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(node.id)")
        }
    }

    @Test("What it writes while the new key is on its way waits nowhere for ever, and is in no rebuild's way")
    func beforeTheEntry() throws {
        let network = try Self.setBack()
        let county = network["340122"]
        let link = try network.link("340122")
        while try !county.renewIfDue() {
            if !link.isLinked { try link.greet() }
            try #require(try link.exchange() > 0)
        }
        link.cut()
        try county.write(Draft("case/340122-9", "by the new key"))
        try county.db.write { _ = try county.engine.rebuild($0) }
        #expect(try county.holds("case/340122-9") == "1w")
        try network.settle()
        #expect(try network["3401"].holds("case/340122-9") == "1h")
        #expect(try county.db.write { try county.engine.verify($0).faults }.isEmpty)
    }

    @Test("The answer with the new entry may get lost: the hall comes with its new key and is known")
    func lostEntry() throws {
        let network = try Self.setBack()
        let county = network["340122"]
        let link = try network.link("340122")
        while try !county.renewIfDue() {
            if !link.isLinked { try link.greet() }
            try #require(try link.exchange() > 0)
        }
        _ = try link.up()
        link.cut()
        #expect(try Self.key(county, 1, at: network["3401"]).last != nil)
        #expect(try county.db.read { try Directory.entry("340122", $0)?.keys.count } == 1)
        try network.settle()
        #expect(try county.db.read { try Directory.entry("340122", $0)?.keys.count } == 2)
    }

    @Test("Two copies of one store: the second that comes is fenced, and loses nothing of the first")
    func clone() throws {
        let network = try TestNetwork.anhui()
        network.renews = true
        let county = network["340122"]
        try network.settle()
        let (clone, first) = (try county.copy(), county.key)
        try county.write(Draft(Self.matter, "by the original"))
        try network.settle()
        for _ in 0..<2 { try network.link("340122").greet() }
        // The clone comes with an older token: it reconciles, renews, and goes on as the hall.
        let original = county.db
        county.db = clone
        for line in ["340122", "340122100", "340122101"] as [NodeID] { try network.link(line).cut() }
        try network.settle()
        #expect(try county.holds(Self.matter) == "1w" && county.key.publicKey.id != first.publicKey.id)
        county.db = original
        county.key = first
        try network.link("340122").cut()
        #expect(throws: Rejection.self) { try network.link("340122").greet() }
        do { try network.link("340122").greet() } catch let rejection as Rejection {
            #expect(rejection.reason == .keyEnded)
        }
    }

    @Test("An ended key is not renewed, and a renewal that is asked for twice is entered once")
    func once() throws {
        let network = try TestNetwork.anhui()
        let (county, city) = (network["340122"], network["3401"])
        try county.renew()
        let renewal = try #require(try county.db.read { try Renewal.find($0) })
        for _ in 0..<2 { try city.enter(.renewal(renewal), of: "340122") }
        #expect(try city.db.read { try Directory.entry("340122", $0)?.keys.count } == 2)
        let thief = try network.makeKey()
        let request = KeyRequest(
            node: "340122", signing: hexOfBytes(thief.publicKey.subjectPublicKeyInfo),
            agreement: String(repeating: "cd", count: 32), address: nil)
        let again = Renewal(request: try request.signed(by: thief), ends: renewal.ends, last: 1, ordinal: 3)
        try city.enter(.renewal(again), of: "340122")
        #expect(try city.db.read { try Directory.entry("340122", $0)?.keys.count } == 2)
        // Nor for a hall that is not its child.
        try network["34"].enter(.renewal(renewal), of: "340122")
        #expect(try network["34"].db.read { try Directory.entry("340122", $0)?.keys.count } == 1)
    }
}
