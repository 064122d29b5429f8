import GRDB
import Sync
import Tiers

/// What this hall says of itself to those above.
func ownStatusRecord(_ hall: Hall, _ db: Database, now: Instant) throws -> StatusRecord {
    let entry = try Directory.entry(hall.engine.node, db)
    return StatusRecord(
        node: hall.engine.node, at: now.milliseconds, version: Release.version, incarnation: entry?.keys.count ?? 1,
        address: try HallAddress.own(hall, db), applied: try Statuses.applied(db), unsent: 0, oldestUnsent: nil,
        clockOffset: try hall.clockOffset(db), diskFreeBytes: nil, quarantine: try Quarantine.open(db).count,
        lastBackup: nil)
}
