import GRDB
import TestSupport
import Testing

@testable import Sync

/// The top has nobody above it: its key is changed by the next root key, whose hash its entry names.
@Suite(.timeLimit(.minutes(1)))
struct RootKeyTests {
    /// Halls under a province whose entry names the hash of its next root key.
    private static func rooted() throws -> (TestNetwork, SigningKey) {
        let network = try TestNetwork.anhui()
        let next = try network.makeKey()
        var entry = try network.held("34", at: "34")
        entry.nextRoot = next.publicKey.id.hex
        try network.enter(entry, by: network["34"])
        try network.settle()
        return (network, next)
    }

    private static func rotated(
        _ network: TestNetwork, to next: SigningKey, last: UInt64, heads: [DirectoryEntry.Head]? = nil
    ) throws -> Commit {
        let before = try #require(try network["3401"].db.read { try CommitLog.newest("hall/34", $0) })
        let held = try network.held("34", at: "3401")
        var entry = try #require(held.ending(network["34"].key.publicKey.id, at: last))
        let info = hexOfBytes(next.publicKey.subjectPublicKeyInfo)
        entry.keys.append(.init(ordinal: 2, signing: info, agreement: entry.keys[0].agreement))
        entry.request = try KeyRequest(
            node: "34", signing: info, agreement: entry.keys[0].agreement, address: nil
        ).signed(by: next)
        entry.nextRoot = KeyID.of([7]).hex
        entry.heads = heads
        let writer = try TestNode("34", key: next, root: network["34"].engine.root, network: network)
        let header = writer.header(
            "hall/34", before.commit.header.sequence + 1, after: before.commit.id, number: 1)
        return try writer.forge(
            header, body: Body(salt: network.random.bytes(16), content: try entry.content()))
    }

    @Test("The next root key ends the one before it, at every hall")
    func rootRotation() throws {
        let (network, next) = try Self.rooted()
        let kept = try network["34"].write(Draft("rules/a", "before"))
        let late = try network["34"].write(Draft("rules/b", "after"))
        try network.settle()
        let last = try #require(kept.first).commit.header.authorSequence
        let entry = try Self.rotated(network, to: next, last: last)
        try network["34"].receive(entry, from: "3401", lane: .sharedBulk)
        try network.settle()
        for node in ["34", "3401", "340122", "340122100200"] as [NodeID] {
            #expect(try network[node].holds("rules/a") == "1w", "\(node)")
            #expect(try network[node].holds("rules/b") == "", "\(node)")
            #expect(try network[node].db.read { try Directory.key(next.publicKey.id, $0)?.node } == "34", "\(node)")
            #expect(try network[node].db.write { try network[node].engine.verify($0).faults }.isEmpty, "\(node)")
        }
        #expect(late.count == 1)
    }

    @Test("Who has only the present root key cannot put another in its place")
    func stolenRoot() throws {
        let (network, _) = try Self.rooted()
        let thief = try network.makeKey()
        let forged = try Self.rotated(network, to: thief, last: 0)
        try network["3401"].receive(forged, from: "34")
        #expect(try network["3401"].waiting() == ["key \(thief.publicKey.id.hex)"])
        var entry = try network.held("34", at: "34")
        entry.nextRoot = thief.publicKey.id.hex
        #expect(throws: WriteError.self) { try network.enter(entry, by: network["34"]) }
    }

    @Test("An entry by the next root key stands against one that the old key signed beside it")
    func rootFork() throws {
        let (network, next) = try Self.rooted()
        let entry = try Self.rotated(network, to: next, last: 30)
        var other = try network.held("34", at: "34")
        other.address = "https://thief.example:8036"
        try network.enter(other, by: network["34"])
        try network.settle()
        try network["34"].receive(entry, from: "3401", lane: .sharedBulk)
        try network.settle()
        for node in ["34", "3401", "340122100"] as [NodeID] {
            #expect(try network.held("34", at: node).address == nil, "\(node)")
            #expect(try network[node].db.read { try Directory.key(next.publicKey.id, $0)?.last } == nil, "\(node)")
        }
    }

    @Test("With a new root key the province says which contents count where its own streams are forked")
    func heads() throws {
        let (network, next) = try Self.rooted()
        let province = network["34"]
        let both = try (0..<2).map { number in
            try province.forge(
                province.header("rules/a", 1, number: UInt64(20 + number)),
                body: Body(salt: network.random.bytes(16), content: []))
        }
        try network["3401"].receive(both[0], both[1], from: "34", lane: .bulk)
        try network["3402"].receive(both[1], both[0], from: "34", lane: .bulk)
        let entry = try Self.rotated(
            network, to: next, last: 30, heads: [.init(stream: "rules/a", sequence: 1, id: both[1].id)])
        for node in ["3401", "3402"] as [NodeID] {
            #expect(try network[node].db.read { try StreamState.find("rules/a", $0)?.forked } == true)
            try network[node].receive(entry, from: "34", lane: .urgent)
            #expect(try network[node].db.read { try StreamState.find("rules/a", $0)?.forked } == false)
            #expect(try network[node].db.read { try CommitLog.newest("rules/a", $0)?.commit.id } == both[1].id)
        }
    }

    // MARK: - Written by the province itself

    /// The province changes its key; gives the key after it.
    private static func rotate(_ network: TestNetwork, to next: SigningKey, stolen: Bool = false) throws -> SigningKey {
        let (province, then) = (network["34"], try network.makeKey())
        province.keep(next)
        try province.db.write { db in
            var batch = try WriteBatch(
                province.engine, key: next, now: network.tick(), clockOffset: nil,
                random: { network.random.bytes($0) }, db)
            let request = KeyRequest(
                node: "34", signing: hexOfBytes(next.publicKey.subjectPublicKeyInfo),
                agreement: String(repeating: "cd", count: 32), address: nil)
            try province.engine.rotateRoot(
                by: try request.signed(by: next), then: then.publicKey.id, stolen: stolen, &batch, db)
            try batch.finish()
        }
        try province.followKeys()
        return then
    }

    /// The lines break, and the cities ask for their paths, as they do where their superior shows a key that they do
    /// not know.
    private static func learn(_ network: TestNetwork) throws {
        for city in ["3401", "3402"] as [NodeID] {
            try network.link(city).cut()
            try network.introduce(network[city], by: network["34"])
        }
        try network.settle()
    }

    @Test("Changed twice while a child was away: by its path the child learns both, and all goes on")
    func twice() throws {
        let (network, next) = try Self.rooted()
        try network["34"].write(Draft("rules/a", "before"))
        try network.settle()
        _ = try Self.rotate(network, to: try Self.rotate(network, to: next))
        try network["34"].write(Draft("rules/b", "after"))
        try Self.learn(network)
        for node in ["34", "3401", "340122", "340122100200"] as [NodeID] {
            #expect(try network[node].holds("rules/a") == "1w", "\(node)")
            #expect(try network[node].holds("rules/b") == "1w", "\(node)")
            #expect(try network.held("34", at: node).keys.map { $0.last != nil } == [true, true, false], "\(node)")
            #expect(try network[node].db.write { try network[node].engine.verify($0).faults }.isEmpty, "\(node)")
        }
    }

    @Test("A key that the last entry does not name changes nothing")
    func notNamed() throws {
        let (network, _) = try Self.rooted()
        let stranger = try network.makeKey()
        #expect(throws: WriteError.self) { try Self.rotate(network, to: stranger) }
        #expect(try network.held("34", at: "34").keys.count == 1)
    }

    @Test("A fork of the province's own entry ends with the new key, for what counted at the province")
    func ownFork() throws {
        let (network, next) = try Self.rooted()
        let province = network["34"]
        let before = try #require(try province.db.read { try CommitLog.newest("hall/34", $0) })
        let body = try #require(before.commit.body.flatMap { try Body.read($0) })
        var header = province.header(
            "hall/34", before.commit.header.sequence, after: before.commit.header.previous, number: 90)
        header.writtenAt += 1
        let other = try province.forge(header, body: Body(salt: network.random.bytes(16), content: body.content))
        try province.receive(other, from: "3401")
        #expect(try province.db.read { try StreamState.find("hall/34", $0)?.forked } == true)
        _ = try Self.rotate(network, to: next, stolen: true)
        #expect(try province.db.read { try StreamState.find("hall/34", $0)?.forked } == false)
        try province.write(Draft("rules/a", "goes on"))
        try Self.learn(network)
        #expect(try network["340122"].holds("rules/a") == "1w")
        #expect(try network.held("34", at: "340122").keys.count == 2)
    }

    @Test("What the old key wrote and only a child holds is admitted by the province itself, unless it was stolen")
    func leftovers() throws {
        for stolen in [false, true] {
            let (network, next) = try Self.rooted()
            let province = network["34"]
            let older = try province.copy()
            try province.write(Draft("rules/a", "on a lost disk"))
            try network.settle()
            province.db = older
            _ = try Self.rotate(network, to: next, stolen: stolen)
            try Self.learn(network)
            for (hall, request) in try province.db.read({ try province.engine.admissible($0) }) {
                try province.enter(request, of: hall)
            }
            try network.settle()
            for node in ["34", "3401", "340122100200"] as [NodeID] {
                #expect(try network[node].holds("rules/a") == (stolen ? "" : "1w"), "\(node), stolen: \(stolen)")
            }
        }
    }
}
