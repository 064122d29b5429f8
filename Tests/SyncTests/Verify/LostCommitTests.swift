import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("What a store has lost of its log counts again in its place when it comes, whenever it comes")
struct LostCommitTests {
    private static let own: StreamName = "hall/340122"
    private static let filing: StreamName = "case/340122-1"

    /// A county with three entries, below a city with two, and a case of five commits with a joint review.
    private static func county() throws -> TestNode {
        let network = try TestNetwork.anhui()
        for node in ["340122", "3401", "340122"] as [NodeID] {
            try network[node].renew()
            for _ in 0..<2 { try network.settle() }
        }
        let county = network["340122"]
        for text in ["a", "b", "c", "d", "e"] { try county.write(Draft(filing, text)) }
        try network.settle()
        #expect(try county.holds(own) == "1w 2w 3w")
        return county
    }

    /// All that a node holds of these streams, oldest first.
    private static func commits(_ streams: [StreamName], of node: TestNode) throws -> [StoredCommit] {
        try node.db.read { db in try streams.flatMap { try CommitLog.stream($0, db) } }.sorted {
            $0.position < $1.position
        }
    }

    /// Takes commits out of the log, as a page that nobody can read does, and makes the read models anew.
    private static func lose(_ lost: [StoredCommit], at node: TestNode) throws {
        try node.db.write { db in
            for stored in lost {
                try db.execute(sql: "DELETE FROM commits WHERE position = ?", arguments: [stored.position])
            }
            try db.execute(sql: "DELETE FROM lane_rows")
            try db.execute(sql: "UPDATE lanes SET head = 0, digest = ?", arguments: [Hash256.zero])
            try KeptEntry.keep(db)
            try node.engine.rebuild(db)
        }
    }

    @Test(
        "Of one stream",
        arguments: [
            (own, [1]), (own, [2]), (own, [3]), (own, [1, 2]), (own, [2, 3]), (own, [1, 2, 3]), ("hall/3401", [1]),
            ("hall/34", [1]), (filing, [1]), (filing, [2]), (filing, [2, 3]), (filing, [1, 2, 4]), (filing, [5]),
        ] as [(StreamName, [UInt64])], [false, true])
    func one(_ loss: (stream: StreamName, sequences: [UInt64]), backwards: Bool) throws {
        let county = try Self.county()
        let before = try county.holds(loss.stream)
        let lost = try Self.commits([loss.stream], of: county).filter {
            loss.sequences.contains($0.commit.header.sequence)
        }
        try Self.lose(lost, at: county)
        for stored in backwards ? lost.reversed() : lost { try county.receive(stored.commit, from: "3401") }
        #expect(try county.holds(loss.stream) == before)
        #expect(try county.waiting().isEmpty && county.refusals().isEmpty)
        #expect(try Self.faults(county) == [])
        #expect(try county.db.read { try KeptEntry.all($0).isEmpty })
    }

    @Test("All entries on the way to the root: the node knows itself and its neighbour by what its directory said")
    func wholePath() throws {
        let county = try Self.county()
        let streams: [StreamName] = ["hall/34", "hall/3401", Self.own]
        let lost = try Self.commits(streams, of: county)
        let keys = try county.db.read { try county.engine.keysInUse($0) }
        try Self.lose(lost, at: county)
        #expect(try county.db.read { try county.engine.keysInUse($0) } == keys)
        #expect(try county.db.read { try county.engine.lacksInDirectory($0) } == nil)
        #expect(try Self.faults(county).count == 3, "each is said to be missing")
        for stored in lost { try county.receive(stored.commit, from: "3401") }
        #expect(try Self.faults(county) == [])
        #expect(try county.db.read { try county.engine.keysInUse($0) } == keys)
    }

    @Test("Whose a commit is may come later than the commit: it counts from then on")
    func keyComesLater() throws {
        let county = try Self.county()
        let lost = try Self.commits(["hall/3401"], of: county)
        try county.execute("DELETE FROM directory WHERE node = '3401'")
        try Self.lose(lost, at: county)
        // What the city signed is no one's, and makes nothing fail.
        #expect(try county.holds(Self.own) == "")
        for stored in lost { try county.receive(stored.commit, from: "3401") }
        #expect(try county.holds(Self.own) == "1w 2w 3w")
        #expect(try Self.faults(county) == [])
    }

    private static func faults(_ node: TestNode) throws -> [String] {
        try node.db.write { try node.engine.verify($0).faults.map(\.description) }
    }
}
