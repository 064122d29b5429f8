import GRDB
import Sync
import Tiers

// A hall's key is renewed by itself where its store was set back, and by a person where it is to be rotated; either way
// the superior enters the new one and ends the old one.
extension Hall {
    /// Renews the key if this store is an older copy that has reconciled with its superior; else takes up which keys
    /// the store names, in the same look.
    func renewKeyIfDue() throws(HallError) {
        let (isDue, use) = try read { db in (try engine.renewalIsDue(db), try engine.keysInUse(db)) }
        if isDue { try beginRenewal() } else { try keyring.follow(use) }
    }

    /// Makes a new key, keeps it, and writes with it from now on. The superior is asked to enter it over the link.
    func beginRenewal() throws(HallError) {
        let key = try surroundings.makeSigningKey()
        try keyring.keep(key)
        try journal { db in
            guard let entry = try Directory.entry(engine.node, db), let last = entry.keys.last else {
                throw StoreError.lost("this hall has no entry in the directory")
            }
            let request = KeyRequest(
                node: engine.node, signing: hexOfBytes(key.publicKey.subjectPublicKeyInfo), agreement: last.agreement,
                address: try HallAddress.own(self, db))
            try engine.begin(renewal: request.signed(by: key), db)
        }
        try followKeys()
        changes.notify()
    }

    /// Enters in the directory what a child asks for. What cannot be entered now (a full disk, a store that is itself
    /// an older copy) the child asks for again.
    func enter(_ request: ChildRequest, of child: NodeID) {
        _ = try? command { batch, db in try self.engine.enter(request, of: child, &batch, db) }
    }

    /// Lets commits of children count that lie here beyond the end of an honest key.
    func admitLeftovers() throws(HallError) {
        for (child, request) in try read({ try engine.admissible($0) }) { enter(request, of: child) }
    }
}

/// `hall key`: what a person decides about keys.
public enum KeyOffice {
    /// A new key for this hall. Where one waits for the superior already, nothing is made.
    ///
    /// - Parameter dryRun: only says what would be.
    public static func rotate(_ hall: Hall, dryRun: Bool) throws(HallError) -> JSONValue {
        let (superior, waits) = try hall.read { db in
            (try Directory.superior(hall.engine.node, db), try Renewal.find(db) != nil)
        }
        guard let superior else { throw HallError.fault("the province's key is a root key") }
        if !waits, !dryRun { try hall.beginRenewal() }
        return try hall.read { db in
            let entry = try Directory.entry(hall.engine.node, db)
            let use = try hall.engine.keysInUse(db)
            let ends = use.link
            return .fields([
                "hall": .text(hall.id.rawValue), "ends": .optional(ends?.hex),
                "last": .optional(try ends.map { Int64(clamping: try hall.engine.lastHeld(of: $0, db)) }),
                "key": .optional(use.commits == use.link ? nil : use.commits?.hex),
                "incarnation": .optional(entry?.keys.last.map { $0.ordinal + 1 }),
                "waitsFor": .text(superior.rawValue), "dryRun": .bool(dryRun),
            ])
        }
    }

    /// Ends the newest key of a child: what it signed counts as far as it is held here. The hall is fenced until it is
    /// enrolled again.
    ///
    /// - Parameter stolen: what lies beyond is not to be trusted.
    public static func end(
        _ hall: Hall, of text: String, reason: String, stolen: Bool, dryRun: Bool
    ) throws(HallError) -> JSONValue {
        let (entry, key, last) = try hall.read { db in try order(hall, text, db) }
        if !dryRun {
            try hall.command { batch, db in
                let last = try hall.engine.lastHeld(of: key, db)
                guard let held = try Directory.entry(entry.node, db),
                    let after = held.ending(key, at: last, stolen: stolen)
                else { throw HallError.fault("the key of \(entry.node) changed") }
                let facts = try BodyJSON.encode(["reason": reason])
                try batch.append(Draft(stream: .directory(entry.node), facts: facts, content: try after.content()))
            }
        }
        return .fields([
            "hall": .text(entry.node.rawValue), "name": .text(Halls.name(entry)), "ends": .text(key.hex),
            "last": .int(Int64(clamping: last)), "stolen": .bool(stolen), "reason": .text(reason),
            "dryRun": .bool(dryRun),
        ])
    }

    static func notDirectlyBelow(_ node: NodeID) -> HallError {
        HallError(
            .outsidePart, Bilingual(en: "\(node) is not directly below this hall", zh: "\(node) 不是本单位的直接下级"),
            hint: Bilingual(en: "its own superior decides about its keys", zh: "其密钥由其直接上级处理"))
    }

    private static func order(_ hall: Hall, _ text: String, _ db: Database) throws -> (DirectoryEntry, KeyID, UInt64) {
        let entry = try Halls.find(text, db)
        guard entry.superior == hall.engine.node else { throw notDirectlyBelow(entry.node) }
        guard let line = entry.keys.last(where: { $0.last == nil }),
            let key = line.id
        else {
            throw HallError(
                .actionNotAllowed, Bilingual(en: "\(entry.node) has no key that could end", zh: "\(entry.node) 没有有效密钥"),
                hint: Bilingual(en: "`hall enroll --again` gives it a new one", zh: "用 hall enroll --again 重新邀请"))
        }
        return (entry, key, try hall.engine.lastHeld(of: key, db))
    }
}
