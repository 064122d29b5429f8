import GRDB
import Sync
import Tiers

/// `hall key rotate` at the province, which has nobody above: the next root key, whose hash the province's entry has
/// named since before, becomes the present one and names the one after it (`docs/recovery.md` §3).
public struct RootKey: Sendable {
    /// The file with the next root key, from the medium on which it was locked away; nil in a practice network, which
    /// keeps it in the folder.
    public let file: String?
    /// Where the key after it goes; nil in a practice network.
    public let nextFile: String?
    /// The present key is in wrong hands, or may be.
    public let stolen: Bool

    /// A change of the root key.
    public init(file: String?, nextFile: String?, stolen: Bool) {
        self.file = file
        self.nextFile = nextFile
        self.stolen = stolen
    }

    /// Opens the province's hall. One that was put back without its key has none but the next root key: that becomes
    /// its key, if the store names it.
    public func open(_ folder: HallFolder) throws(HallError) -> Hall {
        guard let file, try folder.read(.signing) == nil, folder.holdsStore else { return try Hall(folder) }
        let key = try RootKey.read(file, folder)
        let store = try HallStore.open(folder)
        let named: String?
        do {
            named = try store.read { db in
                let node = try Settings.get(Hall.nodeSetting, db).flatMap { NodeID($0) }
                return try node.flatMap { try Directory.entry($0, db) }?.nextRoot
            }
            try store.close()
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
        guard named == key.publicKey.id.hex else { throw RootKey.notNamed(file) }
        try folder.write(.signing, key.raw)
        return try Hall(folder)
    }

    /// Changes the key, and gives what was done.
    ///
    /// - Parameter dryRun: only says what would be.
    public func rotate(_ hall: Hall, dryRun: Bool) throws(HallError) -> JSONValue {
        let entry = try hall.read { try Directory.entry(hall.engine.node, $0) }
        guard let entry, entry.superior == nil, let named = entry.nextRoot.flatMap({ KeyID(hex: $0) }) else {
            throw HallError(
                .wrongHall, Bilingual(en: "this hall has no next root key", zh: "本单位没有下一根密钥"),
                hint: Bilingual(
                    en: "only the province has; elsewhere `hall key rotate`", zh: "仅省级大厅有；其他大厅用 hall key rotate"))
        }
        guard entry.practice == (file == nil), entry.practice == (nextFile == nil) else {
            throw entry.practice ? RootKey.practice : RootKey.filesNeeded
        }
        let key = try next(named, hall.folder)
        let old = entry.keys.last { $0.last == nil }?.id
        let before = try hall.read { db in
            (last: try old.map { try hall.engine.lastHeld(of: $0, db) }, unheard: try RootKey.unheard(hall, db))
        }
        if !dryRun { try enter(key, at: hall) }
        return .fields([
            "hall": .text(hall.id.rawValue), "fingerprint": .text(hall.fingerprint), "ends": .optional(old?.hex),
            "last": .optional(before.last.map { Int64(clamping: $0) }), "key": .text(key.publicKey.id.hex),
            "incarnation": .int(Int64(entry.keys.count + 1)), "stolen": .bool(stolen),
            "nextRoot": .optional(nextFile), "notCompared": .list(before.unheard.map { .text($0.rawValue) }),
            "dryRun": .bool(dryRun),
        ])
    }

    /// The next root key and the one after it are durable before the entry names them.
    private func enter(_ key: SigningKey, at hall: Hall) throws(HallError) {
        let folder = hall.folder
        let after = try folder.surroundings.makeSigningKey()
        if let nextFile {
            try folder.surroundings.disk.write(HallFolder.file(holding: after.raw), to: nextFile, replace: false)
        } else {
            try folder.keep(after.raw, of: after.publicKey.id)
        }
        let agreement = try HallKeys.makeOrRead(in: folder).agreementHex
        try hall.keyring.keep(key)
        try hall.journal { db in
            let request = KeyRequest(
                node: hall.engine.node, signing: hexOfBytes(key.publicKey.subjectPublicKeyInfo), agreement: agreement,
                address: try HallAddress.own(hall, db))
            var batch = try WriteBatch(
                hall.engine, key: key, now: hall.now.milliseconds, clockOffset: nil, random: hall.surroundings.random,
                db)
            try hall.engine.rotateRoot(
                by: try request.signed(by: key), then: after.publicKey.id, stolen: stolen, &batch, db)
            try batch.finish()
        }
        try hall.followKeys()
        hall.changes.notify()
    }

    /// The key that the entry names, from the file or from the folder of a practice network.
    private func next(_ named: KeyID, _ folder: HallFolder) throws(HallError) -> SigningKey {
        if let file {
            let key = try RootKey.read(file, folder)
            guard key.publicKey.id == named else { throw RootKey.notNamed(file) }
            return key
        }
        for raw in [folder.kept(named), try folder.read(.nextRoot)] {
            if let key = raw.flatMap({ folder.surroundings.signingKey($0) }), key.publicKey.id == named { return key }
        }
        throw RootKey.notNamed(folder.path + "/keys")
    }

    private static func read(_ file: String, _ folder: HallFolder) throws(HallError) -> SigningKey {
        guard let bytes = folder.surroundings.disk.read(file) else {
            throw HallError(
                .file, Bilingual(en: "\(file) cannot be read", zh: "无法读取 \(file)"),
                hint: Bilingual(en: "is the medium with the next root key there?", zh: "请确认存放下一根密钥的介质已接入"))
        }
        guard let key = HallFolder.key(in: bytes).flatMap({ folder.surroundings.signingKey($0) }) else {
            throw HallFolder.badKey(file)
        }
        return key
    }

    /// Children that may hold more of this hall's work than its older copy, and have not been compared since.
    private static func unheard(_ hall: Hall, _ db: Database) throws -> [NodeID] {
        guard let note = try SetBack.find(db) else { return [] }
        return try Directory.children(hall.engine.node, db).filter { try !note.wasCompared($0, db) }
    }

    private static func notNamed(_ place: String) -> HallError {
        HallError(
            .file, Bilingual(en: "the next root key is not in \(place)", zh: "\(place) 中不是下一根密钥"),
            hint: Bilingual(
                en: "take the file that `hall init`, or the last change of the key, wrote",
                zh: "请使用 hall init 或上次更换时写出的密钥文件"),
            exit: .refused)
    }

    private static let practice = HallError(
        .usage,
        Bilingual(en: "a practice network keeps its next root key in the folder", zh: "练习网的下一根密钥保存在目录内"),
        hint: Bilingual(en: "leave --root-key and --next-root out", zh: "请勿使用 --root-key 和 --next-root"))

    private static let filesNeeded = HallError(
        .usage,
        Bilingual(en: "--root-key FILE and --next-root FILE are needed", zh: "须指定 --root-key 文件和 --next-root 文件"),
        hint: Bilingual(
            en: "the one with the next root key, and a new one for the key after it", zh: "前者存有下一根密钥，后者存放其后的新密钥"))
}

extension Hall {
    /// The province's fingerprint: SHA-256 of its first root public key, 64 lower-case hex digits.
    public var fingerprint: String { engine.root.hex }

    /// The province's root key now, as far as this hall knows: the first one, or one that it was changed to.
    func rootKey(_ db: Database) throws -> KeyID? {
        guard let top = try Directory.key(engine.root, db)?.node, let entry = try Directory.entry(top, db) else {
            return nil
        }
        return entry.keys.last { $0.last == nil }?.id
    }

    /// Whether nobody stands above this hall.
    public var isProvince: Bool {
        get throws(HallError) { try read { try Directory.superior(engine.node, $0) == nil } }
    }
}
