import Foundation
import GRDB
import Sync
import Tiers

// What publishing and the views of the catalogue ask of it.
extension MatterStore {
    /// Codes that other halls own and this one does not, with the owner.
    static func ownersElsewhere(than hall: HallID, _ db: Database) throws -> [String: HallID] {
        var owners: [String: HallID] = [:]
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT code, min(owner) FROM matter_versions m
                WHERE NOT EXISTS (SELECT 1 FROM matter_versions WHERE code = m.code AND owner = ?) GROUP BY code
                """, arguments: [hall.rawValue])
        for row in rows { owners[row[0]] = HallID(row[1]) }
        return owners
    }

    /// The newest version of one owner's matter.
    static func newest(owner: HallID, code: String, _ db: Database) throws -> Version? {
        let statement = try db.cachedStatement(
            sql: "SELECT max(version) FROM matter_versions WHERE owner = ? AND code = ?")
        guard let number = try Int64.fetchOne(statement, arguments: [owner.rawValue, code]) else { return nil }
        return try version(owner: owner, code: code, number, db)
    }

    private static func version(owner: HallID, code: String, _ number: Int64, _ db: Database) throws -> Version? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT matter, key, key_sequence FROM matter_versions WHERE owner = ? AND code = ? AND version = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [owner.rawValue, code, number]),
            let matter = try? JSONDecoder().decode(Matter.self, from: row[0] as Data)
        else { return nil }
        return Version(
            owner: owner, version: UInt32(clamping: number), matter: matter, key: row[1],
            keySequence: UInt64(clamping: row[2] as Int64))
    }

    /// All versions of the one matter that a name means, at least one: a code, or `OWNER/CODE` where two claim it.
    ///
    /// - Parameter preferring: owners whose matter is meant where others claim the code too.
    static func one(
        _ name: String, preferring preferred: Set<HallID> = [], _ db: Database
    ) throws -> [Version] {
        let known = try versions(name, db)
        let own = known.filter { preferred.contains($0.owner) }
        let versions = own.isEmpty ? known : own
        let owners = Set(versions.map(\.owner)).sorted()
        guard let owner = owners.first else { throw unknown(name) }
        guard owners.count == 1 else {
            throw HallError(
                .usage,
                Bilingual(
                    en: "\(name) is claimed by \(owners.map(\.rawValue).joined(separator: ", "))",
                    zh: "\(name) 同时由 \(owners.map(\.rawValue).joined(separator: "、")) 发布"),
                hint: Bilingual(en: "write \(owner)/\(name)", zh: "请写明 \(owner)/\(name)"))
        }
        return versions
    }

    private static func unknown(_ name: String) -> HallError {
        HallError(
            .matterUnknown, Bilingual(en: "no matter \(name) is known here", zh: "本单位没有事项 \(name)"),
            hint: Bilingual(en: "`hall matter list` lists what is known", zh: "hall matter list 可列出已知事项"))
    }

    /// When a version entered here, ms since 1970 UTC.
    static func enteredAt(_ version: Version, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT received_at FROM commits JOIN keys USING(kid) WHERE key = ? AND key_sequence = ?",
            arguments: [version.key, Int64(clamping: version.keySequence)])
    }
}
