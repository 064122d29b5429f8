import FoundationEssentials
public import GRDB

/// This store is an older copy of itself. Until it has reconciled with its superior it opens new streams only, since
/// it does not know how its older ones went on; then it renews its key, and the note goes.
public struct SetBack: Hashable, Sendable, Codable {
    /// Last log position when it was learnt: streams that were begun before are older ones.
    public let position: Int64
    /// The newest comparison then: only a later one tells what is missing.
    let number: Int64
    /// When it was learnt, ms since 1970 UTC by this node's clock.
    public let since: Int64
    /// The superior has been asked what is missing, and has told: only the key is to be renewed.
    public internal(set) var isReconciled: Bool
    /// The superior has just entered a new key for this store: none is to be made.
    public internal(set) var hasNewKey: Bool
    /// A person has decided to continue older streams without waiting: a fork, where somebody has what followed.
    public let isAlone: Bool

    private static let setting = "setBackSince"

    init(position: Int64, number: Int64, since: Int64, hasNewKey: Bool, isAlone: Bool) {
        self.position = position
        self.number = number
        self.since = since
        isReconciled = false
        self.hasNewKey = hasNewKey
        self.isAlone = isAlone
    }

    /// Earlier releases noted less: what they did not say had not happened.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        position = try values.decode(Int64.self, forKey: .position)
        number = try values.decodeIfPresent(Int64.self, forKey: .number) ?? 0
        since = try values.decode(Int64.self, forKey: .since)
        isReconciled = try values.decodeIfPresent(Bool.self, forKey: .isReconciled) ?? false
        hasNewKey = try values.decodeIfPresent(Bool.self, forKey: .hasNewKey) ?? false
        isAlone = try values.decodeIfPresent(Bool.self, forKey: .isAlone) ?? false
    }

    /// The note; nil for a store that is no older copy, as far as is known.
    public static func find(_ db: Database) throws -> SetBack? {
        guard let text = try Settings.get(setting, db) else { return nil }
        return try? JSON.decoder.decode(SetBack.self, from: Data(text.utf8))
    }

    /// Notes that this store is an older copy. One that is noted already stays as it is, unless it was reconciled by
    /// what it did not know then.
    ///
    /// - Parameters:
    ///   - alone: older streams may be continued at once.
    ///   - hasNewKey: the superior has entered a new key for this store, and none is to be made.
    public static func note(now: Int64, alone: Bool = false, hasNewKey: Bool = false, _ db: Database) throws {
        if var held = try find(db), !held.isReconciled {
            guard hasNewKey, !held.hasNewKey else { return }
            held.hasNewKey = true
            return try held.save(db)
        }
        let position = try Int64.fetchOne(db, sql: "SELECT max(position) FROM commits") ?? 0
        try SetBack(
            position: position, number: Comparison.newest(db), since: now, hasNewKey: hasNewKey, isAlone: alone
        ).save(db)
    }

    /// Nothing is left to do: the key was renewed, or a person took the responsibility.
    public static func forget(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [setting])
    }

    func save(_ db: Database) throws {
        let text = String(decoding: try JSON.encoder.encode(self), as: UTF8.self)
        try Settings.set(SetBack.setting, text, db)
    }

    /// Whether new lanes with the superior are to be asked for: not where they were begun since.
    static func mustAsk(_ superior: NodeID, _ db: Database) throws -> Bool {
        guard let note = try find(db), !note.isReconciled else { return false }
        return try Comparison.find(superior, db).map { $0.number <= note.number } ?? true
    }

    /// Whether all that a child holds and this older copy lacked has come since the note.
    public func wasCompared(_ child: NodeID, _ db: Database) throws -> Bool {
        try Comparison.find(child, db).map { $0.takesDone && $0.number > number } ?? false
    }

    /// Whether a stream may be written to: it is sure that this node wrote nothing to it that is not here, since the
    /// stream is another's nowhere, or one of a group that was begun here after the note; or what was lacking is here
    /// by now, or nobody waits for it. A name that tells what a stream is about may have been used before.
    static func allows(_ state: StreamState, _ policy: some Policy, _ db: Database) throws -> Bool {
        guard let note = try find(db), !note.isReconciled, !note.isAlone else { return true }
        switch policy.rules(of: state.name).scope {
        case .local: return true
        case .directory, .downAndUp, .down: return false
        case .group(let main):
            if main == state.name, state.head == 0 { return true }
            let begun = try Int64.fetchOne(
                db,
                sql: """
                    SELECT position FROM commits JOIN streams USING(sid)
                    WHERE name = ? AND sequence = 1 AND standing = 0 AND source IS NULL
                    """, arguments: [main.rawValue])
            return begun.map { $0 > note.position } ?? false
        }
    }
}

extension Engine {
    /// A commit by this node's own key came from a neighbour, and was not here: the store is an older copy.
    func watchOwn(_ stored: StoredCommit, _ db: Database) throws {
        guard stored.source != nil, stored.author == node,
            let record = try key(stored.commit.header.author, db), record.last == nil
        else { return }
        try SetBack.note(now: stored.receivedAt, db)
    }

    /// Notes it when all that the superior lacked is on the lane to it, and all that it had for this node is here.
    func noteReconciled(_ db: Database) throws {
        guard var note = try SetBack.find(db), !note.isReconciled, let superior = try self.superior(db),
            let comparison = try Comparison.find(superior, db), comparison.isDone, comparison.number > note.number,
            try cursor(superior, .urgent, db).point.position >= comparison.takesUrgent,
            try cursor(superior, .bulk, db).point.position >= comparison.takesBulk
        else { return }
        try releaseKeptEntries(db)
        if note.hasNewKey { return try SetBack.forget(db) }
        note.isReconciled = true
        try note.save(db)
    }
}
