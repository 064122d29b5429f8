import GRDB
import Testing

@testable import Sync

@Suite("A case is held by its participants and who stands between them, as headers by all above, and by nobody else")
struct AudienceTests {
    private static let name: StreamName = "case/340122100-1"

    @Test("Ancestors above the participants hold headers only; halls beside hold no trace")
    func alone() throws {
        let network = try TestNetwork.anhui()
        try network["340122100"].write(
            Draft(Self.name, "opened", content: "{\"secret\":\"Wang\"}"), Draft(Self.name, "b"))
        try network.settle()
        #expect(try network["340122100"].holds(Self.name) == "1w 2w")
        for above in ["340122", "3401", "34"] {
            let node = network[NodeID(stringLiteral: above)]
            #expect(try node.holds(Self.name) == "1h 2h", "\(above)")
            #expect(try !node.dump().contains { $0.contains("Wang") }, "\(above)")
        }
        for beside in ["340122101", "340122100200", "3402", "340222"] {
            #expect(
                try !network[NodeID(stringLiteral: beside)].dump().contains { $0.contains("340122100-1") }, "\(beside)")
        }
    }

    @Test("A participant added later gets all of it, and the halls between hold it whole from then on")
    func added() throws {
        let network = try TestNetwork.anhui()
        let origin = network["340122100"]
        try origin.write(Draft(Self.name, "opened", content: "{\"secret\":\"Wang\"}"))
        try origin.write(Draft("case/340122100-1/origin", "supplement"))
        try network.settle()
        #expect(try network["340122"].holds("case/340122100-1/origin") == "")
        try origin.write(Draft(Self.name, "forwarded").with { $0.nextWriter = "340222" })
        try network.settle()
        for inside in ["340122100", "340122", "3401", "34", "3402", "340222"] {
            let node = network[NodeID(stringLiteral: inside)]
            #expect(try node.holds(Self.name) == "1w 2w", "\(inside)")
            #expect(try node.holds("case/340122100-1/origin") == "1w", "\(inside)")
        }
        for beside in ["340122101", "340122100200"] {
            #expect(try !network[NodeID(stringLiteral: beside)].dump().contains { $0.contains("340122100-1") })
        }
        try network.expectDigestsAgree()
        for node in network.nodes { #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)") }
    }

    @Test("A header that came alone comes again whole, and is projected with its body")
    func upgraded() throws {
        let network = try TestNetwork.anhui()
        let origin = network["340122100"]
        try origin.write(Draft(Self.name, "opened"))
        try network.settle()
        #expect(try network["3401"].holds(Self.name) == "1h")
        try origin.write(Draft(Self.name, "asked").with { $0.joins = ["3401"] })
        try network.settle()
        #expect(try network["3401"].holds(Self.name) == "1w 2w")
        #expect(try network["34"].holds(Self.name) == "1h 2h")
        let projected = try network["3401"].dump(["projected"]).filter { $0.contains("340122100-1") }
        #expect(projected.count == 2 && projected.allSatisfy { $0.contains("whole=Optional(1)") })
    }

    @Test("Who joins a case of which a body was lost with its disk gets the header, and all that follows")
    func bodyLost() throws {
        let network = try TestNetwork.anhui()
        let origin = network["340122100"]
        try origin.write(Draft(Self.name, "opened"))
        try network.settle()
        let old = try origin.copy()
        // Nobody else takes part yet: above are headers only.
        try origin.write(Draft(Self.name, "amended"))
        try network.settle()
        let link = try network.link(origin.id)
        for _ in 0..<2 { try link.greet() }
        origin.db = old
        link.cut()
        try network.settle()
        #expect(try origin.holds(Self.name) == "1w 2h")
        try origin.write(Draft(Self.name, "forwarded").with { ($0.nextWriter, $0.joins) = ("340122101", ["340222"]) })
        try network.settle()
        for inside in ["340122", "3401", "34", "3402", "340222", "340122101"] {
            let node = network[NodeID(stringLiteral: inside)]
            #expect(try node.holds(Self.name) == "1w 2h 3w", "\(inside)")
            #expect(try node.waiting().isEmpty, "\(inside)")
        }
        try network.expectDigestsAgree()
    }

    @Test("Entries of authors that a hall cannot know come ahead of the commits that name them")
    func context() throws {
        let network = try TestNetwork.anhui()
        try network["340122100200"].write(
            Draft("case/340122100200-1", "opened").with { $0.nextWriter = "340222" })
        try network.settle()
        let far = network["340222"]
        #expect(try far.holds("case/340122100200-1") == "1w")
        #expect(try far.holds("hall/340122100200") == "1w")
        #expect(try far.holds("hall/340122100") == "1w")
        #expect(try far.waiting().isEmpty)
        #expect(try network["3401"].holds("hall/340122101") == "1w")
        #expect(try far.holds("hall/340122101") == "")
    }

    @Test("Who was once sent an entry is sent its successors")
    func successors() throws {
        let network = try TestNetwork.anhui()
        try network["340122100200"].write(Draft("case/340122100200-1", "opened").with { $0.nextWriter = "340222" })
        try network.settle()
        var entry = try network.held("340122100200", at: "340122100")
        entry.address = "https://hall.example:8443"
        try network.enter(entry, by: network["340122100"])
        try network.settle()
        #expect(try network.held("340122100200", at: "340222").address == "https://hall.example:8443")
    }

    @Test("One signature covers many commits, and each proves itself alone at a third hop")
    func filtered() throws {
        let network = try TestNetwork.anhui()
        let origin = network["340122100"]
        let drafts = (0..<7).map { place in
            Draft(StreamName(stringLiteral: "case/340122100-\(place)"), "opened").with {
                if place == 4 { $0.nextWriter = "340222" }
            }
        }
        try origin.write(drafts)
        try network.settle()
        let far = network["340222"]
        #expect(
            try far.count("commits WHERE source = '3402' AND sid IN (SELECT sid FROM streams WHERE name LIKE 'case/%')")
                == 1)
        #expect(try far.holds("case/340122100-4") == "1w")
        let (_, faults) = try far.db.write { try far.engine.verify($0) }
        #expect(faults.isEmpty)
        // Near by, the whole tree lies under one signature, and no path is kept.
        #expect(try network["340122"].count("commits WHERE path IS NULL AND source = '340122100'") == 7)
    }
}
