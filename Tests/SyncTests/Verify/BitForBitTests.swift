import Foundation
import GRDB
import Testing

@testable import Sync

/// Signed bytes are kept and reproduced, never encoded anew.
@Suite struct BitForBitTests {
    @Test("A commit has the same bytes in every store that it reached, whatever way it came")
    func everywhere() throws {
        let network = try TestNetwork.anhui()
        let village = network["340122100200"]
        let name: StreamName = "case/340122100200-1"
        let draft = Draft(name, "opened", content: String(repeating: "{\"text\":\"甲\"}", count: 400))
        try village.write(draft, Draft(name, "forwarded").with { $0.nextWriter = "34" })
        try network.settle()
        let written = try Self.bytes(of: name, at: village)
        #expect(written.count == 2 && written.allSatisfy { $0.count == 2 })
        for above in ["340122100", "340122", "3401", "34"] {
            #expect(try Self.bytes(of: name, at: network[NodeID(stringLiteral: above)]) == written, "\(above)")
        }
    }

    /// Header and body of each commit as they lie in the store.
    private static func bytes(of name: StreamName, at node: TestNode) throws -> [[Data]] {
        try node.db.read { db in
            try Row.fetchAll(
                db, sql: "SELECT header, body FROM commits JOIN streams USING(sid) WHERE name = ? ORDER BY sequence",
                arguments: [name.rawValue]
            ).map { row in [row[0] as Data?, row[1] as Data?].compactMap(\.self) }
        }
    }
}
