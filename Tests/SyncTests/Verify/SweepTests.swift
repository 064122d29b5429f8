import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("A sweep finds damage in slices, sets it aside, and takes the neighbours' copies")
struct SweepTests {
    /// The county of both suites, with what its neighbours hold of its case.
    private struct County {
        let node: TestNode
        let commits: [Commit]
        let manifest: Manifest
        let scan: [UInt8]

        init() throws {
            let county = try CountyWithScan()
            (node, manifest, scan) = (county.node, county.manifest, county.scan)
            commits = try node.db.read { try CommitLog.stream("case/340122-1", $0).map(\.commit) }
        }

        /// A whole round, so many rows at a time.
        func sweep(rows: Int = 3) throws -> [Damage] {
            var place = SweepPlace()
            var found: [Damage] = []
            while place.part != .done {
                let slice = try node.db.read { try node.engine.sweep(from: place, rows: rows, $0) }
                place = slice.next
                found += slice.found
            }
            return found
        }

        func open() throws -> Int { try node.db.read { try Damage.open($0) } }

        func faults() throws -> [StoreFault] { try node.db.write { try node.engine.verify($0).faults } }

        /// The superior sends again what it holds of the case, and answers for pieces.
        func giveAgain() throws {
            for commit in commits { _ = try node.receive(commit, from: "3401") }
            for number in manifest.pieces.indices {
                let start = number * Bounds.pieceBytes
                let bytes = Array(scan[start..<min(start + Bounds.pieceBytes, scan.count)])
                let piece = Piece(
                    blob: manifest.id, number: UInt32(number), manifest: number == 0 ? manifest.encoded : [],
                    bytes: bytes)
                _ = try node.db.write { try node.engine.take(piece: piece.frame.payload, from: "3401", now: 9, $0) }
            }
        }
    }

    private static let last = "(SELECT max(position) FROM commits)"

    @Test("A sound store has nothing to find, whatever the size of the slices", arguments: [1, 2, 7, 1_000])
    func sound(rows: Int) throws {
        let county = try County()
        #expect(try county.sweep(rows: rows).isEmpty)
    }

    @Test(
        "What a neighbour holds is set aside, comes again, and all is sound",
        arguments: [
            (
                "UPDATE commits SET header = CAST(x'02' || substr(header, 2) AS BLOB) WHERE position = \(last)",
                Damage.Kind.header
            ),
            ("UPDATE commits SET body = CAST(x'00' || substr(body, 2) AS BLOB) WHERE position = \(last)", .body),
            (
                "UPDATE signatures SET signature = zeroblob(64) WHERE sigid = (SELECT max(sigid) FROM signatures)",
                .proof
            ),
            ("UPDATE signatures SET leaves = 7 WHERE sigid = (SELECT max(sigid) FROM signatures)", .proof),
            ("UPDATE blobs SET manifest = CAST(x'01' || substr(manifest, 2) AS BLOB)", .manifest),
            ("UPDATE blob_pieces SET bytes = x'00' WHERE piece = 1", .piece),
        ])
    func given(sql: String, kind: Damage.Kind) throws {
        let county = try County()
        let own = try county.node.count("commits WHERE source IS NULL")
        try county.node.execute(sql)
        let found = try county.sweep()
        #expect(Set(found.map(\.kind)) == [kind])
        #expect(try county.node.db.write { try county.node.engine.setAside(found, now: 5, $0) } == found.count)
        // What is found again before it came again is not counted twice.
        let again = try county.sweep()
        #expect(try county.node.db.write { try county.node.engine.setAside(again, now: 6, $0) } == 0)
        #expect(try county.open() == found.count)
        try county.giveAgain()
        try county.node.db.write { _ = try county.node.engine.noteMended(now: 7, $0) }
        #expect(try county.open() == 0)
        #expect(try county.sweep().isEmpty)
        #expect(try county.faults() == [])
        // What it wrote itself stays its own, whoever gave it back.
        #expect(try county.node.count("commits WHERE source IS NULL") == own)
    }

    @Test(
        "What the sound bytes beside it tell is made anew on the spot",
        arguments: [
            ("UPDATE commits SET id = zeroblob(32) WHERE position = \(last)", Damage.Kind.identity),
            ("UPDATE commits SET id = zeroblob(32) WHERE position = \(last) - 1", .identity),
            ("UPDATE commits SET key_sequence = 99 WHERE position = \(last)", .columns),
            ("UPDATE commits SET sequence = 99 WHERE position = \(last)", .columns),
            ("UPDATE commits SET kid = (SELECT min(kid) FROM keys) WHERE position = \(last)", .columns),
        ])
    func told(sql: String, kind: Damage.Kind) throws {
        let county = try County()
        try county.node.execute(sql)
        let found = try county.sweep()
        #expect(found.contains { $0.kind == kind })
        _ = try county.node.db.write { try county.node.engine.setAside(found, now: 5, $0) }
        // A sibling under the same signature was in doubt only as long as its neighbour's id was wrong.
        try county.node.db.write { _ = try county.node.engine.noteMended(now: 7, $0) }
        #expect(try county.open() == 0)
        #expect(try county.faults() == [])
    }

    @Test("A header that comes again stands under the signature that its siblings share")
    func siblings() throws {
        let county = try County()
        let signatures = try county.node.count("signatures")
        let hurt = try #require(county.commits.first)
        try county.node.execute(
            "UPDATE commits SET header = CAST(x'02' || substr(header, 2) AS BLOB) WHERE id = x'\(hurt.id.hex)'")
        let found = try county.sweep()
        #expect(found.map(\.kind) == [.header])
        _ = try county.node.db.write { try county.node.engine.setAside(found, now: 5, $0) }
        try county.node.receive(hurt, from: "3401")
        try county.node.db.write { _ = try county.node.engine.noteMended(now: 7, $0) }
        #expect(try county.faults() == [])
        #expect(try county.node.count("signatures") == signatures)
    }

    @Test("A lane's row with another digest is found, and is no more when the lane has begun anew")
    func lane() throws {
        let county = try County()
        try county.node.execute("UPDATE lane_rows SET digest = zeroblob(32) WHERE position = 2 AND lane = 1")
        let found = try county.sweep()
        #expect(found.map(\.kind).allSatisfy { $0 == .lane })
        _ = try county.node.db.write { try county.node.engine.setAside(found, now: 5, $0) }
        try county.node.execute("DELETE FROM lane_rows WHERE lane = 1")
        try county.node.db.write { _ = try county.node.engine.noteMended(now: 7, $0) }
        #expect(try county.open() == 0)
    }

    @Test("Values of another type than their column's are damage, and no trap")
    func types() throws {
        let county = try County()
        // Strict tables refuse such values, flipped bits do not: a table without the word stands for them.
        try county.node.execute(
            """
            CREATE TABLE loose AS SELECT * FROM commits;
            UPDATE loose SET header = 'text', id = 7 WHERE position = \(Self.last);
            UPDATE loose SET body = 12.5 WHERE position = \(Self.last) - 1;
            DROP TABLE commits; ALTER TABLE loose RENAME TO commits;
            """)
        let found = try county.sweep()
        #expect(Set(found.map(\.kind)).isSuperset(of: [.header, .body]))
    }
}
