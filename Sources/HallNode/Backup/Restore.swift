import Foundation
import GRDB
import Glibc
import Sync
import Tiers

/// `hall restore`: a backup becomes the store of a folder that has none. A key that lies there is kept; without one the
/// superior enters a new key first.
///
/// The restored store is an older copy of itself, and is marked so from its first moment (`SetBack`).
public struct Restore: Sendable {
    /// The backup; `-` is standard input.
    public let file: String
    /// The folder that becomes a hall again.
    public let folder: HallFolder

    /// A restore.
    public init(_ file: String, in folder: HallFolder) {
        self.file = file
        self.folder = folder
    }

    /// What a restore led to.
    public struct Outcome: Sendable {
        /// What the backup said of itself.
        public let header: BackupHeader
        /// What the folder holds as its key.
        public let key: RestoredKey
        /// What the command answers.
        public let value: JSONValue
    }

    /// Puts the store there, whole or not at all.
    ///
    /// - Parameter alone: older streams may be written to at once.
    public func run(alone: Bool) throws(HallError) -> Outcome {
        let now = folder.surroundings.clock()
        guard !folder.holdsStore else { throw folderTaken }
        try folder.make()
        Scratch.removeOrphans(in: folder.path)
        let copy = Scratch.path("restore", in: folder.path)
        Scratch.remove(copy)
        defer { Scratch.remove(copy) }
        let header: BackupHeader
        let key: RestoredKey
        do {
            header = try BackupFile.extract(file, to: copy)
            key = try prepare(copy, header, alone: alone, now: now)
            try FileCopy.publish(copy, as: folder.store, replace: false)
        } catch {
            throw HallStore.error(error, path: file)
        }
        let store = try HallStore.open(folder)
        do {
            let name = try store.read { db in try Directory.entry(header.hall, db).map(Halls.name) }
            try store.close()
            return Outcome(header: header, key: key, value: answer(header, name, key, alone: alone, now: now))
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
    }

    /// Checks the copy and marks it as put back.
    private func prepare(_ copy: String, _ header: BackupHeader, alone: Bool, now: Instant) throws -> RestoredKey {
        var configuration = Configuration()
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        let queue = try DatabaseQueue(path: copy, configuration: configuration)
        defer { try? queue.close() }
        try queue.read { try Restore.check($0, header, file: file) }
        // The file stays as it is; its copy becomes a store of this release.
        try StoreUpgrade.migrate(queue)
        let key = try queue.read { try RestoredKey.of(folder, header, $0) }
        try queue.write { db in
            // One that the backup bears already speaks of an earlier restore; this one is what counts.
            try SetBack.forget(db)
            try SetBack.note(now: now.milliseconds, alone: alone, db)
            try Settings.set(BackupNote.lastSetting, String(header.at), db)
            try BackupNote.clearFailure(db)
        }
        return key
    }

    /// Looks whether a store is whole and is the one of its header.
    static func check(_ db: Database, _ header: BackupHeader, file: String) throws {
        try Backup.check(db, against: header, file: file)
        guard try Settings.get(Hall.nodeSetting, db) == header.hall.rawValue,
            try Settings.get(Hall.rootSetting, db) == header.root
        else {
            throw BackupHeader.unreadable(file, Bilingual(en: "its store is another hall's", zh: "内容属于其他大厅"))
        }
        if try HallSchema.migrator.hasBeenSuperseded(db) {
            throw HallError(
                .newerStore,
                Bilingual(
                    en: "\(file) was made by release \(header.release), this is \(Release.version)",
                    zh: "\(file) 由版本 \(header.release) 写出，本程序为 \(Release.version)"),
                hint: Bilingual(en: "install release \(header.release)", zh: "请安装版本 \(header.release)"))
        }
    }

    private var folderTaken: HallError {
        HallError(
            .folderTaken, Bilingual(en: "there is a store in \(folder.path)", zh: "\(folder.path) 中已有数据"),
            hint: Bilingual(
                en: "name another folder, or put this store away first; --dry-run looks at the file only",
                zh: "请指定其他目录，或先移走现有数据；--dry-run 仅查看文件"))
    }

    private func answer(
        _ header: BackupHeader, _ name: String?, _ key: RestoredKey, alone: Bool, now: Instant
    ) -> JSONValue {
        .fields([
            "hall": .text(header.hall.rawValue), "name": .optional(name), "file": .text(file),
            "madeAt": .moment(header.at), "ageSeconds": .optional(Rehearsal.age(header, now: now)),
            "release": .text(header.release), "commits": .int(header.commits), "practice": .bool(header.practice),
            "key": .text(key.rawValue), "alone": .bool(alone),
        ])
    }
}

/// What lies in a folder as the key of a hall that is put back there.
public enum RestoredKey: String, Sendable {
    /// A key that the backup knows as the hall's.
    case kept
    /// None: the superior has to enter a new one.
    case missing
    /// One that the backup does not know: entered later, or another hall's, which its superior will tell.
    case unknown

    static func of(_ folder: HallFolder, _ header: BackupHeader, _ db: Database) throws -> RestoredKey {
        guard let raw = try folder.read(.signing) else { return .missing }
        guard let key = SigningKey(raw: raw) else { throw HallFolder.badKey(folder.path + "/keys/signing") }
        guard let record = try Directory.key(key.publicKey.id, db) else { return .unknown }
        guard record.node == header.hall else {
            throw HallError(
                .wrongHall,
                Bilingual(
                    en: "the key in \(folder.path) is \(record.node)'s, the backup \(header.hall)'s",
                    zh: "\(folder.path) 中的密钥属于 \(record.node)，备份属于 \(header.hall)"),
                hint: Bilingual(en: "put that hall's own key there, or none", zh: "请放入该大厅自己的密钥，或移走此密钥"))
        }
        return .kept
    }
}
