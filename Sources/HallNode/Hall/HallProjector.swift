import Foundation
public import GRDB
public import Sync
import Tiers

/// Keeps the business's read models: matters, local lists, calendars, one row a case.
public struct HallProjector: Projector {
    /// The one projector there is.
    public init() {}

    /// Brings the read model of the stream's kind up to a stored commit.
    public func project(_ stored: StoredCommit, _ db: Database) throws {
        switch stored.commit.header.stream.kind {
        case "matter": try MatterStore.project(stored, db)
        case "local": try MatterStore.projectLocal(stored, db)
        case CalendarStore.kind: try CalendarStore.project(stored, db)
        case "case": try CaseStore.project(stored, db)
        default: return
        }
    }

    /// Forgets everything, before a rebuild.
    public func reset(_ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM matter_versions;
                DELETE FROM matter_locals;
                DELETE FROM calendars;
                DELETE FROM cases;
                """)
    }

    /// Forgets one matter, one local list, the calendars, or one case.
    public func reset(_ main: StreamName, _ db: Database) throws {
        switch main.kind {
        case "matter": try MatterStore.forget(main, db)
        case "local": try MatterStore.forgetLocal(main, db)
        case CalendarStore.kind: try CalendarStore.forget(db)
        case "case": try CaseStore.forget(main, db)
        case "calendar": try db.execute(sql: "DELETE FROM calendars")
        default: return
        }
    }
}

/// One way to write and read the JSON of bodies: sorted keys, so that equal values are equal bytes.
enum BodyJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// Nil where the content is not what this release can read: it is kept, and has no effect.
    static func decode<Value: Decodable>(_ type: Value.Type, of commit: Commit) -> Value? {
        guard let bytes = commit.body, let body = (try? Body.read(bytes)) ?? nil else { return nil }
        return try? JSONDecoder().decode(type, from: Data(body.content))
    }
}
