import FoundationEssentials
public import GRDB

/// The request for a new key in place of the present one, with the last number that the present one counts to. It is
/// kept in the journal, and sent to the superior, until the directory names the new key.
public struct Renewal: Hashable, Sendable, Codable {
    /// The request, signed by the new key.
    public let request: DirectoryEntry.SignedRequest
    /// The key that ends: SHA-256 of its SubjectPublicKeyInfo, in hex.
    public let ends: String
    /// The last author sequence of the key that ends, as far as this node knows.
    public let last: UInt64
    /// Which of the node's keys the new one is, as far as this node knows.
    public let ordinal: Int

    private static let setting = "renewal"

    /// The renewal that waits for the superior; nil if there is none.
    public static func find(_ db: Database) throws -> Renewal? {
        guard let text = try Settings.get(setting, db) else { return nil }
        return try? JSON.decoder.decode(Renewal.self, from: Data(text.utf8))
    }

    /// The new key; nil if the request is none.
    public var key: PublicKey? { (try? KeyRequest(request))?.key }

    func save(_ db: Database) throws {
        try Settings.set(Renewal.setting, String(decoding: try JSON.encoder.encode(self), as: UTF8.self), db)
    }

    static func forget(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [setting])
    }

    var frame: Frame { get throws { Frame(.renewal, Array(try JSON.encoder.encode(self))) } }

    init(request: DirectoryEntry.SignedRequest, ends: String, last: UInt64, ordinal: Int) {
        self.request = request
        self.ends = ends
        self.last = last
        self.ordinal = ordinal
    }

    init(_ payload: [UInt8]) throws(FormatError) {
        guard payload.count <= Bounds.statusBytes,
            let read = try? JSON.decoder.decode(Renewal.self, from: Data(payload)),
            (try? KeyRequest(read.request)) != nil, KeyID(hex: read.ends) != nil, read.last <= UInt64(Int64.max)
        else { throw FormatError("renewal", "no renewal") }
        self = read
    }
}

/// Which of its keys a node uses now.
public struct KeysInUse: Hashable, Sendable {
    /// Signs commits; nil for a node whose every key was ended.
    public let commits: KeyID?
    /// Known to the neighbours: for the handshake, receipts and status records.
    public let link: KeyID?
}

extension Engine {
    /// The keys that directory and journal name. A key that the superior has not entered yet signs commits already:
    /// elsewhere they wait for its entry, which goes ahead of them.
    public func keysInUse(_ db: Database) throws -> KeysInUse {
        let good = try Directory.entry(node, db)?.keys.last { $0.last == nil }
        let entered = good?.id
        return KeysInUse(commits: try Renewal.find(db)?.key?.id ?? entered, link: entered)
    }

    /// Whether the key is to be renewed now: the store is an older copy, and has reconciled with its superior.
    public func renewalIsDue(_ db: Database) throws -> Bool {
        guard try SetBack.find(db)?.isReconciled == true, try Renewal.find(db) == nil else { return false }
        return try superior(db) != nil && keysInUse(db).commits != nil
    }

    /// Begins to write with a new key: this store accepts it from now on. One that waits already stays.
    ///
    /// - Parameter request: signed by the new key, which the caller has put away durably.
    public func begin(renewal request: DirectoryEntry.SignedRequest, _ db: Database) throws {
        guard try Renewal.find(db) == nil, let key = try KeyRequest(request).key,
            let entry = try Directory.entry(node, db), let old = try keysInUse(db).commits,
            try Directory.key(key.id, db) == nil
        else { return }
        let last = try lastHeld(of: old, db)
        let renewal = Renewal(request: request, ends: old.hex, last: last, ordinal: entry.keys.count + 1)
        try renewal.save(db)
        try enterOwnKey(key, ordinal: renewal.ordinal, db)
        let keys = try ownKeys(db) + [hexOfBytes(key.subjectPublicKeyInfo)]
        try Settings.set(Engine.ownKeysSetting, keys.joined(separator: " "), db)
    }

    private func enterOwnKey(_ key: PublicKey, ordinal: Int, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO directory_keys(key, node, ordinal, last, public) VALUES (?, ?, ?, NULL, ?)",
            arguments: [key.id, node.rawValue, ordinal, Data(key.subjectPublicKeyInfo)])
    }

    /// Before the directory is made anew from the log: keys of this node that signed before the superior's entry came,
    /// and stand before it in the log. Their ordinals are set again when it comes.
    func keepOwnKeys(_ db: Database) throws {
        for (place, text) in try ownKeys(db).enumerated() {
            guard let info = bytesOfHex(text), let key = PublicKey(subjectPublicKeyInfo: info) else { continue }
            try enterOwnKey(key, ordinal: place + 2, db)
        }
    }

    private static let ownKeysSetting = "ownKeys"

    /// SubjectPublicKeyInfo in hex of all keys that this store has ever renewed to.
    private func ownKeys(_ db: Database) throws -> [String] {
        (try Settings.get(Engine.ownKeysSetting, db) ?? "").split(separator: " ").map { String($0) }
    }

    /// This node's own entry came: if it names the new key, all is done.
    func settleRenewal(by entry: DirectoryEntry, _ db: Database) throws {
        guard entry.node == node, let key = try Renewal.find(db)?.key,
            entry.keys.contains(where: { bytesOfHex($0.signing) == key.subjectPublicKeyInfo })
        else { return }
        try Renewal.forget(db)
        try SetBack.forget(db)
    }

    /// Writes what a child asks for into its entry. Asked again it changes nothing.
    ///
    /// - Returns: whether something was written.
    @discardableResult
    public func enter(_ request: ChildRequest, of child: NodeID, _ batch: inout WriteBatch, _ db: Database) throws
        -> Bool
    {
        guard let entry = try Directory.entry(child, db), isSuperior(of: entry, for: request) else {
            return false
        }
        let after: DirectoryEntry?
        switch request {
        case .renewal(let renewal): after = try self.entry(entry, with: renewal, db)
        case .plea(let plea): after = try self.entry(entry, with: plea, db)
        }
        guard let after, after != entry else { return false }
        try batch.append(Draft(stream: .directory(child), facts: [], content: try after.content()))
        return true
    }

    /// The top has nobody above it: what lies beyond its own ended keys it admits itself.
    private func isSuperior(of entry: DirectoryEntry, for request: ChildRequest) -> Bool {
        if case .plea = request, entry.node == node, entry.superior == nil { return true }
        return entry.superior == node
    }

    /// The new key in, the old one ended at the greater of what the child says and what is held here. A key that was
    /// ended is not renewed: a person decides.
    private func entry(_ entry: DirectoryEntry, with renewal: Renewal, _ db: Database) throws -> DirectoryEntry? {
        let request = try KeyRequest(renewal.request)
        guard request.node == entry.node, let ends = KeyID(hex: renewal.ends),
            !entry.keys.contains(where: { $0.signing == request.signing }),
            let record = try Directory.key(ends, db), record.node == entry.node, record.last == nil
        else { return nil }
        let held = try lastHeld(of: ends, db)
        guard var after = entry.ending(ends, at: max(renewal.last, held)) else { return nil }
        after.keys.append(
            .init(ordinal: entry.keys.count + 1, signing: request.signing, agreement: request.agreement))
        after.request = renewal.request
        return after
    }

    /// What the child knows of is its own honest work, unless the key was stolen. What is here only as refused is
    /// judged again once the entry counts.
    private func entry(_ entry: DirectoryEntry, with plea: Plea, _ db: Database) throws -> DirectoryEntry? {
        guard let line = entry.keys.first(where: { $0.id == plea.key }),
            line.last != nil, line.stolen != true
        else { return nil }
        let admitted = Set(line.admitted ?? [])
        let new = plea.ids.filter { !admitted.contains($0.hex) }
        return entry.admitting(Array(new.prefix(Bounds.admittedPerKey - admitted.count)), of: plea.key)
    }

    /// What lies here beyond the ends of this node's keys, for the superior to admit: one plea a key.
    func pleas(_ db: Database) throws -> [Plea] { try Engine.pleas(leftovers(of: node, db)) }

    /// What lies here beyond the ends of the children's keys, and at the top of its own: it came from a neighbour that
    /// holds it, and is admitted without being asked for.
    ///
    /// - Returns: each child with what is to be entered.
    public func admissible(_ db: Database) throws -> [(child: NodeID, request: ChildRequest)] {
        let isTop = try superior(db) == nil
        let leftovers = try leftovers(db).filter { isTop || $0.node != node }
        let admitted = Dictionary(grouping: leftovers, by: \.key).sorted { $0.key < $1.key }
        return try admitted.compactMap { key, leftovers in
            guard let child = leftovers.first?.node, let entry = try Directory.entry(child, db) else { return nil }
            let line = entry.keys.first { $0.id == key }
            guard let line, line.admitted?.count ?? 0 < Bounds.admittedPerKey else { return nil }
            return (child, .plea(Plea(key: key, ids: leftovers.prefix(Bounds.admittedPerKey).map(\.id))))
        }
    }

    private static func pleas(_ leftovers: [Leftover]) -> [Plea] {
        Dictionary(grouping: leftovers, by: \.key).sorted { $0.key < $1.key }.map { key, leftovers in
            Plea(key: key, ids: leftovers.prefix(Bounds.admittedPerKey).map(\.id))
        }
    }
}

/// What a child asks of its superior.
public enum ChildRequest: Hashable, Sendable {
    /// A new key in place of the present one.
    case renewal(Renewal)
    /// That commits beyond the end of a key count.
    case plea(Plea)
}

/// Ids of commits beyond the end of a key, for which their author pleads.
public struct Plea: Hashable, Sendable {
    /// The key that ended.
    public let key: KeyID
    /// At most 256.
    public let ids: [CommitID]

    init(key: KeyID, ids: [CommitID]) {
        self.key = key
        self.ids = ids
    }

    var frame: Frame {
        var writer = ByteWriter(capacity: 34 + ids.count * 32)
        writer.hash(key)
        writer.u16(UInt16(min(ids.count, Bounds.admittedPerKey)))
        for id in ids.prefix(Bounds.admittedPerKey) { writer.hash(id) }
        return Frame(.plea, writer.bytes)
    }

    init(_ payload: [UInt8]) throws(FormatError) {
        var reader = ByteReader(payload)
        key = try reader.hash("plea.key")
        let count = Int(try reader.u16("plea.count"))
        guard count <= Bounds.admittedPerKey else { throw FormatError("plea.count", "\(count) ids") }
        var ids: [CommitID] = []
        for _ in 0..<count { ids.append(try reader.hash("plea.id")) }
        try reader.end("plea")
        self.ids = ids
    }
}
