import GRDB
import Sync
import Tiers

/// What a store knows of its own backups.
enum BackupNote {
    static let lastSetting = "lastBackup"
    private static let failureSetting = "backupFailure"
    private static let failureInChinese = "backupFailureZh"

    /// When the newest backup was made, ms since 1970 UTC; nil if none is known of.
    static func last(_ db: Database) throws -> Int64? { try Settings.get(lastSetting, db).flatMap { Int64($0) } }

    /// Why the last try failed; nil if it did not.
    static func failure(_ db: Database) throws -> Bilingual? {
        guard let why = try Settings.get(failureSetting, db) else { return nil }
        return Bilingual(en: why, zh: try Settings.get(failureInChinese, db) ?? why)
    }

    static func succeeded(at: Int64, _ db: Database) throws {
        try Settings.set(lastSetting, String(at), db)
        try clearFailure(db)
    }

    static func failed(_ why: Bilingual, in folder: String, _ db: Database) throws {
        // A full disk, say, does not tell which.
        let isNamed = why.en.contains(folder)
        try Settings.set(failureSetting, isNamed ? why.en : "\(folder): \(why.en)", db)
        try Settings.set(failureInChinese, isNamed ? why.zh : "\(folder)：\(why.zh)", db)
    }

    static func clearFailure(_ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM settings WHERE name IN (?, ?)", arguments: [failureSetting, failureInChinese])
    }
}
