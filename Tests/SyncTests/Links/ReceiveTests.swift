import FoundationEssentials
import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("At least once on the wire, exactly once in effect; one bad commit holds nothing up")
struct ReceiveTests {
    private static func township(_ count: Int) throws -> (TestNetwork, TestNode) {
        let network = try TestNetwork.anhui()
        let node = network["340122100"]
        for place in 0..<count { try node.write(Draft(StreamName(stringLiteral: "case/340122100-\(place)"), "opened")) }
        return (network, node)
    }

    /// The lane's run after a place, as the township sends it to its county.
    private static func batch(_ node: TestNode, after point: LanePoint = .start) throws -> [UInt8] {
        try #require(try node.db.read { try node.engine.nextBatch(to: "340122", .urgent, after: point, $0) }).frame
            .payload
    }

    @Test("A repeated batch has no effect")
    func repeated() throws {
        let (network, node) = try Self.township(3)
        let payload = try Self.batch(node)
        let county = network["340122"]
        _ = try county.receive(payload: payload, from: "340122100")
        let before = try county.dump()
        for _ in 0..<2 {
            let outcome = try county.receive(payload: payload, from: "340122100")
            #expect(outcome.taken == 0 && outcome.stored == 0 && outcome.stop == nil)
        }
        #expect(try county.dump() == before)
    }

    @Test("Of a batch with a gap before it nothing is taken; asked again from the cursor it goes on")
    func gap() throws {
        let (network, node) = try Self.township(4)
        let lane = try #require(try node.db.read { try Lane.find(to: "340122", .urgent, $0) })
        let rows = try node.db.read { try lane.rows(after: 0, limit: 10, $0) }
        let county = network["340122"]
        let cursor = try county.db.read { try county.engine.cursor("340122100", .urgent, $0).point }
        let ahead = rows[Int(cursor.position) + 1].point
        let before = try county.dump()
        let outcome = try county.receive(payload: try Self.batch(node, after: ahead), from: "340122100")
        #expect(outcome.stop == .gap && outcome.taken == 0)
        #expect(try county.dump() == before)
        #expect(try county.receive(payload: try Self.batch(node, after: cursor), from: "340122100").taken == 4)
    }

    @Test("A batch whose base is another one at the cursor has diverged")
    func otherBase() throws {
        let (network, node) = try Self.township(2)
        let county = network["340122"]
        try network.settle()
        try node.write(Draft("case/340122100-9", "opened"))
        let cursor = try county.db.read { try county.engine.cursor("340122100", .urgent, $0).point }
        var batch = try Batch(try Self.batch(node, after: cursor))
        batch.base = LanePoint(position: cursor.position, digest: .of([9]))
        #expect(
            try county.receive(payload: batch.encoded, from: "340122100").stop == .diverged(position: cursor.position))
        batch.base = cursor
        batch.generation = 2
        #expect(try county.receive(payload: batch.encoded, from: "340122100").stop == .diverged(position: 0))
    }

    @Test("A line cut after any number of bytes resumes where it stopped", arguments: 0..<24)
    func cut(part: Int) throws {
        let (network, node) = try Self.township(5)
        let link = try network.link("340122100")
        link.budget = part * 137
        if link.isLinked { link.cut() }
        for _ in 0..<3 where !link.isLinked { try? link.greet() }
        try network.settle()
        let county = network["340122"]
        for place in 0..<5 { #expect(try county.holds(StreamName(stringLiteral: "case/340122100-\(place)")) == "1h") }
        try network.expectDigestsAgree()
        #expect(try node.count("commits") == (try node.count("commits WHERE standing = 0")))
    }

    @Test(
        "A commit damaged in its sender's store is refused with its reason, at both ends, and the rest goes on",
        arguments: [
            ("header", 40, "id-mismatch"), ("body", 17, "body-mismatch"), ("signature", 10, "bad-signature"),
        ])
    func damaged(part: String, place: Int, reason: String) throws {
        let network = try TestNetwork.anhui()
        let node = network["340122100"]
        for number in 0..<3 {
            try node.write(
                Draft(StreamName(stringLiteral: "case/340122100-\(number)"), "opened").with { $0.joins = ["340122"] })
        }
        try Self.flip(node, part, place, stream: "case/340122100-1")
        try network.settle()
        let county = network["340122"]
        #expect(try county.refusals() == ["\(reason) by 340122"])
        #expect(try node.refusals() == ["\(reason) by 340122"])
        #expect(try county.holds("case/340122100-0") == "1w")
        #expect(try county.holds("case/340122100-1") == "")
        #expect(try county.holds("case/340122100-2") == "1w")
        try network.expectDigestsAgree()
        #expect(try node.db.write { try !node.engine.verify($0).faults.isEmpty })
    }

    @Test("A refusal two halls up reaches the hall that wrote the commit")
    func relayed() throws {
        let network = try TestNetwork.anhui()
        let author = network["340122100"]
        try author.write(Draft("case/340122100-1", "opened").with { $0.nextWriter = "34" })
        for child in ["340122100", "340122"] {
            try network.link(NodeID(stringLiteral: child)).exchange()
        }
        try Self.flip(network["3401"], "body", 17, stream: "case/340122100-1")
        try network.link("3401").exchange()
        #expect(try network["34"].refusals() == ["body-mismatch by 34"])
        #expect(try network["3401"].refusals() == ["body-mismatch by 34"])
        #expect(try author.refusals().isEmpty)
        for child in ["340122", "340122100"] {
            let link = try network.link(NodeID(stringLiteral: child))
            try link.idle()
            try link.exchange()
        }
        #expect(try network["340122"].refusals() == ["body-mismatch by 34"])
        #expect(try author.refusals() == ["body-mismatch by 34"])
        for node in network.nodes where node.id != "340122100" && node.id != "34" {
            try network.settle()
            #expect(try node.refusals().count <= 1)
        }
    }

    @Test("A body that was set aside goes as a header; when the lanes have begun anew, what was refused is listed once")
    func refusedBeforeAnew() throws {
        let network = try TestNetwork.anhui()
        let (node, county) = (network["340122100"], network["340122"])
        let drafts = ["1", "2"].map {
            Draft(StreamName(stringLiteral: "case/340122100-\($0)"), "opened").with { $0.joins = ["340122"] }
        }
        try node.write(drafts[0])
        try Self.flip(node, "header", 40, stream: "case/340122100-1")
        try network.settle()
        // Its row says that it is whole.
        try node.write(drafts[1])
        try node.execute(
            "UPDATE commits SET body = NULL WHERE sid = (SELECT sid FROM streams WHERE name = 'case/340122100-2')")
        try network.settle()
        try network.link("340122100").cut()
        try network.settle()
        #expect(try county.db.read { try county.engine.generation(with: "340122100", $0) } == 2)
        #expect(try county.holds("case/340122100-2") == "1h")
        for hall in [county, node] {
            #expect(try hall.refusals() == ["id-mismatch by 340122"], "\(hall.id)")
            #expect(try hall.sharesAreRight(), "\(hall.id)")
        }
        try network.expectDigestsAgree()
    }

    @Test("What was refused at two places of a lane is kept once when the lanes begin anew, with its bytes")
    func refusedTwice() throws {
        let network = try TestNetwork.anhui()
        let (node, county) = (network["340122100"], network["340122"])
        let foreign = try node.forge(
            node.header("case/340122101-1", 1, number: 90), body: Body(salt: network.random.bytes(16), content: [1]))
        for _ in 0..<2 { try county.receive(foreign, from: "340122100") }
        #expect(try county.refusals() == ["not-the-writer by 340122", "not-the-writer by 340122"])
        let link = try network.link("340122100")
        try node.db.write { try Damage.askNeighbours($0) }
        link.cut()
        try network.settle()
        #expect(try county.refusals() == ["not-the-writer by 340122"])
        #expect(try county.count("quarantine WHERE header IS NOT NULL") == 1)
        #expect(try county.sharesAreRight())
    }

    private static func flip(_ node: TestNode, _ part: String, _ place: Int, stream: String) throws {
        let source = part == "signature" ? "signatures JOIN commits USING(sigid)" : "commits"
        try node.db.write { db in
            let row = try #require(
                try Row.fetchOne(
                    db, sql: "SELECT \(part), sigid FROM \(source) JOIN streams USING(sid) WHERE name = ?",
                    arguments: [stream]))
            var bytes = Array(row[0] as Data)
            bytes[place] ^= 1
            let target = part == "signature" ? "signatures" : "commits"
            try db.execute(
                sql: "UPDATE \(target) SET \(part) = ? WHERE sigid = ?", arguments: [Data(bytes), row[1] as Int64])
        }
    }

    @Test("A signature altered so that it still verifies is the same commit: nothing happens twice")
    func alteredSignature() throws {
        let (network, node) = try Self.township(1)
        try network.settle()
        let county = network["340122"]
        let stored = try #require(try node.db.read { try CommitLog.newest("case/340122100-0", $0) }).commit
        var block = stored.block
        block.signature = Array(block.signature.prefix(32)) + P256Order.minus(Array(block.signature.suffix(32)))
        #expect(block.signature != stored.block.signature)
        #expect(node.key.publicKey.verifies(block.signature, over: stored.id.bytes, purpose: .commits))
        let altered = try Commit(headerBytes: stored.headerBytes, body: nil, block: block)
        #expect(altered.id == stored.id)
        let before = try county.dump(["commits", "signatures", "quarantine", "waiting", "lane_rows"])
        let outcome = try county.receive(altered, from: "340122100")
        #expect(outcome.taken == 1 && outcome.stored == 0)
        #expect(try county.dump(["commits", "signatures", "quarantine", "waiting", "lane_rows"]) == before)
    }

    @Test("What waits is receipted as waiting, and is bounded a neighbour")
    func bounded() throws {
        let network = try TestNetwork.anhui()
        let writer = network["340122100"]
        let county = network["340122"]
        let content = network.random.bytes(1_000_000)  // deflates no further
        var full = 0
        for number in 0..<20 {
            let stream = StreamName(stringLiteral: "case/340122100-\(number)")
            let commit = try writer.forge(
                writer.header(stream, 2, after: .of([1]), number: UInt64(100 + number)),
                body: Body(salt: network.random.bytes(16), content: content))
            let cursor = try county.db.read { try county.engine.cursor("340122100", .urgent, $0).point.position }
            let outcome = try county.receive(commit, from: "340122100")
            let after = try county.db.read { try county.engine.cursor("340122100", .urgent, $0).point.position }
            if outcome.stop == .full {
                full += 1
                #expect(after == cursor)
            } else {
                #expect(after == cursor + 1)
            }
        }
        #expect(full > 0 && full < 10)
        #expect(
            try county.db.read { try Int.fetchOne($0, sql: "SELECT sum(size) FROM waiting") } ?? 0
                <= Bounds.waitingBytes)
        let frame = try county.db.read {
            try county.engine.receipt(for: .urgent, from: "340122100", key: county.key, now: 1, $0)
        }
        #expect(try Receipt.read(frame.payload).receipt.waiting.count == 20 - full)
    }
}

/// The order of the group of P-256, for making the other signature that verifies.
enum P256Order {
    private static let order: [UInt8] =
        [UInt8](repeating: 0xFF, count: 4) + [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 0xFF, count: 8) + [
            0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]

    static func minus(_ bytes: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        var borrow = 0
        for place in (0..<32).reversed() {
            let difference = Int(order[place]) - Int(bytes[place]) - borrow
            borrow = difference < 0 ? 1 : 0
            result[place] = UInt8((difference + 256) % 256)
        }
        return result
    }
}
