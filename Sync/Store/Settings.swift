public import GRDB

/// The few named texts of the journal: who this node is, whose root it trusts.
public enum Settings {
    /// Reads one; nil if it was never written.
    public static func get(_ name: String, _ db: Database) throws -> String? {
        let statement = try db.cachedStatement(sql: "SELECT value FROM settings WHERE name = ?")
        return try String.fetchOne(statement, arguments: [name])
    }

    /// Writes one.
    public static func set(_ name: String, _ value: String, _ db: Database) throws {
        try db.cachedStatement(
            sql:
                "INSERT INTO settings(name, value) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value"
        ).execute(arguments: [name, value])
    }
}
