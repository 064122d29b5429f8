import Foundation
public import GRDB
public import Sync
public import Tiers

/// The catalogue as this hall holds it: every version of every matter, and the local lists.
public enum MatterStore {
    /// A published version.
    public struct Version: Sendable {
        /// The hall whose matter it is.
        public let owner: HallID
        /// From 1: its place in the matter's stream.
        public let version: UInt32
        /// The matter.
        public let matter: Matter
        /// The author's key and its sequence: what a status record must cover for this version to be in effect there.
        public let key: KeyID
        /// The author sequence.
        public let keySequence: UInt64
    }

    static func stream(owner: HallID, code: String) -> StreamName? { StreamName("matter/\(owner)/\(code)") }

    static func project(_ stored: StoredCommit, _ db: Database) throws {
        let header = stored.commit.header
        let parts = header.stream.rawValue.split(separator: "/", maxSplits: 2)
        guard parts.count == 3, let matter = BodyJSON.decode(Matter.self, of: stored.commit) else { return }
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO matter_versions(owner, code, version, from_day, to_day, published_at, key,
                  key_sequence, matter) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            String(parts[1]), String(parts[2]), Int64(header.sequence), matter.effectiveFrom.daysSince1970,
            matter.effectiveTo?.daysSince1970, header.writtenAt, header.author, Int64(header.authorSequence),
            Data(try BodyJSON.encode(matter)),
        ])
    }

    static func forget(_ stream: StreamName, _ db: Database) throws {
        let parts = stream.rawValue.split(separator: "/", maxSplits: 2).map(String.init)
        guard parts.count == 3 else { return }
        try db.execute(
            sql: "DELETE FROM matter_versions WHERE owner = ? AND code = ?", arguments: [parts[1], parts[2]])
    }

    static func forgetLocal(_ stream: StreamName, _ db: Database) throws {
        let parts = stream.rawValue.split(separator: "/", maxSplits: 3).map(String.init)
        guard parts.count == 4 else { return }
        try db.execute(
            sql: "DELETE FROM matter_locals WHERE hall = ? AND owner = ? AND code = ?",
            arguments: [parts[1], parts[2], parts[3]])
    }

    static func projectLocal(_ stored: StoredCommit, _ db: Database) throws {
        let parts = stored.commit.header.stream.rawValue.split(separator: "/", maxSplits: 3)
        guard parts.count == 4, let local = BodyJSON.decode(MatterLocal.self, of: stored.commit) else { return }
        try db.execute(
            sql: "INSERT OR REPLACE INTO matter_locals(hall, owner, code, local) VALUES (?, ?, ?, ?)",
            arguments: [String(parts[1]), String(parts[2]), String(parts[3]), Data(try BodyJSON.encode(local))])
    }

    /// All versions of all matters with a code, by owner and version. `OWNER/CODE` names one owner.
    public static func versions(_ name: String, _ db: Database) throws -> [Version] {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let (owner, code) = parts.count == 2 && HallID(parts[0]) != nil ? (parts[0], parts[1]) : (nil, name)
        return try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT owner, version, matter, key, key_sequence FROM matter_versions
                    WHERE code = ? AND (? IS NULL OR owner = ?) ORDER BY owner, version
                    """), arguments: [code, owner, owner]
        ).compactMap(version)
    }

    /// The newest version of every matter, by code and owner.
    public static func newest(_ db: Database) throws -> [Version] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT owner, max(version), matter, key, key_sequence FROM matter_versions GROUP BY code, owner
                ORDER BY code, owner
                """
        ).compactMap(version)
    }

    /// Owners by code.
    static func owners(_ db: Database) throws -> [String: HallID] {
        var owners: [String: HallID] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT code, min(owner) FROM matter_versions GROUP BY code") {
            owners[row[0]] = HallID(row[1])
        }
        return owners
    }

    /// The local list of a hall for a matter.
    static func local(_ hall: HallID, owner: HallID, code: String, _ db: Database) throws -> MatterLocal? {
        try Data.fetchOne(
            db, sql: "SELECT local FROM matter_locals WHERE hall = ? AND owner = ? AND code = ?",
            arguments: [hall.rawValue, owner.rawValue, code]
        ).flatMap { try? JSONDecoder().decode(MatterLocal.self, from: $0) }
    }

    /// The version in force on a day: the newest that has begun. Nil where none has begun or it has ended.
    static func inForce(_ versions: [Version], on day: CivilDate) -> Version? {
        guard let newest = versions.last(where: { $0.matter.effectiveFrom <= day }) else { return nil }
        if let last = newest.matter.effectiveTo, last < day { return nil }
        return newest
    }

    private static func version(_ row: Row) -> Version? {
        guard let owner = HallID(row[0]), let matter = try? JSONDecoder().decode(Matter.self, from: row[2] as Data)
        else { return nil }
        return Version(
            owner: owner, version: UInt32(truncatingIfNeeded: row[1] as Int64), matter: matter, key: row[3],
            keySequence: UInt64(row[4] as Int64))
    }
}
