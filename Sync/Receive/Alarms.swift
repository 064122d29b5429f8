public import GRDB

/// What a person has to look at.
public enum Alarms {
    static func raise(_ kind: String, _ subject: String, at: Int64, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO alarms(kind, subject, at) VALUES (?, ?, ?)", arguments: [kind, subject, at])
    }

    /// All alarms as (kind, subject, ms since 1970 UTC), oldest first.
    public static func all(_ db: Database) throws -> [(kind: String, subject: String, at: Int64)] {
        try GRDB.Row.fetchAll(db, sql: "SELECT kind, subject, at FROM alarms ORDER BY at, kind, subject").map {
            ($0[0], $0[1], $0[2])
        }
    }
}
