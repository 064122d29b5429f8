public import GRDB

/// What a person has to look at.
public enum Alarms {
    static func raise(_ kind: Kind, _ subject: String, at: Int64, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO alarms(kind, subject, at) VALUES (?, ?, ?)",
            arguments: [kind.rawValue, subject, at])
    }

    /// Somebody comes as a node with a key that ended, or with an older copy of its store, while the node itself is on
    /// line. Each time it is noted anew.
    ///
    /// - Parameter newest: the ordinal of the node's newest key: what a later one settles.
    public static func runsTwice(_ key: KeyID, besides newest: Int, at: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO alarms(kind, subject, at) VALUES (?, ?, ?)
                ON CONFLICT(kind, subject) DO UPDATE SET at = excluded.at
                """, arguments: [Kind.runsTwice.rawValue, "\(key.hex) besides \(newest)", at])
    }

    /// A key that was not used for so long is not used any more, ms: a day.
    static let silence: UInt64 = 86_400_000

    /// One alarm that is not settled.
    public struct Alarm: Hashable, Sendable {
        /// What it is about.
        public let kind: Kind
        /// The key, stream or blob, with its place: words that are the same at every hall.
        public let subject: String
        /// When this node learnt of it, or learnt it last, ms since 1970 UTC.
        public let at: Int64

        /// The key, stream or blob alone.
        public var thing: Substring { subject.prefix { $0 != " " } }

        fileprivate var last: String? { subject.split(separator: " ").last.map { String($0) } }
    }

    /// What an alarm is about.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A key signed two contents under one author sequence.
        case keySequenceTwice = "key-sequence-twice"
        /// Contents compete in a stream.
        case fork
        /// A piece of a blob came that is not what its manifest says.
        case blobDamaged = "blob-damaged"
        /// Two stores come as one node.
        case runsTwice = "runs-twice"
    }

    /// All alarms that are not settled, oldest first: a key is settled by its end, a fork by a takeover, a blob when
    /// all of it is here, a store that runs twice by a newer key of its node, or a day after it was heard last.
    ///
    /// - Parameter now: ms since 1970 UTC; nil: no day has passed.
    public static func open(now: Int64? = nil, _ db: Database) throws -> [Alarm] {
        let rows = try Row.fetchAll(db, sql: "SELECT kind, subject, at FROM alarms ORDER BY at, kind, subject")
        return try rows.compactMap { row in
            guard let kind = Kind(rawValue: row[0]) else { return nil }
            let alarm = Alarm(kind: kind, subject: row[1], at: row[2])
            return try isSettled(alarm, now: now, db) ? nil : alarm
        }
    }

    private static func isSettled(_ alarm: Alarm, now: Int64?, _ db: Database) throws -> Bool {
        let thing = String(alarm.thing)
        switch alarm.kind {
        case .keySequenceTwice: return try KeyID(hex: thing).flatMap { try Directory.key($0, db) }?.last != nil
        case .fork: return try StreamName(thing).flatMap { try StreamState.find($0, db) }?.forked == false
        case .runsTwice:
            let (age, isFar) = (now ?? alarm.at).subtractingReportingOverflow(alarm.at)
            guard !isFar, age.magnitude < silence, let key = KeyID(hex: thing),
                let owner = try Directory.key(key, db)?.node, let entry = try Directory.entry(owner, db)
            else { return true }
            return entry.retiredFrom != nil || entry.keys.last.map { "\($0.ordinal)" } != alarm.last
        case .blobDamaged: return try Hash256(hex: thing).map { try Blobs.state($0, db).isComplete } ?? false
        }
    }
}
