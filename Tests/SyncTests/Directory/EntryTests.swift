import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("The directory is the only certificate: entries are judged by it alone")
struct EntryTests {
    /// The county 340122 of a network, with the change that an entry of its township gets.
    private static func refusal(
        by writer: NodeID = "340122", _ change: (inout DirectoryEntry, TestNetwork) throws -> Void
    ) throws -> (any Error)? {
        let network = try TestNetwork.anhui()
        var entry = try network.held("340122100", at: "340122")
        try change(&entry, network)
        do {
            try network.enter(entry, by: network[writer])
            return nil
        } catch { return error }
    }

    @Test("An entry by a hall that is not the superior is refused", arguments: ["34", "3401", "340222", "340122100"])
    func superiorOnly(writer: String) throws {
        #expect(try Self.refusal(by: NodeID(stringLiteral: writer)) { entry, _ in entry.address = "x" } is WriteError)
        #expect(try Self.refusal { entry, _ in entry.address = "x" } == nil)
    }

    @Test("A refused entry is refused by the receiver too, with its reason")
    func received() throws {
        let network = try TestNetwork.anhui()
        let thief = network["340222"]
        var entry = try network.held("340122100", at: "340122")
        entry.superior = "340222"
        let body = Body(salt: network.random.bytes(16), content: try entry.content())
        let held = try #require(try network["34"].db.read { try CommitLog.newest("hall/340122100", $0) })
        let moved = try thief.forge(
            thief.header("hall/340122100", 2, after: held.commit.id, number: 80), body: body)
        let again = try thief.forge(thief.header("hall/340122100", 1, number: 81), body: body)
        try network["34"].receive(moved, again, from: "3402")
        #expect(try network["34"].refusals() == ["not-the-superior by 34", "not-the-writer by 34"])
        #expect(try network.held("340122100", at: "34").superior == "340122")
    }

    @Test("A code outside the superior's own is refused", arguments: ["3402", "34012", "340122", "35"])
    func codes(code: String) throws {
        let error = try Self.refusal { entry, _ in entry.codes.append(.init(value: code, from: "2026-02-01")) }
        #expect(error is WriteError)
    }

    @Test("A request that the new key did not sign is refused")
    func request() throws {
        #expect(
            try Self.refusal { entry, _ in entry.request.signature = String(repeating: "00", count: 64) } is WriteError)
        #expect(try Self.refusal { entry, _ in entry.request.content += " " } is WriteError)
        #expect(
            try Self.refusal { entry, network in
                entry.request = try network.held("340122101", at: "340122").request
            } is WriteError)
    }

    @Test("An entry that forgets, reorders or revives a key is refused")
    func keys() throws {
        #expect(try Self.refusal { entry, _ in entry.keys = [] } is WriteError)
        #expect(try Self.refusal { entry, _ in entry.keys[0].ordinal = 2 } is WriteError)
        #expect(
            try Self.refusal { entry, network in
                entry.keys = try network.held("340122101", at: "340122").keys
                entry.request = try network.held("340122101", at: "340122").request
            } is WriteError)
        // One key twice: its second line would take back where the first one ended.
        #expect(
            try Self.refusal { entry, _ in
                entry.keys[0].last = 3
                entry.keys.append(entry.keys[0])
                entry.keys[1].ordinal = 2
                entry.keys[1].last = nil
            } is WriteError)
    }

    @Test("An ended key stays ended where it ended")
    func ended() throws {
        let network = try TestNetwork.anhui()
        var entry = try network.held("340122100", at: "340122")
        entry.keys[0].last = 9
        try network.enter(entry, by: network["340122"])
        for last in [nil, 8, 10] as [UInt64?] {
            entry.keys[0].last = last
            #expect(throws: WriteError.self) { try network.enter(entry, by: network["340122"]) }
        }
    }

    @Test("The pen of an entry stays with the superior that it names: no hall gets hold of its own entry")
    func ownEntry() throws {
        let network = try TestNetwork.anhui()
        let entry = try network.held("340122100", at: "340122")
        let draft = Draft(stream: "hall/340122100", facts: [], content: try entry.content())
        #expect(throws: WriteError.self) {
            try network["340122"].write(draft.with { $0.nextWriter = "340122100" })
        }
    }

    @Test("A move hands the pen to the new superior in the same commit")
    func move() throws {
        let network = try TestNetwork.anhui()
        var entry = try network.held("340122100", at: "340122")
        entry.superior = "3401"
        let draft = Draft(stream: "hall/340122100", facts: [], content: try entry.content())
        #expect(throws: WriteError.self) { try network["340122"].write(draft) }
        try network["340122"].write(draft.with { $0.nextWriter = "3401" })
        #expect(throws: WriteError.self) { try network["340122"].write(draft) }
        #expect(try network.held("340122100", at: "340122").superior == "3401")
    }

    @Test("No other hall calls itself the top")
    func oneTop() throws {
        let error = try Self.refusal { entry, _ in entry.superior = nil }
        #expect(error is WriteError)
        let network = try TestNetwork.anhui()
        let other = try TestNode("35", key: try network.makeKey(), root: network["34"].engine.root, network: network)
        let commit = try other.forge(
            other.header("hall/35", 1, number: 1),
            body: Body(
                salt: network.random.bytes(16),
                content: try network.entry(of: other, under: nil, tier: "province").content()))
        try network["3401"].receive(commit, from: "34")
        #expect(try network["3401"].waiting() == ["key \(other.key.publicKey.id.hex)"])
    }

    @Test("A tampered introduction is refused as a whole")
    func introduction() throws {
        let network = try TestNetwork.anhui()
        let other = TestNetwork(seed: 9)
        try other.found()
        let foreign = try other["34"].db.read { try other["34"].engine.introduction(of: "34", $0) }
        let node = try TestNode("340123", key: try network.makeKey(), root: network["34"].engine.root, network: network)
        let checked = try node.check(foreign)
        #expect(throws: IntroductionRefused.self) {
            try node.db.write { _ = try node.engine.admit(introduction: checked, from: "34", now: 1, $0) }
        }
        #expect(try node.count("commits") == 0)
    }
}
