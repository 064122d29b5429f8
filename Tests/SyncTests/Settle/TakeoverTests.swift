import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("A hall above the holder continues a stream after the last commit that it counts")
struct TakeoverTests {
    private static let name: StreamName = "case/340122100200-1"
    private static let village: NodeID = "340122100200"

    /// A case that the village opened and handed to its township; all halls of the branch hold it.
    private static func opened() throws -> (TestNetwork, CommitID) {
        let network = try TestNetwork.anhui()
        let draft = Draft(name, "opened").with { $0.joins = ["340122100", "340122"] }
        let first = try #require(try network[village].write(draft).first)
        try network.settle()
        return (network, first.commit.id)
    }

    private static func chain(_ node: TestNode) throws -> [String] {
        try node.db.read { db in
            try CommitLog.stream(name, db).map {
                "\($0.author) \(String(decoding: $0.commit.header.facts, as: UTF8.self))"
            }
        }
    }

    @Test("Takeover against off-line work of the old holder: the work is void everywhere, kept, and the pen has moved")
    func offline() throws {
        let (network, first) = try Self.opened()
        try network[Self.village].write(Draft(Self.name, "a"), Draft(Self.name, "b"))
        try network["340122"].write(Draft(Self.name, "taken over").with { $0.takesOverAfter = first })
        try network["340122"].write(Draft(Self.name, "going on"))
        try network.settle()
        for node in ["340122100200", "340122100", "340122"] as [NodeID] {
            #expect(
                try Self.chain(network[node]) == ["340122100200 opened", "340122 taken over", "340122 going on"],
                "\(node)")
            #expect(try network[node].count("commits WHERE standing = 2") == 2, "\(node)")
            #expect(try network[node].refusals().isEmpty && network[node].waiting().isEmpty, "\(node)")
            #expect(try network[node].db.write { try network[node].engine.verify($0).faults }.isEmpty, "\(node)")
        }
        #expect(throws: WriteError.notTheWriter(pen: "340122")) {
            try network[Self.village].write(Draft(Self.name, "c"))
        }
        #expect(try network["34"].holds(Self.name) == "1h 2h 3h")
        try network.expectDigestsAgree()
    }

    @Test("Of two takeovers the higher tier's counts, whichever came first", arguments: [true, false])
    func higher(countyFirst: Bool) throws {
        let (network, first) = try Self.opened()
        let county = try network["340122"].write(
            Draft(Self.name, "by the county").with { $0.takesOverAfter = first })
        let city = try network["3401"].write(Draft(Self.name, "by the city").with { $0.takesOverAfter = first })
        let both = try network["340122"].signed(county) + network["3401"].signed(city)
        let reader = network["34"]
        for commit in countyFirst ? both : both.reversed() { try reader.receive(commit, from: "3401") }
        #expect(try Self.chain(reader).last == "3401 by the city")
        try network.settle()
        for node in ["340122100", "340122", "3401"] as [NodeID] {
            #expect(try Self.chain(network[node]).last == "3401 by the city", "\(node)")
        }
    }

    @Test("A takeover that voids a superior's work does not count")
    func superiorsWork() throws {
        let (network, first) = try Self.opened()
        try network[Self.village].write(Draft(Self.name, "forwarded").with { $0.nextWriter = "3401" })
        try network.settle()
        try network["3401"].write(Draft(Self.name, "decided"))
        #expect(try network["3401"].holds(Self.name) == "1w 2w 3w")
        // The county has not heard of it yet: for itself it may take over.
        try network["340122"].write(Draft(Self.name, "taken over").with { $0.takesOverAfter = first })
        try network.settle()
        for node in ["340122100200", "340122100", "340122", "3401"] as [NodeID] {
            #expect(try Self.chain(network[node]).last == "3401 decided", "\(node)")
        }
        #expect(throws: WriteError.outranked) {
            try network["340122"].write(Draft(Self.name, "again").with { $0.takesOverAfter = first })
        }
    }

    @Test("Who does not stand above the holder takes nothing over", arguments: ["340122101", "3402", "340122100200"])
    func strangers(taker: String) throws {
        let (network, first) = try Self.opened()
        let node = network[NodeID(stringLiteral: taker)]
        var header = node.header(Self.name, 2, after: first, number: 70)
        header.takeover = try network["34"].db.read { try network["34"].engine.evidence(of: Self.village, $0) }
        let forged = try node.forge(header, body: Body(salt: network.random.bytes(16), content: []))
        try network["340122"].receive(forged, from: "340122100", lane: .sharedBulk)
        #expect(try Self.chain(network["340122"]) == ["340122100200 opened"])
        if taker != "340122100200" {
            #expect(try network["340122"].waiting() == ["above \(taker)"])
        }
        #expect(throws: WriteError.self) { try node.write(Draft(Self.name, "x").with { $0.takesOverAfter = first }) }
    }

    @Test("A takeover waits for the entry that it names, and what follows it waits for it")
    func evidence() throws {
        let (network, first) = try Self.opened()
        let entry = try network.held(Self.village, at: "340122100")
        try network.enter(entry, by: network["340122100"])
        try network.link(Self.village).exchange()
        let takeover = try network["340122100"].write(
            Draft(Self.name, "taken over").with { $0.takesOverAfter = first }, Draft(Self.name, "next"))
        let sent = try network["340122100"].signed(takeover)
        // On a lane that this neighbour does not use, so that its own lanes go on.
        try network["3401"].receive(sent[0], sent[1], from: "340122", lane: .sharedBulk)
        let named = try #require(sent[0].header.takeover?.entry)
        #expect(try network["3401"].waiting() == ["commit \(named)", "at 2 \(Self.name)"])
        try network.settle()
        #expect(try network["3401"].waiting().isEmpty)
        #expect(try network["3401"].holds(Self.name) == "1h 2w 3w")
    }

    @Test("A hall gets a new superior by a takeover when its own is dead, and newcomers below it are entered")
    func deadSuperior() throws {
        let network = try TestNetwork.anhui()
        let last = try #require(try network["3401"].db.read { try CommitLog.newest("hall/340122100", $0) })
        var entry = try network.held("340122100", at: "3401")
        entry.superior = "3401"
        let draft = Draft(stream: "hall/340122100", facts: [], content: try entry.content())
        #expect(throws: WriteError.notTheWriter(pen: "340122")) { try network["3401"].write(draft) }
        try network["3401"].write(draft.with { $0.takesOverAfter = last.commit.id })
        #expect(try network.held("340122100", at: "3401").superior == "3401")
        let newcomer = try TestNode(
            "340122100200~2", key: try network.makeKey(), root: network["34"].engine.root, network: network)
        try network.introduce(network["340122100"], by: network["3401"])
        #expect(try network.held("340122100", at: "340122100").superior == "3401")
        var below = try network.entry(of: newcomer, under: "340122100", tier: "village")
        below.codes = []
        try network.enter(below, by: network["340122100"])
        try network.introduce(newcomer, by: network["340122100"])
        #expect(try newcomer.db.read { try Directory.ancestors(newcomer.id, $0) } == ["340122100", "3401", "34"])
        #expect(try newcomer.db.write { try newcomer.engine.verify($0).faults }.isEmpty)
    }

    @Test("Who took part in what a takeover voids learns of it")
    func involved() throws {
        let (network, first) = try Self.opened()
        try network[Self.village].write(Draft(Self.name, "forwarded").with { $0.nextWriter = "340122101" })
        try network.settle()
        #expect(try network["340122101"].holds(Self.name) == "1w 2w")
        try network["340122"].write(Draft(Self.name, "taken over").with { $0.takesOverAfter = first })
        try network.settle()
        #expect(try Self.chain(network["340122101"]).last == "340122 taken over")
        #expect(throws: WriteError.notTheWriter(pen: "340122")) {
            try network["340122101"].write(Draft(Self.name, "x"))
        }
    }

    @Test("Who took part by what is void now counts what all count, and gets no more bodies")
    func former() throws {
        let (network, first) = try Self.opened()
        try network[Self.village].write(Draft(Self.name, "forwarded").with { $0.nextWriter = "340122101" })
        try network.settle()
        try network["340122"].write(Draft(Self.name, "taken over").with { $0.takesOverAfter = first })
        try network["340122"].write(Draft(Self.name, "going on"))
        try network.settle()
        #expect(try network["340122101"].holds(Self.name) == "1w 2w 3h")
        try network["3401"].write(Draft(Self.name, "by the city").with { $0.takesOverAfter = first })
        try network["3401"].write(Draft(Self.name, "asked").with { $0.nextWriter = "340122100200" })
        try network.settle()
        #expect(try Self.chain(network["340122101"]) == Self.chain(network["3401"]))
        #expect(try network["340122101"].holds(Self.name) == "1w 2h 3h")
        let village = try network[Self.village].write(Draft(Self.name, "b").with { $0.nextWriter = "340122101" })
        try network.settle()
        #expect(try network["340122101"].holds(Self.name) == "1w 2w 3w 4w")
        #expect(try Self.chain(network["340122101"]).last == "\(Self.village) b" && village.count == 1)
        for node in network.nodes {
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(node.id)")
            #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)")
        }
    }

    @Test("A side stream that stood on a void commit is void with it")
    func sideStream() throws {
        let (network, first) = try Self.opened()
        let opinion: StreamName = "case/340122100200-1/opinion/340122100/d"
        try network[Self.village].write(
            Draft(Self.name, "review").with { $0.pens = [.init(suffix: "opinion/340122100/d", writer: "340122100")] })
        try network.settle()
        try network["340122100"].write(Draft(opinion, "given"))
        try network.settle()
        #expect(try network["340122"].holds(opinion) == "1w")
        try network["340122"].write(Draft(Self.name, "taken over").with { $0.takesOverAfter = first })
        try network.settle()
        for node in ["340122100", "340122"] as [NodeID] {
            #expect(try network[node].holds(opinion) == "", "\(node)")
            #expect(try network[node].db.write { try network[node].engine.verify($0).faults }.isEmpty, "\(node)")
        }
    }

    @Test("What stands on a grant that is void already when it comes is void too, and counts when it is granted again")
    func lateSideStream() throws {
        let (network, first) = try Self.opened()
        let opinion: StreamName = "case/340122100200-1/opinion/340122100/d"
        let pens = [Header.PenGrant(suffix: "opinion/340122100/d", writer: "340122100")]
        try network[Self.village].write(Draft(Self.name, "review").with { $0.pens = pens })
        try network.settle()
        network.silent = ["340122100"]
        try network["340122100"].write(Draft(opinion, "given"), Draft(opinion, "more"))
        let county = network["340122"]
        try county.write(Draft(Self.name, "taken over").with { $0.takesOverAfter = first })
        // Who joins now never hears of the void grant.
        try county.write(Draft(Self.name, "going on").with { $0.joins = ["340222"] })
        try network.settle()
        network.silent = []
        try network.settle()
        #expect(try county.count("commits WHERE standing = 2") == 3)
        for node in network.nodes {
            #expect(try node.holds(opinion) == "", "\(node.id)")
            #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)")
        }
        // One that comes twice is known.
        for kept in try county.db.read({ try CommitLog.uncounted(opinion, $0) }) {
            let judgement = try county.db.read { try county.engine.judge(kept.stored.commit, verified: nil, $0) }
            guard case .duplicate = judgement else {
                Issue.record("\(judgement)")
                continue
            }
        }

        try county.write(Draft(Self.name, "asked again").with { $0.pens = pens })
        for line in ["340122100", "340122"] as [NodeID] { try network.link(line).cut() }
        try network.settle()
        for node in ["340122100", "340122", "340222"] as [NodeID] {
            #expect(try network[node].holds(opinion) == "1w 2w", "\(node)")
        }
        for node in network.nodes {
            #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)")
            let live = try node.dump(RebuildTests.models)
            _ = try node.db.write { try node.engine.rebuild($0) }
            #expect(try node.dump(RebuildTests.models) == live, "\(node.id)")
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(node.id)")
        }
    }

    @Test("A matter of a dead hall is continued by the hall above it")
    func valueStream() throws {
        let network = try TestNetwork.anhui()
        let last = try #require(try network["340122"].write(Draft("matter/340122/1", "v1")).first)
        try network.settle()
        try network["3401"].write(Draft("matter/340122/1", "v2").with { $0.takesOverAfter = last.commit.id })
        try network["340122"].write(Draft("matter/340122/1", "unheard"))
        try network.settle()
        for node in ["340122100", "340122", "34"] as [NodeID] {
            let newest = try network[node].db.read { try CommitLog.newest("matter/340122/1", $0) }
            #expect(newest?.author == "3401" && newest?.commit.header.facts == Array("v2".utf8), "\(node)")
            #expect(try network[node].db.write { try network[node].engine.verify($0).faults }.isEmpty, "\(node)")
        }
    }
}
