import Foundation
import GRDB
import Tiers

/// Opens stores: WAL, `synchronous = FULL`, since what a hall acknowledges must survive the power.
enum HallStore {
    /// How long a command waits for another process that writes, in seconds.
    static let busySeconds = 10.0

    static func open(_ folder: HallFolder) throws(HallError) -> any DatabaseWriter {
        guard folder.holdsStore else {
            throw HallError(
                .noHall, Bilingual(en: "there is no hall in \(folder.path)", zh: "\(folder.path) 中没有大厅数据"),
                hint: Bilingual(
                    en: "name the folder with --data or HALL_DATA, or make a hall with `hall init` or `hall join`",
                    zh: "请用 --data 或 HALL_DATA 指定目录，或用 hall init、hall join 新建"))
        }
        return try openOrMake(folder)
    }

    static func openOrMake(_ folder: HallFolder) throws(HallError) -> any DatabaseWriter {
        do {
            let store = try folder.surroundings.disk.openStore(folder.store, configuration)
            let migrator = HallSchema.migrator
            if try store.read({ try migrator.hasBeenSuperseded($0) }) {
                throw HallError(
                    .store,
                    Bilingual(en: "the store was made by a newer release", zh: "数据由更新的版本创建"),
                    hint: Bilingual(en: "run the newer release", zh: "请使用较新的程序版本"))
            }
            if try !store.read({ try migrator.hasCompletedMigrations($0) }) { try migrator.migrate(store) }
            return store
        } catch let error as HallError {
            throw error
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
    }

    /// What every store is opened with, on whatever disk.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busySeconds)
        configuration.maximumReaderCount = 3
        configuration.prepareDatabase { db in
            // GRDB's pool sets NORMAL with WAL; with it the last transactions before a power cut could be lost.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            // 1 MiB a connection: what is hot in a hall is small, and the system keeps the file's pages anyway.
            try db.execute(sql: "PRAGMA cache_size = -1024")
        }
        return configuration
    }

    /// What a database's error means to the person at the desk.
    static func error(_ error: any Error, path: String) -> HallError {
        if let error = error as? HallError { return error }
        guard let error = error as? DatabaseError else { return .fault(String(describing: error)) }
        switch error.resultCode {
        case .SQLITE_FULL:
            return HallError(
                .diskFull, Bilingual(en: "the disk is full", zh: "磁盘已满"),
                hint: Bilingual(
                    en: "free some space; nothing was written, and reading goes on",
                    zh: "请清理磁盘空间；本次未写入任何内容，查询不受影响"))
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return HallError(
                .store, Bilingual(en: "the store is busy", zh: "数据正被其他程序占用"),
                hint: Bilingual(en: "try again in a moment", zh: "请稍后重试"))
        default:
            return HallError(
                .store,
                Bilingual(
                    en: "\(path): \(error.message ?? "SQLite \(error.resultCode)")",
                    zh: "\(path)：数据库错误（\(error.message ?? "")）"),
                hint: Bilingual(
                    en: "check the folder's permissions and the disk, then run `hall verify`",
                    zh: "请检查目录权限和磁盘，然后运行 hall verify"))
        }
    }
}
