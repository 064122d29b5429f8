import GRDB
import Testing

@testable import Sync

@Suite("Read models are a pure function of log and journal")
struct RebuildTests {
    static let models = [
        "streams", "directory", "directory_keys", "directory_above", "participants", "blob_citations", "applied",
        "projected",
    ]

    @Test("Rebuilt read models equal the live ones after a random run", arguments: [1, 2, 3, 4] as [UInt64])
    func equal(seed: UInt64) throws {
        let network = try TestNetwork.anhui(seed: seed)
        var run = RandomRun(network)
        try run.run(steps: 60)
        for node in network.nodes {
            let live = try node.dump(Self.models)
            let counted = try node.db.write { try node.engine.rebuild($0) }
            #expect(
                try counted
                    == node.db.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM commits WHERE standing = 0") })
            #expect(try node.dump(Self.models) == live, "\(node.id)")
        }
        try network.expectDigestsAgree()
    }

    @Test("A forked stream is forked after a rebuild too")
    func forked() throws {
        let network = try TestNetwork.anhui()
        let (first, second) = try Forks.two(network, "case/340122100-1")
        try network["340122"].receive(first, second, from: "340122100")
        let node = network["340122"]
        let live = try node.dump(Self.models)
        #expect(live.contains { $0.contains("case/340122100-1") && $0.contains("forked=Optional(1)") })
        _ = try node.db.write { try node.engine.rebuild($0) }
        #expect(try node.dump(Self.models) == live)
    }
}
