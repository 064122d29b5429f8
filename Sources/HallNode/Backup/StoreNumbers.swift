import Foundation
import GRDB
import Sync

/// The small tables to which the log refers by number. A page of one of them takes the names of a hundred streams or
/// keys, but each commit's header says them all over again.
enum StoreNumbers {
    /// Brings back what the log tells of lost rows, under their old numbers, before anybody takes these for new ones.
    static func bringBack(_ db: Database) throws {
        try name("streams", by: "sid", "name", db) { $0.stream.rawValue.databaseValue }
        try name("keys", by: "kid", "key", db) { $0.author.databaseValue }
        // A proof that is lost is found wanting, and asked for; what stands beside it is read all the same.
        try db.execute(
            sql: """
                INSERT INTO signatures(sigid, suite, signature, leaves)
                SELECT sigid, ?, x'', max(leaf) + 1 FROM commits
                WHERE sigid NOT IN (SELECT sigid FROM signatures) GROUP BY sigid
                """, arguments: [Int(Suite.p256.rawValue)])
        try bringBackTakeovers(db)
        // The number of a lost commit will be another one's.
        for table in ["arrivals", "damaged"] {
            try db.execute(
                sql: """
                    DELETE FROM \(table) WHERE position IS NOT NULL AND position NOT IN (SELECT position FROM commits)
                    """)
        }
    }

    /// - Parameters:
    ///   - number: the column by which commits refer to the table.
    ///   - column: what a header says.
    private static func name(
        _ table: String, by number: String, _ column: String, _ db: Database, _ value: (Header) -> DatabaseValue
    ) throws {
        let numbers = try Int64.fetchAll(
            db,
            sql: "SELECT DISTINCT \(number) FROM commits WHERE \(number) NOT IN (SELECT \(number) FROM \(table))")
        for lost in numbers {
            let rows = try Row.fetchCursor(
                db, sql: "SELECT id, header FROM commits WHERE \(number) = ? ORDER BY position", arguments: [lost])
            while let row = try rows.next() {
                guard let header = header(row) else { continue }
                // What is there under another number stays so: the commits are told theirs.
                try db.execute(
                    sql: "INSERT OR IGNORE INTO \(table)(\(number), \(column)) VALUES (?, ?)",
                    arguments: [lost, value(header)])
                break
            }
        }
    }

    private static func header(_ row: Row) -> Header? {
        let (id, bytes): (DatabaseValue, DatabaseValue) = (row[0], row[1])
        guard let bytes = Data.fromDatabaseValue(bytes).map({ Array($0) }),
            Hash256.fromDatabaseValue(id) == Hash256.of(bytes)
        else { return nil }
        return try? Header(bytes)
    }

    /// Which commits take a pen over, their headers say.
    private static func bringBackTakeovers(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM takeovers")
        let rows = try Row.fetchCursor(db, sql: "SELECT id, header, position, sid FROM commits ORDER BY position")
        while let row = try rows.next() {
            guard let header = header(row) else { continue }
            try CommitLog.note(takeoverIn: header, sid: row[3], at: row[2], db)
        }
    }
}
