import FoundationEssentials
import GRDB
import Testing

@testable import Sync

@Suite("Every hello exchanges a token used once; to a neighbour of protocol 1 an older copy of a store is refused")
struct TokenTests {
    private static func pair() throws -> (TestNetwork, TestLink) {
        let network = TestNetwork()
        try network.found()
        try network.join("3401", under: "34", tier: "city")
        network["3401"].newestProtocol = 1
        return (network, try network.link("3401"))
    }

    private static func copy(_ node: TestNode) throws -> DatabaseQueue {
        let copy = try DatabaseQueue()
        try node.db.backup(to: copy)
        return copy
    }

    /// Why a hello over this line is refused; nil if it is welcome.
    private static func reason(_ link: TestLink) -> Rejection.Reason? {
        do {
            try link.greet()
            return nil
        } catch { return (error as? Rejection)?.reason }
    }

    @Test("Hello after hello is welcome")
    func again() throws {
        let (_, link) = try Self.pair()
        for _ in 0..<5 { try link.greet() }
        #expect(link.isLinked)
    }

    @Test("A kill between answer and store is no clone, the first hello included", arguments: 0..<4)
    func kill(hellosBefore: Int) throws {
        let (_, link) = try Self.pair()
        for _ in 0..<hellosBefore { try link.greet() }
        for _ in 0..<3 { try link.greet(loseAnswer: true) }
        try link.greet()
        #expect(link.isLinked)
    }

    @Test("A child restored from an older copy is refused at the next hello")
    func childRestored() throws {
        let (network, link) = try Self.pair()
        try link.greet()
        let old = try Self.copy(network["3401"])
        for _ in 0..<2 { try link.greet() }
        network["3401"].db = old
        #expect(Self.reason(link) == .staleToken)
    }

    @Test("A parent restored from an older copy is noticed by its child")
    func parentRestored() throws {
        let (network, link) = try Self.pair()
        try link.greet()
        let old = try Self.copy(network["34"])
        for _ in 0..<2 { try link.greet() }
        network["34"].db = old
        #expect(Self.reason(link) == .staleToken)
    }

    @Test("Two copies of one store cannot both go on")
    func clone() throws {
        let (network, link) = try Self.pair()
        try link.greet()
        let clone = try Self.copy(network["3401"])
        let original = network["3401"].db
        var refused = 0
        for round in 0..<6 {
            network["3401"].db = round.isMultiple(of: 2) ? clone : original
            if Self.reason(link) == .staleToken { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test("A store that was set back behind what its neighbour took is refused", arguments: ["3401", "34"])
    func setBack(restored: String) throws {
        let (network, link) = try Self.pair()
        try network.settle()
        // The copy is one hello old, so that its token still passes; what its lanes hold does not.
        let node = network[NodeID(stringLiteral: restored)]
        let old = try Self.copy(node)
        try node.write(Draft(StreamName(stringLiteral: "matter/\(restored)/1"), "new"))
        try link.exchange()
        node.db = old
        #expect(Self.reason(link) == .setBack)
    }

    @Test("A wiped child is refused, its lag unknown")
    func wiped() throws {
        let (network, link) = try Self.pair()
        try network["3401"].write(Draft("matter/3401/1", "new"))
        try network.settle()
        for _ in 0..<2 { try link.greet() }
        network["3401"].db = try TestNode.emptyStore()
        try network.introduce(network["3401"], by: network["34"])
        #expect(Self.reason(link) == .staleToken)
    }

    @Test("A lane that is another one up to the same place has diverged")
    func diverged() throws {
        let (network, link) = try Self.pair()
        try network["34"].write(Draft("rules/1", "a"))
        try network.settle()
        try network["3401"].execute("UPDATE cursors SET digest = zeroblob(32) WHERE peer = '34' AND lane = 3")
        #expect(Self.reason(link) == .diverged)
    }

    @Test("Practice and real halls refuse each other")
    func practice() throws {
        let (network, link) = try Self.pair()
        network["3401"].practice = true
        #expect(Self.reason(link) == .practice)
        network["34"].practice = true
        try link.greet()
    }

    @Test("Halls of another network, strangers, and halls below somebody else are refused")
    func strangers() throws {
        let (network, link) = try Self.pair()
        let other = TestNetwork(seed: 5)
        try other.found("36")
        try other.join("3601", under: "36", tier: "city")
        #expect(Self.reason(TestLink(child: other["3601"], parent: network["34"])) == .otherNetwork)
        try network.join("340122", under: "3401", tier: "county")
        try link.greet()
        try link.exchange()
        #expect(Self.reason(TestLink(child: network["340122"], parent: network["34"])) == .notAChild)
        let thief = try TestNode("3401", key: try network.makeKey(), root: network["34"].engine.root, network: network)
        #expect(Self.reason(TestLink(child: thief, parent: network["34"])) == .unknownKey)
    }

    @Test("A hall whose key was ended is refused")
    func endedKey() throws {
        let (network, link) = try Self.pair()
        var entry = try network.held("3401", at: "34")
        entry.keys[0].last = 0
        try network.enter(entry, by: network["34"])
        #expect(Self.reason(link) == .unknownKey)
    }

    @Test("A hello that is none is an error and no answer")
    func rubbish() throws {
        let (network, _) = try Self.pair()
        let node = network["34"]
        for payload in [[], Array("{}".utf8), Array("[1]".utf8), [0xFF, 0xFE]] as [[UInt8]] {
            #expect(throws: FormatError.self) {
                try node.db.write { db in
                    _ = try node.engine.answer(
                        hello: payload, peerKey: node.key.publicKey.id, node.identity, address: nil, now: 1,
                        random: { [UInt8](repeating: 0, count: $0) }, db)
                }
            }
        }
    }
}
