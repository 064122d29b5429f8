import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("What waits for something else can be seen, and a person can end a wait that is in vain")
struct WaitingTests {
    private static let name: StreamName = "case/340122100-1"

    /// A township whose first commit of a case is refused above: what follows it waits there.
    private static func broken(followers: Int) throws -> TestNetwork {
        let network = try TestNetwork.anhui()
        let node = network["340122100"]
        try node.write(Draft(name, "a"))
        try node.execute(
            "UPDATE signatures SET signature = zeroblob(64) WHERE sigid = (SELECT max(sigid) FROM signatures)")
        for _ in 0..<followers { try node.write(Draft(name, "b")) }
        try network.link("340122100").exchange()
        return network
    }

    private static func stretches(_ node: TestNode) throws -> [Waiting.Stretch] {
        try node.db.read { try Waiting.stretches($0) }
    }

    @discardableResult
    private static func giveUp(_ streams: Set<String>?, at node: TestNode) throws -> Int {
        try node.db.write { try Waiting.giveUp(streams, at: node.id, now: node.network.tick(), $0) }
    }

    @Test("It is told by neighbour and stream: how many, which, and what the first lacks")
    func seen() throws {
        let network = try Self.broken(followers: 3)
        let county = network["340122"]
        let stretch = try #require(try Self.stretches(county).first)
        #expect(try Self.stretches(county).count == 1)
        #expect(stretch.peer == "340122100" && stretch.author == "340122100" && stretch.stream == Self.name.rawValue)
        #expect(stretch.sequences == 2...4 && stretch.commits == 3)
        #expect(stretch.lacks == "commit-before" && stretch.lacking == "1 \(Self.name)")
        #expect(try stretch.bytes == county.db.read { try Shares.of("340122100", $0).waitingBytes })
    }

    @Test("A key that no entry names is named")
    func unknownKey() throws {
        let network = try TestNetwork.anhui()
        let (node, county) = (network["340122100"], network["340122"])
        node.key = try network.makeKey()
        let commit = try node.forge(node.header(Self.name, 1, number: 1))
        try county.receive(commit, from: "340122100")
        let stretch = try #require(try Self.stretches(county).first)
        #expect(stretch.lacks == "key" && stretch.lacking == node.key.publicKey.id.hex && stretch.author == nil)
    }

    @Test("Every lack has its word")
    func words() throws {
        let key = try TestNetwork().makeKey().publicKey.id
        let lacks: [(Lack, String)] = [
            (.key(key), "key"), (.predecessor(Self.name, 1), "commit-before"), (.grant(Self.name), "pen"),
            (.body("hall/34", 1), "body"), (.commit(CommitID.of([1])), "commit"), (.above("34"), "entry-above"),
            (.support, "later-release"),
        ]
        for (lack, word) in lacks { #expect(Lack.word(lack.text) == word) }
    }

    @Test("A wait that a person ends is a refusal that its writer hears of, and the share is free again")
    func ended() throws {
        let network = try Self.broken(followers: 3)
        let (node, county) = (network["340122100"], network["340122"])
        #expect(try Self.giveUp([Self.name.rawValue], at: county) == 3)
        #expect(try Self.stretches(county).isEmpty)
        #expect(try county.db.read { try Shares.of("340122100", $0).waitingBytes } == 0)
        #expect(try county.sharesAreRight())
        // Who ended it has seen them: open is the first alone.
        #expect(try county.refusals() == ["bad-signature by 340122"])
        let link = try network.link("340122100")
        try link.idle()
        try link.exchange()
        #expect(
            try node.refusals().sorted() == ["bad-signature by 340122"]
                + Array(repeating: "gave-up by 340122", count: 3))
        #expect(try node.count("receipt_waiting WHERE peer = '340122'") == 0)
    }

    @Test("All but what a later release will understand")
    func later() throws {
        let network = try Self.broken(followers: 2)
        let county = network["340122"]
        try county.execute("UPDATE waiting SET lacks = 'support' WHERE wid = (SELECT max(wid) FROM waiting)")
        #expect(try Self.giveUp(nil, at: county) == 1)
        #expect(try county.waiting() == ["support"])
        #expect(try Self.giveUp(["case/340122100-2"], at: county) == 0)
        #expect(try Self.giveUp([Self.name.rawValue], at: county) == 1)
        #expect(try county.waiting().isEmpty)
    }

    @Test("What was given up counts as any other when it comes again with what it lacked")
    func again() throws {
        let network = try TestNetwork.anhui()
        let (node, county) = (network["340122100"], network["340122"])
        var commits: [Commit] = []
        for number in 1...3 as ClosedRange<UInt64> {
            let header = node.header(Self.name, number, after: commits.last?.id ?? .zero, number: 50 + number)
            commits.append(try node.forge(header, body: Body(salt: network.random.bytes(16), content: [])))
        }
        try county.receive(commits[1], commits[2], from: "340122100")
        #expect(try Self.giveUp(nil, at: county) == 2)
        for commit in commits { try county.receive(commit, from: "340122100") }
        #expect(try county.holds(Self.name) == "1w 2w 3w")
        #expect(try county.db.write { try county.engine.verify($0).faults }.isEmpty)
    }

    @Test("A neighbour whose lane pauses for what waits is named")
    func full() throws {
        let county = try TestNetwork.anhui()["340122"]
        let room = Bounds.waitingBytes - Bounds.bodyBytes
        try county.execute("INSERT INTO shares(peer, waiting_bytes) VALUES ('340122100', \(room))")
        #expect(try county.db.read { try Waiting.fullPeers($0) }.isEmpty)
        try county.execute("UPDATE shares SET waiting_bytes = waiting_bytes + 1")
        #expect(try county.db.read { try Waiting.fullPeers($0) } == ["340122100"])
    }
}
