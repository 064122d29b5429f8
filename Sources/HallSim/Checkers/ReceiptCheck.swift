import Foundation
import GRDB
import HallNode

/// Green means whole: of what a receipt covers, who signed it holds the materials too.
enum ReceiptCheck {
    /// How often it is looked, ms: in between, materials are on their way.
    private static let interval: Int64 = 20_000

    /// Looks again and again, as long as the faults go on.
    static func begin(in world: World, until end: Int64) {
        world.after(interval) {
            try check(world)
            if world.time.now < end { begin(in: world, until: end) }
        }
    }

    /// Throws where a hall was told of more than its neighbour holds.
    ///
    /// - Parameter atRest: a hall that was set back, or that two machines were, has by now what either had signed for.
    static func check(_ world: World, atRest: Bool = false) throws {
        for machine in world.machines {
            for (peer, blobs) in try world.look(at: machine, \.covered, covered) ?? [:] {
                guard let other = world.machine(of: peer), let held = try world.look(at: other, \.materials, held),
                    atRest || !world.oracle.setBack.contains(other.place) && !world.copied.contains(other.place)
                else { continue }
                let lacking = blobs.subtracting(held)
                guard let one = lacking.first else { continue }
                let name = one.prefix(6).map { String(format: "%02x", $0) }.joined()
                throw Violation("\(peer) has signed for material \(name) of \(machine.id) and does not hold it")
            }
        }
    }

    /// Materials that receipts of neighbours cover, by neighbour. A row that waits, was refused
    /// or is named as lacking its materials is not covered.
    private static func covered(_ hall: Hall) throws -> [String: Set<Data>] {
        try hall.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT DISTINCT r.peer, b.blob FROM receipts r
                      JOIN lanes l ON l.peer = r.peer AND l.class = r.lane AND l.generation = r.generation
                      JOIN lane_rows x ON x.lane = l.lane AND x.position <= r.blobs_to AND x.whole = 1
                      JOIN blob_citations b ON b.position = x.commit_position
                      JOIN commits c ON c.position = x.commit_position
                    WHERE NOT EXISTS (SELECT 1 FROM receipt_waiting w
                        WHERE w.peer = r.peer AND w.lane = r.lane AND w.position = x.position)
                      AND NOT EXISTS (SELECT 1 FROM receipt_lacking k
                        WHERE k.peer = r.peer AND k.lane = r.lane AND k.position = x.position)
                      AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.id = c.id AND q.refused_by = r.peer)
                    """)
            let rows = try Row.fetchCursor(statement)
            var covered: [String: Set<Data>] = [:]
            while let row = try rows.next() { covered[row[0], default: []].insert(row[1]) }
            return covered
        }
    }

    /// Materials that are here whole.
    static func held(_ hall: Hall) throws -> Set<Data> {
        try hall.read {
            let statement = try $0.cachedStatement(
                sql: "SELECT blob FROM blobs WHERE pieces IS NOT NULL AND held >= pieces")
            return Set(try Data.fetchAll(statement))
        }
    }
}
