import GRDB
import TestSupport
import Testing

@testable import Sync

/// Nodes in one process, without sockets, threads or clocks: bytes go from one engine to the other when a test says so.
final class TestNetwork {
    private(set) var now: Int64 = 1_768_000_000_000
    var random: SeededRandom
    private(set) var nodes: [TestNode] = []
    private var links: [NodeID: TestLink] = [:]
    private var entries: [NodeID: DirectoryEntry] = [:]
    private let practice: Bool
    /// Halls that were set back renew their keys by themselves.
    var renews = false
    /// Nodes whose lines to their superiors are down.
    var silent = Set<NodeID>()

    init(seed: UInt64 = 1, practice: Bool = false) {
        random = SeededRandom(seed: seed)
        self.practice = practice
    }

    func tick() -> Int64 {
        now += 1_000
        return now
    }

    /// Lets time pass in which nothing happens, ms.
    func pass(_ milliseconds: Int64) { now += milliseconds }

    func makeKey() throws -> SigningKey { try #require(SigningKey(raw: [1] + random.bytes(31))) }

    subscript(_ id: NodeID) -> TestNode {
        guard let node = nodes.first(where: { $0.id == id }) else { preconditionFailure("no node \(id)") }
        return node
    }

    // MARK: - Entering nodes

    /// Founds the network with its province.
    @discardableResult
    func found(_ id: NodeID = "34") throws -> TestNode {
        let key = try makeKey()
        let node = try TestNode(id, key: key, root: key.publicKey.id, network: self)
        node.practice = practice
        nodes.append(node)
        try enter(try entry(of: node, under: nil, tier: "province"), by: node)
        return node
    }

    /// Enters a node under its superior and hands it the entries on its path. Codes are the ids.
    @discardableResult
    func join(_ id: NodeID, under superior: NodeID, tier: String) throws -> TestNode {
        let above = self[superior]
        let node = try TestNode(id, key: try makeKey(), root: above.engine.root, network: self)
        node.practice = practice
        nodes.append(node)
        try enter(try entry(of: node, under: superior, tier: tier), by: above)
        try introduce(node, by: above)
        links[id] = TestLink(child: node, parent: above)
        return node
    }

    /// Hands a node the entries on its own path, or on that of another one.
    func introduce(_ node: TestNode, by above: TestNode, pathOf other: NodeID? = nil) throws {
        let payload = try above.db.read { try above.engine.introduction(of: other ?? node.id, $0) }
        let checked = try node.check(payload)
        _ = try node.db.write { try node.engine.admit(introduction: checked, from: above.id, now: tick(), $0) }
    }

    func entry(of node: TestNode, under superior: NodeID?, tier: String) throws -> DirectoryEntry {
        let signing = hexOfBytes(node.key.publicKey.subjectPublicKeyInfo)
        let agreement = String(repeating: "ab", count: 32)
        let request = KeyRequest(node: node.id, signing: signing, agreement: agreement, address: nil)
        return DirectoryEntry(
            node: node.id, superior: superior, tier: tier, codes: [.init(value: node.id.rawValue, from: "2026-01-01")],
            department: nil, names: [.init(value: "Hall \(node.id)", from: "2026-01-01")], address: nil,
            keys: [.init(ordinal: 1, signing: signing, agreement: agreement)], nextRoot: nil, practice: practice,
            request: try request.signed(by: node.key))
    }

    /// Writes an entry in the name of a node.
    @discardableResult
    func enter(_ entry: DirectoryEntry, by writer: TestNode) throws -> StoredCommit {
        let draft = Draft(stream: .directory(entry.node), facts: [], content: try entry.content())
        return try #require(try writer.write(draft).first)
    }

    /// The entry that a node's superior holds.
    func held(_ id: NodeID, at holder: NodeID) throws -> DirectoryEntry {
        try #require(try self[holder].db.read { try Directory.entry(id, $0) })
    }

    /// Province 34, city 3401, county 340122, townships 340122100 and 340122101, village 340122100200; beside it the
    /// city 3402 with county 340222.
    static func anhui(seed: UInt64 = 1) throws -> TestNetwork {
        let network = TestNetwork(seed: seed)
        try network.found()
        try network.join("3401", under: "34", tier: "city")
        try network.join("3402", under: "34", tier: "city")
        try network.join("340122", under: "3401", tier: "county")
        try network.join("340222", under: "3402", tier: "county")
        try network.join("340122100", under: "340122", tier: "township")
        try network.join("340122101", under: "340122", tier: "township")
        try network.join("340122100200", under: "340122100", tier: "village")
        try network.settle()
        return network
    }

    // MARK: - Lines

    /// A node's line leads to another superior from now on.
    func relink(_ child: NodeID, to superior: NodeID) {
        links[child]?.cut()
        links[child] = TestLink(child: self[child], parent: self[superior])
    }

    /// The line between a node and its superior.
    func link(_ child: NodeID) throws -> TestLink { try #require(links[child]) }

    /// Lets all lines run until nothing moves any more.
    func settle() throws {
        for round in 0..<60 {
            var moved = 0
            for node in nodes {
                guard let link = links[node.id], !silent.contains(node.id) else { continue }
                if !link.isLinked { try link.greet() }
                moved += try link.exchange()
                guard renews else { continue }
                if try node.renewIfDue() { moved += 1 }
                let stillUsed = try node.db.read { try node.engine.keysInUse($0).link }
                // The line is known by the key of its hello: with another one it is begun anew.
                if stillUsed != node.key.publicKey.id { link.cut() }
            }
            if moved == 0 { return }
            try #require(round < 59, "the network does not come to rest")
        }
    }

    /// Both ends of every line agree on position and digest of every lane.
    func expectDigestsAgree(sourceLocation: SourceLocation = #_sourceLocation) throws {
        for link in links.values.sorted(by: { $0.child.id < $1.child.id }) {
            for (sender, reader) in [(link.parent, link.child), (link.child, link.parent)] {
                for code in LaneCode.allCases where sender === link.parent || !code.isShared {
                    let head = try sender.db.read { try Lane.find(to: reader.id, code, $0)?.head } ?? .start
                    let cursor = try reader.db.read { try reader.engine.cursor(sender.id, code, $0).point }
                    #expect(
                        head == cursor, "\(sender.id) to \(reader.id), \(code.name)", sourceLocation: sourceLocation)
                }
            }
        }
    }
}
