import FoundationEssentials
public import GRDB

/// This store is an older copy of itself. Until it has reconciled with its superior it opens new streams only, since
/// it does not know how its older ones went on; then it renews its key, and the note goes.
public struct SetBack: Hashable, Sendable, Codable {
    /// Last log position when it was learnt: streams that were begun before are older ones.
    public let position: Int64
    /// When it was learnt, ms since 1970 UTC by this node's clock.
    public let since: Int64
    /// A person has decided to continue older streams without waiting: a fork, where somebody has what followed.
    public let isAlone: Bool?

    private static let setting = "setBackSince"

    /// The note; nil for a store that is no older copy, as far as is known.
    public static func find(_ db: Database) throws -> SetBack? {
        guard let text = try Settings.get(setting, db) else { return nil }
        return try? JSON.decoder.decode(SetBack.self, from: Data(text.utf8))
    }

    /// Notes that this store is an older copy. One that is noted already stays as it is.
    ///
    /// - Parameter alone: older streams may be continued at once.
    public static func note(now: Int64, alone: Bool = false, _ db: Database) throws {
        if try find(db) != nil { return }
        let position = try Int64.fetchOne(db, sql: "SELECT max(position) FROM commits") ?? 0
        let note = SetBack(position: position, since: now, isAlone: alone)
        try Settings.set(setting, String(decoding: try JSON.encoder.encode(note), as: UTF8.self), db)
    }

    /// Nothing is left to do: the key was renewed, or a person took the responsibility.
    public static func forget(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [setting])
    }

    /// Whether a stream may be continued: it was begun after the note, or nobody waits for what it lacks.
    static func allows(_ state: StreamState, _ db: Database) throws -> Bool {
        guard state.head > 0, let note = try find(db), note.isAlone != true else { return true }
        let first = try Int64.fetchOne(
            db, sql: "SELECT min(position) FROM commits WHERE sid = ?", arguments: [state.sid])
        return first.map { $0 > note.position } ?? true
    }
}
