import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("A key ends at an author sequence: what lies beyond counts nowhere unless it was admitted")
struct KeyEndTests {
    private static let name: StreamName = "case/340122100-1"

    /// A case of the township of three commits of its key, numbered 51 to 53.
    private static func written(_ network: TestNetwork) throws -> [Commit] {
        let writer = network["340122100"]
        var commits: [Commit] = []
        for number in 1...3 as ClosedRange<UInt64> {
            let header = writer.header(name, number, after: commits.last?.id ?? .zero, number: 50 + number)
            commits.append(try writer.forge(header, body: Body(salt: network.random.bytes(16), content: [])))
        }
        return commits
    }

    private static func end(_ network: TestNetwork, at last: UInt64, stolen: Bool = false) throws {
        let key = network["340122100"].key.publicKey.id
        let entry = try network.held("340122100", at: "340122")
        try network.enter(try #require(entry.ending(key, at: last, stolen: stolen)), by: network["340122"])
    }

    private static func admit(_ network: TestNetwork, _ ids: CommitID...) throws {
        let key = network["340122100"].key.publicKey.id
        let entry = try network.held("340122100", at: "340122")
        try network.enter(try #require(entry.admitting(ids, of: key)), by: network["340122"])
    }

    @Test(
        "Count a commit beyond an ended key: never, whether it came before the end or after", arguments: [true, false])
    func never(cameBefore: Bool) throws {
        let network = try TestNetwork.anhui()
        let commits = try Self.written(network)
        let county = network["340122"]
        if !cameBefore { try Self.end(network, at: 51) }
        for commit in commits { try county.receive(commit, from: "340122100") }
        if cameBefore { try Self.end(network, at: 51) }
        #expect(try county.holds(Self.name) == "1w")
        #expect(try county.count("commits WHERE standing = 2") == (cameBefore ? 2 : 0))
        #expect(try county.refusals().count == (cameBefore ? 0 : 2))
        #expect(try county.db.write { try county.engine.verify($0).faults }.isEmpty)
        for commit in commits { try county.receive(commit, from: "340122100") }
        #expect(try county.holds(Self.name) == "1w")
        #expect(try county.count("commits WHERE standing = 2") == (cameBefore ? 2 : 0))
    }

    @Test(
        "What is admitted counts: from the log where it was held, from quarantine where it was refused",
        arguments: [true, false])
    func admitted(cameBefore: Bool) throws {
        let network = try TestNetwork.anhui()
        let commits = try Self.written(network)
        let county = network["340122"]
        if !cameBefore { try Self.end(network, at: 51) }
        for commit in commits { try county.receive(commit, from: "340122100") }
        if cameBefore { try Self.end(network, at: 51) }
        let leftovers = try county.db.read { try county.engine.leftovers($0) }
        #expect(leftovers.map(\.id) == [commits[1].id, commits[2].id])
        #expect(leftovers.map(\.keySequence) == [52, 53])
        try Self.admit(network, commits[1].id)
        #expect(try county.holds(Self.name) == "1w 2w")
        try Self.admit(network, commits[2].id)
        #expect(try county.holds(Self.name) == "1w 2w 3w")
        #expect(try county.refusals().isEmpty)
        #expect(try county.db.read { try county.engine.leftovers($0) }.isEmpty)
        #expect(try county.db.write { try county.engine.verify($0).faults }.isEmpty)
    }

    @Test("Halls that learn of an end and of what is admitted by the lanes agree with the one that said so")
    func throughLanes() throws {
        let network = try TestNetwork.anhui()
        let writer = network["340122100"]
        let drafts = ["opened", "a", "b"].map { Draft(Self.name, $0).with { $0.joins = ["3401"] } }
        let own = try writer.write(drafts)
        try network.settle()
        #expect(try network["3401"].holds(Self.name) == "1w 2w 3w")
        let above: [NodeID] = ["340122", "3401", "34"]
        try Self.end(network, at: own[0].commit.header.authorSequence)
        for node in above.dropLast() { try network.link(node).exchange() }
        for node in above { #expect(try network[node].holds(Self.name).count == 2, "\(node)") }
        try Self.admit(network, own[1].commit.id)
        for node in above.dropLast() { try network.link(node).exchange() }
        for node in above {
            #expect(try network[node].holds(Self.name).count == 5, "\(node)")
            #expect(try network[node].db.write { try network[node].engine.verify($0).faults }.isEmpty, "\(node)")
        }
    }

    @Test("A side stream counts again with the commit beyond an ended key that opened it, once that is admitted")
    func sideStream() throws {
        let network = try TestNetwork.anhui()
        let writer = network["340122100"]
        let opinion: StreamName = "case/340122100-1/opinion/340122/d"
        let opened = try writer.write(Draft(Self.name, "opened"))
        let asked = try writer.write(
            Draft(Self.name, "asked").with { $0.pens = [.init(suffix: "opinion/340122/d", writer: "340122")] })
        try network.settle()
        let county = network["340122"]
        try county.write(Draft(opinion, "given"))
        try Self.end(network, at: opened[0].commit.header.authorSequence)
        #expect(try county.holds(opinion) == "")
        try Self.admit(network, asked[0].commit.id)
        #expect(try county.holds(Self.name) == "1w 2w")
        #expect(try county.holds(opinion) == "1w")
        try network.link("340122100").exchange()
        #expect(try writer.holds(opinion) == "1w")
        for node in [writer, county] { #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty) }
    }

    @Test("A takeover beyond an ended key counts again with the entry that it names, once both are admitted")
    func takeoverWithItsEntry() throws {
        let network = try TestNetwork.anhui()
        let (village, township): (NodeID, NodeID) = ("340122100200", "340122100")
        let name: StreamName = "case/340122100200-1"
        let opened = try network[village].write(Draft(name, "opened").with { $0.joins = ["340122"] })
        try network.settle()
        let key = try network.held(township, at: "340122")
        let last = try #require(
            try network[township].db.read { try CommitLog.newest("hall/340122100200", $0) }
        ).commit.header.authorSequence
        let entry = try network.enter(network.held(village, at: township), by: network[township])
        let taken = try network[township].write(
            Draft(name, "taken over").with { $0.takesOverAfter = opened[0].commit.id })
        try network.settle()
        for node in [village, township, "340122"] { #expect(try network[node].holds(name) == "1w 2w", "\(node)") }
        let ended = try #require(key.ending(network[township].key.publicKey.id, at: last))
        try network.enter(ended, by: network["340122"])
        #expect(try network["340122"].holds(name) == "1w")
        let ids = [entry.commit.id, taken[0].commit.id]
        let admitted = try #require(ended.admitting(ids, of: network[township].key.publicKey.id))
        try network.enter(admitted, by: network["340122"])
        #expect(try network["340122"].holds(name) == "1w 2w")
        #expect(try network["340122"].db.write { try network["340122"].engine.verify($0).faults }.isEmpty)
    }

    @Test("A side stream that lost its grant counts again when another commit grants it")
    func grantedAgain() throws {
        let network = try TestNetwork.anhui()
        let writer = network["340122100"]
        let opinion: StreamName = "case/340122100-1/opinion/340122/d"
        let pens = [Header.PenGrant(suffix: "opinion/340122/d", writer: "340122")]
        let opened = try writer.write(Draft(Self.name, "opened"))
        try writer.write(Draft(Self.name, "asked").with { $0.pens = pens })
        try network.settle()
        let county = network["340122"]
        try county.write(Draft(opinion, "given"))
        try Self.end(network, at: opened[0].commit.header.authorSequence)
        try county.write(Draft(Self.name, "taken over").with { $0.takesOverAfter = opened[0].commit.id })
        #expect(try county.holds(opinion) == "")
        try county.write(Draft(Self.name, "asked again").with { $0.pens = pens })
        #expect(try county.holds(opinion) == "1w")
        #expect(try county.db.write { try county.engine.verify($0).faults }.isEmpty)
    }

    @Test("Who takes part by what is admitted gets what came while that did not count")
    func partAgain() throws {
        let network = try TestNetwork.anhui()
        let asked = network["340122101"]
        let supervision: StreamName = "case/340122100-1/supervision/3401"
        let opened = try network["340122100"].write(Draft(Self.name, "opened"))
        let joined = try network["340122100"].write(Draft(Self.name, "asked").with { $0.joins = ["340122101"] })
        try network.settle()
        try Self.end(network, at: opened[0].commit.header.authorSequence)
        try network["3401"].write(Draft(supervision, "reminder"))
        for node in ["340122", "340122101"] as [NodeID] { try network.link(node).exchange() }
        #expect(try network["340122"].holds(supervision) == "1w")
        #expect(try asked.holds(supervision) == "")
        try Self.admit(network, joined[0].commit.id)
        try network.link("340122101").exchange()
        #expect(try asked.holds(Self.name) == "1w 2w")
        #expect(try asked.holds(supervision) == "1w")
        for node in [network["340122"], asked] {
            #expect(try node.db.write { try node.engine.verify($0).faults }.isEmpty, "\(node.id)")
            #expect(try node.waiting().isEmpty && node.refusals().isEmpty, "\(node.id)")
        }
    }

    @Test("Nobody pleads for what a stolen key signed")
    func stolen() throws {
        let network = try TestNetwork.anhui()
        let county = network["340122"]
        try Self.end(network, at: 51, stolen: true)
        for commit in try Self.written(network) { try county.receive(commit, from: "340122100") }
        #expect(try county.refusals().count == 2)
        #expect(try county.db.read { try county.engine.leftovers($0) }.isEmpty)
    }

    @Test("An end stays, what was admitted stays, a stolen key stays stolen")
    func sound() throws {
        let network = try TestNetwork.anhui()
        let commits = try Self.written(network)
        try Self.end(network, at: 51, stolen: true)
        try Self.admit(network, commits[1].id)
        let entry = try network.held("340122100", at: "340122")
        let changes: [(inout DirectoryEntry.Key) -> Void] = [
            { $0.last = 52 }, { $0.last = nil }, { $0.admitted = nil }, { $0.admitted = [commits[2].id.hex] },
            { $0.stolen = nil }, { $0.admitted = [commits[1].id.hex, "x"] },
            { key in key.admitted = (0...256).map { CommitID.of([UInt8($0 & 255), UInt8($0 >> 8)]).hex } },
        ]
        for change in changes {
            var other = entry
            change(&other.keys[0])
            #expect(throws: WriteError.self) { try network.enter(other, by: network["340122"]) }
        }
        #expect(entry.ending(network["340122100"].key.publicKey.id, at: 52) == nil)
        #expect(entry.ending(.zero, at: 52) == nil)
        #expect(throws: WriteError.self) {
            var other = try network.held("340122101", at: "340122")
            other.keys[0].admitted = [commits[1].id.hex]
            try network.enter(other, by: network["340122"])
        }
    }

    @Test("An entry of before is the same bytes: nothing is said where there is nothing")
    func bytes() throws {
        let network = try TestNetwork.anhui()
        let entry = try network.held("340122100", at: "340122")
        let text = String(decoding: try entry.content(), as: UTF8.self)
        for word in ["admitted", "stolen", "heads", "last"] { #expect(!text.contains("\"\(word)\"")) }
    }

    @Test("A key that only void entries name counts nothing, and what it signed can still be read")
    func voidKey() throws {
        let network = try TestNetwork.anhui()
        let last = try #require(try network["3401"].db.read { try CommitLog.newest("hall/340122100200", $0) })
        let rogue = try network.makeKey()
        var entry = try network.held("340122100200", at: "340122100")
        let info = hexOfBytes(rogue.publicKey.subjectPublicKeyInfo)
        entry.keys.append(.init(ordinal: 2, signing: info, agreement: entry.keys[0].agreement))
        entry.request = try KeyRequest(
            node: "340122100200", signing: info, agreement: entry.keys[0].agreement, address: nil
        ).signed(by: rogue)
        try network.enter(entry, by: network["340122100"])
        let thief = try TestNode("340122100200", key: rogue, root: network["34"].engine.root, network: network)
        let forged = try thief.forge(
            thief.header("case/340122100200-7", 1, number: 1), body: Body(salt: network.random.bytes(16), content: []))
        try network.settle()
        try network["340122"].receive(forged, from: "340122100", lane: .sharedBulk)
        #expect(try network["340122"].holds("case/340122100200-7") == "1w")
        let good = try network.held("340122100200", at: "3401")
        var again = good
        again.keys.removeLast()
        again.request = try #require(last.commit.directoryEntry).request
        again.superior = "3401"
        try network["3401"].write(
            Draft(stream: "hall/340122100200", facts: [], content: try again.content()).with {
                $0.takesOverAfter = last.commit.id
            })
        try network.settle()
        let county = network["340122"]
        #expect(try county.holds("case/340122100200-7") == "")
        #expect(try county.db.read { try Directory.key(rogue.publicKey.id, $0)?.last } == 0)
        #expect(try county.db.write { try county.engine.verify($0).faults }.isEmpty)
    }
}
