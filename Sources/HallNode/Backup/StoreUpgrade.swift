import Foundation
import GRDB
import Glibc
import Sync
import Tiers

/// What happens when a program meets a store of another release. An earlier one is brought up, after a checked backup
/// made by itself; a later one is refused, with the name of that backup, from which the earlier program can go on.
enum StoreUpgrade {
    /// The release that last changed the tables.
    static let releaseSetting = "storeRelease"
    /// Name of the backup that was made before the tables were changed last.
    private static let backupSetting = "upgradeBackup"
    /// Backups kept of earlier releases; at least one stays whatever happens.
    private static let kept = 3

    /// The folder of the backups that upgrades make.
    static func backups(_ folder: HallFolder) -> String { folder.path + "/backups" }

    /// Makes a store fit this program.
    static func bring(_ store: any DatabaseWriter, in folder: HallFolder) throws {
        let migrator = HallSchema.migrator
        let (isNewer, isDone) = try store.state { db -> (Bool, Bool) in
            (try migrator.hasBeenSuperseded(db), try isCurrent(db, migrator))
        }
        if isNewer { throw try newer(store, in: folder) }
        if isDone { return }
        guard
            try store.state({ db in
                try !migrator.appliedIdentifiers(db).isEmpty && Settings.get(Hall.nodeSetting, db) != nil
            })
        else { return try migrate(store) }
        // A server of the earlier release would go on with tables that it does not know: none may run meanwhile.
        let lock = try waitForLock(folder, store, migrator)
        defer { lock?.release() }
        if try store.state({ try isCurrent($0, migrator) }) { return }
        let backup = try keepBackup(of: store, in: folder)
        try migrate(store)
        try store.write { try Settings.set(backupSetting, backup, $0) }
    }

    private static func isCurrent(_ db: Database, _ migrator: DatabaseMigrator) throws -> Bool {
        try migrator.hasCompletedMigrations(db)
            && Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 >= Release.schema
    }

    /// Brings the tables up, without a backup: of a store that holds nothing yet, or is a copy.
    static func migrate(_ store: any DatabaseWriter) throws {
        try HallSchema.migrator.migrate(store)
        try store.write { db in
            try Settings.set(releaseSetting, Release.version, db)
            try db.execute(sql: "PRAGMA user_version = \(Release.schema)")
        }
    }

    /// The lock of a server; nil once another process has brought the store up.
    private static func waitForLock(
        _ folder: HallFolder, _ store: any DatabaseWriter, _ migrator: DatabaseMigrator
    ) throws -> ServeLock? {
        let end = folder.surroundings.uptime() + Int64(HallStore.busySeconds * 1_000)
        while true {
            do { return try ServeLock.take(folder) } catch {
                if try store.state({ try isCurrent($0, migrator) }) { return nil }
                guard error.code == .serverRuns, folder.surroundings.uptime() < end else { throw error }
            }
        }
    }

    // MARK: - The backup before

    /// Gives the backup's name.
    private static func keepBackup(of store: any DatabaseWriter, in folder: HallFolder) throws -> String {
        let place = backups(folder)
        guard mkdir(place, 0o700) == 0 || errno == EEXIST else { throw HallFolder.noPermission(place) }
        let before = try store.read { try Settings.get(releaseSetting, $0) } ?? Release.first
        let backup = try Backup(of: store, in: place, now: folder.surroundings.clock(), madeBy: before)
        defer { backup.remove() }
        try backup.write(to: "\(place)/\(BackupName.of(backup.header))", replace: true)
        try BackupName.prune(place, of: backup.header, keep: kept)
        return BackupName.of(backup.header)
    }

    private static func newer(_ store: any DatabaseWriter, in folder: HallFolder) throws -> HallError {
        let (release, hall, noted) = try store.read { db in
            (
                try Settings.get(releaseSetting, db) ?? "?",
                try Settings.get(Hall.nodeSetting, db).flatMap { NodeID($0) },
                try Settings.get(backupSetting, db)
            )
        }
        let there = hall.map { BackupName.all(in: backups(folder), of: $0) } ?? []
        let backup = (noted.flatMap { there.contains($0) ? $0 : nil } ?? there.last).map { "\(backups(folder))/\($0)" }
        let back = backup.map {
            (en: ", or `hall restore \($0)` into another folder to go back", zh: "；如需退回，可将 \($0) 恢复到另一目录")
        }
        return HallError(
            .newerStore,
            Bilingual(
                en: "the store was made by release \(release), this is \(Release.version)",
                zh: "数据由版本 \(release) 创建，本程序为 \(Release.version)"),
            hint: Bilingual(
                en: "run release \(release)\(back?.en ?? "")", zh: "请使用版本 \(release)\(back?.zh ?? "")"))
    }
}

/// Names of backups that are made by themselves: hall, day and time in China, release. In the order of their names they
/// are in the order of their making.
enum BackupName {
    static let ending = ".hall-backup"

    /// `3607-20260213-090000-0.1.0.hall-backup`
    static func of(_ header: BackupHeader) -> String {
        let digits = Instant(milliseconds: header.at).text.prefix(19).filter(\.isNumber)
        let moment = "\(digits.prefix(8))-\(digits.dropFirst(8))"
        return "\(prefix(header.hall))\(moment)-\(header.release)\(ending)"
    }

    /// A department's node has a colon in its id, which some media do not take in a name.
    static func prefix(_ hall: NodeID) -> String { hall.rawValue.replacing(":", with: "_") + "-" }

    /// The backups in a folder by name; of all halls, or of one.
    static func all(in folder: String, of hall: NodeID? = nil) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let start = hall.map(prefix) ?? ""
        return names.filter { $0.hasSuffix(ending) && $0.hasPrefix(start) }.sorted()
    }

    /// Removes the oldest of a hall's backups until so many are left; never the one just made. One that says that it
    /// is of a time to come was made by a wrong clock, some time before now: those go first.
    static func prune(_ folder: String, of newest: BackupHeader, keep: Int) throws {
        let others = all(in: folder, of: newest.hall).compactMap { name -> (name: String, at: Int64)? in
            // A name alone is no reason to remove a file: it must be this hall's.
            guard name != of(newest), let header = try? BackupFile.header("\(folder)/\(name)"),
                header.hall == newest.hall && header.root == newest.root
            else { return nil }
            return (name, header.at)
        }
        let inOrder = others.filter { $0.at > newest.at } + others.filter { $0.at <= newest.at }
        for other in inOrder.dropLast(max(0, keep - 1)) { unlink("\(folder)/\(other.name)") }
    }
}
