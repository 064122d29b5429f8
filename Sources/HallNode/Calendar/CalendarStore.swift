import Foundation
import GRDB
import Sync
import Synchronization
import Tiers

/// The calendars that the province published, as far as they came here. The newest counts; before the first comes, the
/// one that the program brings along.
enum CalendarStore {
    /// The stream's name, and the kind of streams that it is.
    static let kind = "calendar"

    /// Parsed calendars by the id of their commit: every projection of a case asks for the present one.
    private static let parsed = Mutex<[Data: WorkCalendar]>([:])
    private static let parsedMax = 16

    static func project(_ stored: StoredCommit, _ db: Database) throws {
        let header = stored.commit.header
        guard header.stream.rawValue == kind, let content = BodyJSON.decode(CalendarContent.self, of: stored.commit),
            content.calendar(edition: header.sequence) != nil
        else { return }
        try change(db) { try insert(stored, content, db) }
    }

    /// Forgets all that came; the built-in one counts until they are projected anew.
    static func forget(_ db: Database) throws {
        try change(db) { try db.execute(sql: "DELETE FROM calendars") }
    }

    /// Counts the deadlines anew that a change of the calendars moves.
    private static func change(_ db: Database, _ body: () throws -> Void) throws {
        let before = try current(db)
        try body()
        let change = CalendarChange(from: before, to: try current(db))
        if let first = change.first { try CaseStore.countAnew(from: first, db) }
    }

    private static func insert(_ stored: StoredCommit, _ content: CalendarContent, _ db: Database) throws {
        let header = stored.commit.header
        try db.execute(
            sql: "INSERT OR REPLACE INTO calendars(edition, id, published_at, content) VALUES (?, ?, ?, ?)",
            arguments: [
                Int64(clamping: header.sequence), Data(stored.commit.id.bytes), header.writtenAt,
                Data(try BodyJSON.encode(content)),
            ])
    }

    /// The calendar that deadlines are computed by.
    static func current(_ db: Database) throws -> WorkCalendar {
        let newest = try db.cachedStatement(sql: "SELECT edition, id FROM calendars ORDER BY edition DESC LIMIT 1")
        guard let row = try Row.fetchOne(newest) else { return .builtIn }
        let (edition, id): (Int64, Data) = (row[0], row[1])
        if let calendar = parsed.withLock({ $0[id] }) { return calendar }
        let content = try Data.fetchOne(
            db, sql: "SELECT content FROM calendars WHERE edition = ?", arguments: [edition])
        guard let content, let read = try? JSONDecoder().decode(CalendarContent.self, from: content),
            let calendar = read.calendar(edition: UInt64(clamping: edition))
        else { throw StoreError.lost("the calendar cannot be read") }
        parsed.withLock { known in
            if known.count >= parsedMax { known.removeAll() }
            known[id] = calendar
        }
        return calendar
    }

    /// When the newest was published, by the province's clock; nil for the built-in one.
    static func publishedAt(_ db: Database) throws -> Instant? {
        try Int64.fetchOne(db, sql: "SELECT published_at FROM calendars ORDER BY edition DESC LIMIT 1")
            .map(Instant.init(milliseconds:))
    }
}
