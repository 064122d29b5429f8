import Foundation
import GRDB
import Sync

/// The business's read models, each with a hash over its rows in order: for comparing, whatever their size.
enum HallModels {
    private static let queries = [
        ("matter_versions", "SELECT * FROM matter_versions ORDER BY code, owner, version"),
        ("matter_locals", "SELECT * FROM matter_locals ORDER BY code, owner, hall"),
        ("cases", "SELECT * FROM cases ORDER BY number"),
    ]

    /// Tables whose rows are not what a rebuild makes of the log. Inside a transaction that is rolled back afterwards.
    static func differing(_ engine: Engine, _ db: Database) throws -> [String] {
        let before = try hashes(db)
        try engine.rebuild(db)
        let after = try hashes(db)
        return zip(before, after).compactMap { $0.rows == $1.rows ? nil : $0.table }
    }

    private static func hashes(_ db: Database) throws -> [(table: String, rows: Hash256)] {
        try queries.map { table, query in
            var hash = Hash256.zero
            let rows = try Row.fetchCursor(db, sql: query)
            while let row = try rows.next() {
                var bytes = hash.bytes
                for value in row.databaseValues { append(value, to: &bytes) }
                hash = .of(bytes)
            }
            return (table, hash)
        }
    }

    /// Kind, length and content, so that no two rows give the same bytes.
    private static func append(_ value: DatabaseValue, to bytes: inout [UInt8]) {
        let (kind, content): (UInt8, [UInt8]) =
            switch value.storage {
            case .null: (0, [])
            case .int64(let number): (1, Array(String(number).utf8))
            case .double(let number): (2, Array(String(number).utf8))
            case .string(let text): (3, Array(text.utf8))
            case .blob(let data): (4, Array(data))
            }
        bytes.append(kind)
        bytes += Array("\(content.count):".utf8) + content
    }
}
