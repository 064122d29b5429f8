import Foundation
import GRDB
import Glibc
import Sync
import Tiers

/// `hall backup`: one file with all of a hall but its private keys, made while the hall works.
///
/// SQLite's online backup copies one state of the store, in steps, beside readers and writers. The copy is opened and
/// checked, then hashed into the file, and the file is read again from the disk before it gets its name.
public struct Backup: Sendable {
    /// What the file says of itself.
    public let header: BackupHeader
    /// The copy of the store, until `remove`.
    private let copy: String

    /// How far the copying is, in per cent.
    public typealias Progress = (Int) -> Void

    private static let pagesPerStep: CInt = 256

    /// Copies a hall's store and checks the copy. `remove` is to be called at the end.
    ///
    /// - Parameters:
    ///   - scratch: the folder for the copy, which needs as much room as the store.
    ///   - release: whose tables the store has.
    ///   - rest: milliseconds to rest after each mebibyte, so that a copy beside a working hall takes no turn from it.
    init(
        of store: any DatabaseReader, in scratch: String, now: Instant, madeBy release: String = Release.version,
        rest: UInt32 = 0, progress: Progress? = nil
    ) throws {
        Scratch.removeOrphans(in: scratch)
        copy = Scratch.path("backup", in: scratch)
        Scratch.remove(copy)
        // Made here, so that it is readable by its owner alone from its first byte.
        close(try FileCopy.make(copy))
        do {
            header = try Backup.fill(copy, from: store, rest: rest, progress: progress) { db in
                try Backup.header(of: db, now: now, release: release)
            }
        } catch {
            Scratch.remove(copy)
            throw error
        }
    }

    /// Takes the copy away.
    func remove() { Scratch.remove(copy) }

    private static func fill(
        _ copy: String, from store: any DatabaseReader, rest: UInt32, progress: Progress?,
        header: (Database) throws -> BackupHeader
    ) throws -> BackupHeader {
        var configuration = Configuration()
        // What is cut off by the power has no name yet, and is worth nothing.
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = OFF") }
        let target = try DatabaseQueue(path: copy, configuration: configuration)
        // One read transaction for header and pages: nothing that is written meanwhile makes it begin anew.
        let header = try store.read { source in
            let header = try header(source)
            try target.writeWithoutTransaction { db in
                try source.backup(to: db, pagesPerStep: pagesPerStep) { step in
                    progress?(step.totalPageCount == 0 ? 100 : step.completedPageCount * 100 / step.totalPageCount)
                    if rest > 0 { usleep(rest * 1_000) }
                }
            }
            return header
        }
        try target.writeWithoutTransaction { db in
            // One file without a log beside it.
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
            try check(db, against: header, file: copy)
        }
        try target.close()
        return header
    }

    private static func header(of db: Database, now: Instant, release: String) throws -> BackupHeader {
        guard let node = try Settings.get(Hall.nodeSetting, db).flatMap({ NodeID($0) }),
            let root = try Settings.get(Hall.rootSetting, db)
        else { throw HallError.fault("a backup of no hall") }
        return BackupHeader(
            hall: node, root: root, practice: try Settings.get(Hall.practiceSetting, db) == "1",
            release: release, schema: try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0, at: now.milliseconds,
            rows: try rows(db))
    }

    /// Rows of each table.
    static func rows(_ db: Database) throws -> [String: Int64] {
        let tables = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        var rows: [String: Int64] = [:]
        for table in tables {
            rows[table] = try Int64.fetchOne(db, sql: "SELECT count(*) FROM \(table.quotedDatabaseIdentifier)") ?? 0
        }
        return rows
    }

    /// Opens a copied store and looks whether it is whole: SQLite's own check, and the rows of each table.
    static func check(_ db: Database, against header: BackupHeader, file: String) throws {
        let word = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "nothing"
        guard word == "ok" else { throw BackupHeader.damagedStore(file, word) }
        let found = try rows(db)
        for (table, count) in header.rows.sorted(by: { $0.key < $1.key }) where found[table] != count {
            throw BackupHeader.damagedStore(file, "\(table) has \(found[table] ?? 0) rows of \(count)")
        }
    }

    // MARK: - The file

    /// Writes the file: beside its place first, read again from the disk, and then named.
    ///
    /// - Returns: the header as it stands in the file.
    @discardableResult
    func write(to file: String, replace: Bool) throws -> BackupHeader {
        let part = Scratch.path("part", in: FileCopy.folder(of: file))
        Scratch.remove(part)
        let target = try FileCopy.make(part)
        do {
            defer { close(target) }
            // The header comes last: it holds the hash of what follows it.
            try FileCopy.write([UInt8](repeating: 0, count: BackupHeader.size), to: target, name: file)
            let header = try pour { try FileCopy.write($0, to: target, name: file) }
            guard lseek(target, 0, SEEK_SET) == 0 else { throw HallFolder.noPermission(file) }
            try FileCopy.write(try header.encoded(), to: target, name: file)
            guard fsync(target) == 0 else { throw HallFolder.noPermission(file) }
            // What is read now comes from the disk and not from the memory, as far as the system lets that be asked.
            posix_fadvise(target, 0, 0, POSIX_FADV_DONTNEED)
            guard try BackupFile.check(part, named: file) == header else {
                throw HallError.fault("a backup that is not what was written")
            }
            try FileCopy.publish(part, as: file, replace: replace)
            return header
        } catch {
            unlink(part)
            throw error
        }
    }

    /// Writes the file to a sink that cannot go back, like standard output: the copy is read twice.
    @discardableResult
    func write(to sink: ([UInt8]) throws -> Void) throws -> BackupHeader {
        let header = try pour { _ in }
        try sink(try header.encoded())
        _ = try pour(to: sink)
        return header
    }

    private func pour(to sink: ([UInt8]) throws -> Void) throws -> BackupHeader {
        let source = try FileCopy.open(copy)
        defer { close(source) }
        var header = header
        let content = try FileCopy.drain(source, name: copy, to: sink)
        header.bytes = content.bytes
        header.sha256 = content.digest.hex
        return header
    }
}

extension BackupHeader {
    static func damagedStore(_ file: String, _ what: String) -> HallError {
        HallError(
            .store, Bilingual(en: "the store is damaged: \(what)", zh: "数据已损坏：\(what)"),
            hint: Bilingual(
                en: "`hall verify` names what is hurt; keep the last good backup",
                zh: "hall verify 可列出损坏之处；请保留上一份完好的备份"))
    }
}
