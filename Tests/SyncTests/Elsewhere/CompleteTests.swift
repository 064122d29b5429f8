import GRDB
import Testing

@testable import Sync

@Suite("Elsewhere a transfer was called complete by counting")
struct CompleteTests {
    @Test("A receipt for the right place with another digest counts for nothing, and the lane begins anew")
    func digest() throws {
        let network = try TestNetwork.anhui()
        let (county, city) = (network["340122"], network["3401"])
        let link = try network.link(county.id)
        try county.write(Draft("case/340122-1", "opened").with { $0.joins = [city.id] })
        try network.settle()
        try county.write(Draft("case/340122-2", "opened").with { $0.joins = [city.id] })
        _ = try link.up()
        // The city has as many rows as the county has sent, and one of them is another one.
        try city.execute("UPDATE cursors SET digest = zeroblob(32) WHERE peer = '340122' AND lane = 0")
        let (taken, head) = try county.db.read { db in
            (
                try Int64.fetchOne(db, sql: "SELECT position FROM receipts WHERE peer = '3401' AND lane = 0"),
                try Lane.find(to: city.id, .urgent, db)?.head.position
            )
        }
        let frame = try city.db.read {
            try city.engine.receipt(for: .urgent, from: county.id, key: city.key, now: network.now, $0)
        }
        let effect = try county.db.write {
            try county.engine.take(receipt: frame.payload, from: city.id, now: network.now, $0)
        }
        #expect(effect.receipt.point.position == head && effect.divergedAt == head)
        let after = try county.db.read {
            try Int64.fetchOne($0, sql: "SELECT position FROM receipts WHERE peer = '3401' AND lane = 0")
        }
        #expect(after == taken)
        link.cut()
        try network.settle()
        try network.expectDigestsAgree()
        #expect(try city.holds("case/340122-1") == "1w" && city.holds("case/340122-2") == "1w")
    }
}
