import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Lanes that begin anew: each side gets what it lacks of what the other held, and no more")
struct ReconcileTests {
    /// The child asks for new lanes at its next hello, as a hall does whose store was repaired.
    private static func begin(_ link: TestLink) throws {
        try link.child.db.write { try Damage.askNeighbours($0) }
        link.cut()
    }

    @Test("What both hold is not sent again")
    func nothingTwice() throws {
        let network = try TestNetwork.anhui()
        for number in 0..<30 { try network["34"].write(Draft(StreamName(stringLiteral: "rules/\(number)"), "r")) }
        try network["340122100"].write(Draft("case/340122100-1", "opened"))
        try network.settle()
        try Self.begin(try network.link("340122"))
        try network.settle()
        for node in ["340122", "3401"] as [NodeID] {
            let rows = try network[node].db.read { db in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM lane_rows JOIN lanes USING(lane) WHERE generation > 1")
            }
            #expect(rows == 0, "\(node)")
        }
        try network.expectDigestsAgree()
    }

    @Test("More streams than a page holds are compared page by page; a line cut at any frame goes on where it was")
    func pages() throws {
        let (network, link) = try Self.pair()
        let parent = network["34"]
        let drafts = (0..<2_500).map { Draft(StreamName(stringLiteral: "rules/\(10_000 + $0)"), "r") }
        try parent.write(drafts)
        try network.settle()
        try network["3401"].execute(
            """
            DELETE FROM commits WHERE sid IN (SELECT sid FROM streams WHERE name LIKE 'rules/1_5%');
            UPDATE streams SET head = 0, head_id = NULL, pen = NULL WHERE name LIKE 'rules/1_5%';
            """)
        try Self.begin(link)
        var cuts = 0
        while cuts < 40, try network["3401"].count("commits") < parent.count("commits") {
            link.budget = 2_000 + cuts * 9_000
            if !link.isLinked { try? link.greet() }
            if link.isLinked { try link.exchange() }
            cuts += 1
        }
        link.budget = nil
        try network.settle()
        #expect(cuts > 3)
        #expect(try network["3401"].count("commits") == parent.count("commits"))
        let comparison = try #require(try parent.db.read { try Comparison.find("3401", $0) })
        #expect(comparison.isDone)
        try network.expectDigestsAgree()
    }

    private static func pair() throws -> (TestNetwork, TestLink) {
        let network = TestNetwork()
        try network.found()
        try network.join("3401", under: "34", tier: "city")
        try network.settle()
        return (network, try network.link("3401"))
    }

    @Test("A header that came back from above and its body from below: above gets the body when it joins the case")
    func bodyOwedUpward() throws {
        let network = try TestNetwork.anhui()
        let (origin, between, above) = (network["340122100"], network["340122"], network["3401"])
        try origin.write(Draft("case/340122100-1", "opened"))
        try network.settle()
        // The hall between was set back to before the case, and compares with its superior first.
        try between.execute(
            """
            DELETE FROM commits WHERE sid IN (SELECT sid FROM streams WHERE name LIKE 'case/%');
            DELETE FROM group_levels;
            UPDATE streams SET head = 0, head_id = NULL, pen = NULL WHERE name LIKE 'case/%';
            """)
        for child in ["340122", "340122100"] as [NodeID] {
            let link = try network.link(child)
            try Self.begin(link)
            try link.greet()
            try link.exchange()
            #expect(try between.holds("case/340122100-1") == "1h")
            #expect(try between.count("commits WHERE source = '3401' AND body IS NULL") == 1)
        }
        try origin.write(Draft("case/340122100-1", "forwarded").with { $0.nextWriter = "3401" })
        try network.settle()
        #expect(try above.holds("case/340122100-1") == "1w 2w")
        try network.expectDigestsAgree()
    }

    @Test("A body that is missing where its header is comes again; above its participants a header is all that goes")
    func bodies() throws {
        let network = try TestNetwork.anhui()
        let origin = network["340122100"]
        try origin.write(Draft("case/340122100-1", "opened", content: "{\"secret\":\"Wang\"}"))
        try origin.write(Draft("case/340122100-1", "on").with { $0.joins = ["340122"] })
        try network.settle()
        try network["340122"].execute(
            "UPDATE commits SET body = NULL WHERE sid = (SELECT sid FROM streams WHERE name = 'case/340122100-1')")
        #expect(try network["340122"].holds("case/340122100-1") == "1h 2h")
        for child in ["340122100", "340122"] as [NodeID] { try Self.begin(try network.link(child)) }
        try network.settle()
        #expect(try network["340122"].holds("case/340122100-1") == "1w 2w")
        #expect(try network["3401"].holds("case/340122100-1") == "1h 2h")
        #expect(try !network["3401"].dump().contains { $0.contains("Wang") })
    }

    @Test("A blob that is missing where its commit is comes again")
    func blobs() throws {
        let (network, link) = try Self.pair()
        let child = network["3401"]
        let manifest = try child.keep(network.random.bytes(3_000))
        try child.write(Draft("matter/3401/1", "with a picture").with { $0.blobs = [manifest.id] })
        try network.settle()
        try network["34"].execute("DELETE FROM blobs")
        try network["34"].execute("DELETE FROM blob_pieces")
        try Self.begin(link)
        try network.settle()
        #expect(try network["34"].db.read { try Blobs.state(manifest.id, $0).isComplete })
    }

    @Test("A participant that is added while the lanes are compared gets the whole case, once")
    func participantAdded() throws {
        let network = try TestNetwork.anhui()
        let origin = network["340122100"]
        let name: StreamName = "case/340122100-1"
        try origin.write(Draft(name, "opened"), Draft(name, "more"))
        try network.settle()
        let link = try network.link("340122100")
        try Self.begin(link)
        try link.greet()
        _ = try link.up()
        try origin.write(Draft(name, "forwarded").with { $0.nextWriter = "340222" })
        try network.settle()
        for inside in ["340122", "3401", "34", "3402", "340222"] as [NodeID] {
            #expect(try network[inside].holds(name) == "1w 2w 3w", "\(inside)")
            #expect(try network[inside].refusals().isEmpty && network[inside].waiting().isEmpty)
        }
        try network.expectDigestsAgree()
    }

    @Test("A hall without a store gets from its superior and from its children all that concerns it")
    func wiped() throws {
        let network = try TestNetwork.anhui()
        try network["34"].write(Draft("rules/1", "r"))
        try network["340122"].write(Draft("matter/340122/1", "own"))
        try network["340122100"].write(Draft("case/340122100-1", "opened").with { $0.joins = ["340122"] })
        try network["340222"].write(Draft("case/340222-1", "asks").with { $0.joins = ["340122"] })
        try network.settle()
        let county = network["340122"]
        county.db = try TestNode.emptyStore()
        try network.introduce(county, by: network["3401"])
        for line in ["340122", "340122100", "340122101"] as [NodeID] { try network.link(line).cut() }
        try network.settle()
        #expect(try county.holds("rules/1") == "1w" && county.holds("matter/340122/1") == "1w")
        #expect(try county.holds("case/340122100-1") == "1w" && county.holds("case/340222-1") == "1w")
        #expect(try county.db.read { try Directory.children("340122", $0) } == ["340122100", "340122101"])
        try network.expectDigestsAgree()
        for node in network.nodes { #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)") }
    }

    @Test("A hall that moved while it was off line hears of it further up, and its new superior gets its unsent work")
    func newSuperior() throws {
        let network = try TestNetwork.anhui()
        let (village, old, county) = (network["340122100200"], network["340122100"], network["340122"])
        try village.write(Draft("case/340122100200-1", "sent before"))
        try network.settle()
        try network.link(village.id).cut()
        for number in 2...6 {
            let name = StreamName(stringLiteral: "case/340122100200-\(number)")
            try village.write(Draft(name, "unsent"), Draft(name, "more").with { $0.joins = ["340122101"] })
        }
        var entry = try network.held(village.id, at: old.id)
        entry.superior = "340122101"
        try old.write(
            Draft(stream: .directory(village.id), facts: [], content: entry.content()).with {
                $0.nextWriter = "340122101"
            })
        for child in ["340122100", "340122101", "340122"] as [NodeID] {
            try network.link(child).exchange()
            try network.link(child).exchange()
        }
        // The township is gone; the county hands the village its own path.
        try network.introduce(village, by: county)
        #expect(try village.db.read { try Directory.superior(village.id, $0) } == "340122101")
        network.relink(village.id, to: "340122101")
        try network.settle()
        for number in 2...6 {
            let name = StreamName(stringLiteral: "case/340122100200-\(number)")
            #expect(try network["340122101"].holds(name) == "1w 2w" && county.holds(name) == "1h 2h")
        }
        #expect(try network["340122101"].holds("case/340122100200-1") == "1h")
        try network.expectDigestsAgree()
    }

    @Test("Streams are compared directory first, then by name; a place says what lies before it")
    func order() {
        let places = ["", "hall/34", "hall/3401", "case/1", "case/1/origin", "halls", "matter/34/1", "事项"]
        for (before, after) in zip(places, places.dropFirst()) {
            #expect(ComparisonOrder.precedes(before, after) && !ComparisonOrder.precedes(after, before))
            #expect(!ComparisonOrder.precedes(after, after))
        }
    }
}
