import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Verify finds and names every kind of damage")
struct VerifyTests {
    private static func county() throws -> TestNode {
        try CountyWithScan(beside: Draft("matter/340122/1", "m")).node
    }

    private static func faults(_ node: TestNode) throws -> [String] {
        try node.db.write { try node.engine.verify($0).faults.map(\.description) }
    }

    @Test("A sound store has no faults, and verifying changes nothing in it")
    func sound() throws {
        let network = try TestNetwork.anhui(seed: 3)
        var run = RandomRun(network)
        try run.run(steps: 40)
        for node in network.nodes {
            let before = try node.dump()
            let (checked, faults) = try node.db.write { try node.engine.verify($0) }
            #expect(faults.isEmpty, "\(node.id)")
            #expect(checked >= (try node.count("commits")) + (try node.count("lane_rows")))
            #expect(try node.dump() == before)
        }
    }

    private static let last = "(SELECT max(position) FROM commits)"

    @Test(
        "Each damage is found by its name",
        arguments: [
            (
                "UPDATE commits SET header = CAST(x'02' || substr(header, 2) AS BLOB) WHERE position = \(last)",
                "the header is not the one of its id"
            ),
            (
                "UPDATE commits SET body = CAST(x'00' || substr(body, 2) AS BLOB) WHERE position = \(last)",
                "the body is not the one"
            ),
            ("UPDATE commits SET id = zeroblob(32) WHERE position = \(last)", "the header is not the one of its id"),
            ("UPDATE commits SET key_sequence = 99 WHERE position = \(last)", "its columns do not agree"),
            ("UPDATE commits SET sequence = 99 WHERE position = \(last)", "its columns do not agree"),
            (
                "UPDATE signatures SET signature = zeroblob(64) WHERE sigid = (SELECT max(sigid) FROM signatures)",
                "its signature does not verify"
            ),
            (
                "UPDATE signatures SET leaves = 7 WHERE sigid = (SELECT max(sigid) FROM signatures)",
                "its path does not fit"
            ),
            ("DELETE FROM signatures WHERE sigid = (SELECT max(sigid) FROM signatures)", "its signature is missing"),
            ("DELETE FROM commits WHERE position = \(last) - 2", "goes from 1 to 3"),
            ("DELETE FROM commits WHERE position = \(last) - 1", "it is missing, a lane names it"),
            ("DELETE FROM commits WHERE position = \(last) - 1", "5 commits were written with it, 4 are here"),
            (
                "UPDATE lane_rows SET digest = zeroblob(32) WHERE position = 2 AND lane = 1",
                "row 2: its position or digest"
            ),
            ("UPDATE lane_rows SET whole = 1 - whole WHERE position = 2 AND lane = 1", "row 2: its position or digest"),
            ("UPDATE lanes SET head = head + 1 WHERE lane = 1", "its head is not its last row"),
            ("UPDATE blobs SET manifest = CAST(x'01' || substr(manifest, 2) AS BLOB)", "its manifest is not the one"),
            ("UPDATE blobs SET held = 1", "its counts do not agree"),
            ("UPDATE blob_pieces SET bytes = x'00' WHERE piece = 1", "piece 1: it is not the piece"),
            ("UPDATE streams SET pen = '34' WHERE name = 'case/340122-1'", "read model streams"),
            ("DELETE FROM directory WHERE node = '3401'", "read model directory"),
            ("UPDATE directory_keys SET ordinal = 7 WHERE node = '3401'", "read model directory_keys"),
            (
                "INSERT INTO participants SELECT sid, '99' FROM streams WHERE name = 'case/340122-1'",
                "read model participants"
            ),
            ("DELETE FROM blob_citations", "read model blob_citations"),
            ("UPDATE applied SET up_to = 0", "read model applied"),
        ])
    func damage(sql: String, named: String) throws {
        let node = try VerifyTests.county()
        #expect(try Self.faults(node).isEmpty)
        try node.execute(sql)
        let faults = try Self.faults(node)
        #expect(faults.contains { $0.contains(named) }, "\(faults)")
    }

    @Test("A commit by a hall without the pen is found, even if its signature is good")
    func pen() throws {
        let node = try VerifyTests.county()
        let forged = try node.forge(
            node.header("case/340122100-9", 1, number: 5),
            body: Body(salt: [UInt8](repeating: 1, count: 16), content: []))
        try node.db.write { db in
            let state = try StreamState.findOrMake("case/340122100-9", db)
            _ = try node.engine.store(
                forged, author: node.id, state: state, signature: try GroupSignature.alone(forged, db), receivedAt: 1,
                source: nil, db)
        }
        #expect(try Self.faults(node).contains { $0.contains("340122 wrote it, the pen was with 340122100") })
    }

    @Test("Rebuild mends what only read models had wrong")
    func mend() throws {
        let node = try VerifyTests.county()
        try node.execute("DELETE FROM directory; UPDATE streams SET head = 0, pen = NULL; DELETE FROM blob_citations")
        #expect(try !Self.faults(node).isEmpty)
        _ = try node.db.write { try node.engine.rebuild($0) }
        #expect(try Self.faults(node).isEmpty)
    }

    @Test(
        "A rebuild leaves alone what a hurt log cannot tell, and makes the rest anew",
        arguments: ["header", "body"])
    func hurtLog(column: String) throws {
        let node = try VerifyTests.county()
        let live = try node.dump(RebuildTests.models)
        try node.execute(
            """
            UPDATE commits SET \(column) = CAST(x'00' || substr(\(column), 2) AS BLOB) WHERE position =
              (SELECT max(position) FROM commits JOIN streams USING(sid) WHERE name LIKE 'case/%');
            DELETE FROM directory WHERE node = '3401';
            """)
        let faults = try Self.faults(node)
        #expect(faults.filter { $0.contains("read model") }.map { $0.prefix(22) } == ["read model directory: "])
        try node.db.write { db in
            #expect(try node.engine.setAsideHurt(now: 5, db) == 1)
            #expect(try node.engine.setAsideHurt(now: 6, db) == 0)
            _ = try node.engine.rebuild(db)
        }
        #expect(try node.dump(RebuildTests.models) == live)
        #expect(throws: StoreError.self) { try node.db.write { try node.engine.rebuild("case/340122-1", $0) } }
    }
}
