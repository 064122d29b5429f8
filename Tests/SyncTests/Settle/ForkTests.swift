import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("A fork is seen by all who hold it, acted upon by none, and ended from above")
struct ForkTests {
    private static let name: StreamName = "case/340122100-1"

    private static func newest(_ node: TestNode) throws -> CommitID? {
        try node.db.read { try CommitLog.newest(name, $0)?.commit.id }
    }

    private static func isForked(_ node: TestNode) throws -> Bool {
        try node.db.read { try StreamState.find(name, $0)?.forked ?? false }
    }

    /// A township that shows its county one content and its village another; the county's goes up.
    private static func shown() throws -> (TestNetwork, Commit, Commit) {
        let network = try TestNetwork.anhui()
        let (first, second) = try Forks.two(network, name)
        try network["340122"].receive(first, from: "340122100", lane: .sharedBulk)
        try network["3401"].receive(second, from: "340122", lane: .sharedBulk)
        return (network, first, second)
    }

    @Test("A fork shown to two neighbours is known to both once they talk, and each goes on counting what it saw first")
    func shownToTwo() throws {
        let (network, first, second) = try Self.shown()
        try network.link("3401").exchange()
        try network.link("340122").exchange()
        #expect(try Self.isForked(network["3401"]))
        #expect(try Self.newest(network["340122"]) == first.id)
        #expect(try Self.newest(network["3401"]) == second.id)
        #expect(try network["3401"].db.read { try Alarms.open($0).map(\.kind).contains(.fork) })
        try network.settle()
        #expect(try Self.isForked(network["34"]))
        #expect(try network["3401"].db.write { try network["3401"].engine.verify($0).faults }.isEmpty)
    }

    @Test("A fork is not acted upon: who knows of it writes nothing to the stream")
    func notActedUpon() throws {
        let network = try TestNetwork.anhui()
        let (first, second) = try Forks.two(network, Self.name)
        let writer = network["340122100"]
        try writer.receive(first, second, from: "340122", lane: .sharedBulk)
        #expect(throws: WriteError.forked) { try writer.write(Draft(Self.name, "next")) }
        #expect(try writer.holds(Self.name) == "1w")
    }

    @Test("A takeover after one of the contents ends the fork for it, at all halls", arguments: [true, false])
    func ended(forFirst: Bool) throws {
        let (network, first, second) = try Self.shown()
        for node in ["340122", "3401"] as [NodeID] {
            try network[node].receive(first, second, from: node == "3401" ? "340122" : "340122100", lane: .sharedBulk)
        }
        let good = forFirst ? first : second
        try network["3401"].write(Draft(Self.name, "this one").with { $0.takesOverAfter = good.id })
        try network.settle()
        for node in ["340122", "3401", "34"] as [NodeID] {
            #expect(try !Self.isForked(network[node]), "\(node)")
            #expect(try network[node].db.read { try Alarms.open($0) }.allSatisfy { $0.kind != .fork }, "\(node)")
            #expect(try network[node].holds(Self.name).count == 5, "\(node)")
            let chain = try network[node].db.read { try CommitLog.stream(Self.name, $0).map(\.commit.id) }
            #expect(chain.first == good.id && chain.count == 2, "\(node)")
            #expect(try network[node].count("commits WHERE standing = 2") == 1, "\(node)")
        }
    }

    @Test("A fork in a side stream is known as headers to all above, who take no part, and one of them ends it")
    func ofSideStream() throws {
        let network = try TestNetwork.anhui()
        let side: StreamName = "case/340122100-1/opinion/340122/d"
        let (origin, county) = (network["340122100"], network["340122"])
        try origin.write(
            Draft(Self.name, "asked", content: "{\"secret\":\"Wang\"}")
                .with { $0.pens = [.init(suffix: "opinion/340122/d", writer: "340122")] })
        try network.settle()
        let (first, second) = try Forks.two(network, side, by: "340122")
        try county.receive(first, from: "340122101", lane: .sharedBulk)
        try network.settle()
        for above in ["3401", "34"] as [NodeID] { #expect(try network[above].holds(side) == "", "\(above)") }
        try county.receive(second, from: "340122101", lane: .sharedBulk)
        try network.settle()
        for above in ["3401", "34"] as [NodeID] {
            let state = try network[above].db.read { try StreamState.find(side, $0) }
            #expect(state?.forked == true, "\(above)")
            #expect(try network[above].holds(side) == "1h", "\(above)")
        }
        try network["3401"].write(Draft(side, "this one").with { $0.takesOverAfter = second.id })
        try network.settle()
        for node in ["340122100", "340122", "3401", "34"] as [NodeID] {
            let chain = try network[node].db.read { try CommitLog.stream(side, $0).map(\.commit.id) }
            #expect(chain.first == second.id && chain.count == 2, "\(node)")
            #expect(try network[node].db.read { try StreamState.find(side, $0) }?.forked == false, "\(node)")
        }
        for above in ["3401", "34"] as [NodeID] {
            #expect(try network[above].holds(Self.name) == "1h", "\(above)")
            #expect(try !network[above].dump().contains { $0.contains("Wang") }, "\(above)")
        }
        try network.expectDigestsAgree()
    }

    @Test("At most eight contents are kept under one sequence, and there is room for a takeover beside them")
    func bounded() throws {
        let network = try TestNetwork.anhui()
        let writer = network["340122100"]
        let county = network["340122"]
        let first = try writer.forge(
            writer.header(Self.name, 1, number: 50), body: Body(salt: network.random.bytes(16), content: []))
        try county.receive(first, from: "340122100")
        for number in 0..<10 {
            let header = writer.header(Self.name, 2, after: first.id, number: UInt64(60 + number))
            try county.receive(
                try writer.forge(header, body: Body(salt: network.random.bytes(16), content: [])), from: "340122100")
        }
        #expect(try county.count("commits JOIN streams USING(sid) WHERE name = '\(Self.name)' AND sequence = 2") == 8)
        #expect(try county.refusals() == Array(repeating: "too-many-contents by 340122", count: 2))
        try county.write(Draft(Self.name, "ended").with { $0.takesOverAfter = first.id })
        #expect(try !Self.isForked(county))
        #expect(try county.holds(Self.name) == "1w 2w")
    }

    @Test("What is refused leaves no stream behind")
    func noStream() throws {
        let network = try TestNetwork.anhui()
        let stranger = network["340122101"]
        let forged = try stranger.forge(
            stranger.header(Self.name, 1, number: 50), body: Body(salt: network.random.bytes(16), content: []))
        let before = try network["340122"].count("streams")
        try network["340122"].receive(forged, from: "340122101")
        #expect(try network["340122"].refusals() == ["not-the-writer by 340122"])
        #expect(try network["340122"].count("streams") == before)
    }

    @Test("A child that sends what is refused, without end, makes its own lane pause and fills no disk")
    func refusedRows() throws {
        let network = try TestNetwork.anhui()
        let county = network["340122"]
        try county.execute(
            "INSERT INTO shares(peer, quarantine_rows) VALUES ('340122101', ?)", [Bounds.quarantineRows - 1])
        let stranger = network["340122101"]
        var stops: [ReceiveOutcome.Stop?] = []
        for number in 0..<3 {
            let forged = try stranger.forge(
                stranger.header(Self.name, 1, number: UInt64(50 + number)),
                body: Body(salt: network.random.bytes(16), content: []))
            stops.append(try county.receive(forged, from: "340122101").stop)
        }
        #expect(stops == [nil, .full, .full])
        #expect(try county.count("quarantine") == 1)
        #expect(try county.db.write { try Quarantine.dismiss(nil, at: county.id, $0) } == 1)
        #expect(try county.refusals().isEmpty)
        let next = try stranger.forge(stranger.header(Self.name, 1, number: 60))
        #expect(try county.receive(next, from: "340122101").stop == nil)
        try network["340122100"].write(Draft("case/340122100-5", "another child").with { $0.joins = ["340122"] })
        try network.link("340122100").exchange()
        #expect(try county.holds("case/340122100-5") == "1w")
    }
}
