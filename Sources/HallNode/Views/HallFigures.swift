public import GRDB
import Sync
import Tiers

/// The figures of a hall that a monitoring system collects: no names, no case numbers. Nil is unknown, and is left out.
public struct HallFigures: Sendable {
    /// Commits in the log.
    public let commits: Int64
    /// Open refusals.
    public let quarantine: Int
    /// Commits that wait for context.
    public let waiting: Int
    /// Commits for the superior that no receipt covers.
    public let unsent: Int
    /// Commits whose content no other hall holds.
    public let onlyHere: Int?
    /// Seconds since the last backup.
    public let backupAge: Int64?
    /// This hall's clock less its superior's, ms.
    public let clockOffset: Int64?
    /// Free bytes on the store's disk.
    public let diskFree: Int64?
    /// Damaged places that are not mended yet.
    public let damaged: Int

    /// The figures as they are now. In a read transaction.
    public init(_ hall: Hall, _ db: Database) throws {
        commits = try HallNumbers.commits(db)
        quarantine = try Quarantine.open(db).count
        waiting = try Int.fetchOne(db, sql: "SELECT count(*) FROM waiting") ?? 0
        unsent = try HallNumbers.unsent(to: try Directory.superior(hall.engine.node, db), db).count
        onlyHere = try hall.onlyHere.count(hall.surroundings.uptime, db)
        let now = hall.now.milliseconds
        backupAge = try BackupNote.last(db).flatMap { last in
            let (age, overflow) = now.subtractingReportingOverflow(last)
            return overflow || age < 0 ? nil : age / 1_000
        }
        clockOffset = try hall.clockOffset(db)
        diskFree = HallNumbers.diskFreeBytes(hall.folder)
        damaged = try Damage.open(db)
    }
}
