import GRDB
import Sync

/// What a store knows of its own backups.
enum BackupNote {
    static let lastSetting = "lastBackup"
    private static let failureSetting = "backupFailure"

    /// When the newest backup was made, ms since 1970 UTC; nil if none is known of.
    static func last(_ db: Database) throws -> Int64? { try Settings.get(lastSetting, db).flatMap { Int64($0) } }

    /// Why the last try failed; nil if it did not.
    static func failure(_ db: Database) throws -> String? { try Settings.get(failureSetting, db) }

    static func succeeded(at: Int64, _ db: Database) throws {
        try Settings.set(lastSetting, String(at), db)
        try clearFailure(db)
    }

    static func failed(_ why: String, _ db: Database) throws { try Settings.set(failureSetting, why, db) }

    static func clearFailure(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [failureSetting])
    }
}
