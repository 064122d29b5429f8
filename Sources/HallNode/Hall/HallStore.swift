import Foundation
import GRDB
import Tiers

/// Opens stores: WAL, `synchronous = FULL`, since what a hall acknowledges must survive the power.
enum HallStore {
    /// How long a command waits for another process that writes, in seconds.
    static let busySeconds = 10.0
    /// Bytes that the write-ahead log may keep when all of it is in the store.
    private static let logBytesMax = 32 << 20

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
            try StoreUpgrade.bring(store, in: folder)
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
            // A log that has grown large in one transaction, or while the disk was full, gives its room back.
            try db.execute(sql: "PRAGMA journal_size_limit = \(logBytesMax)")
        }
        return configuration
    }
}

extension HallFolder {
    /// Makes a store that is nobody's yet, as every hall begins with; nothing where there is one.
    public func makeStore() throws(HallError) {
        let made = try HallStore.openOrMake(self)
        do { try made.close() } catch { throw HallStore.error(error, path: store) }
    }
}

extension DatabaseReader {
    /// Reads one state of the store.
    ///
    /// A pool reads by connections that cannot write. A queue has one connection for both, which `read` tells by a
    /// pragma that it must not write now and by another that it may again, and each makes SQLite prepare all of its
    /// statements anew: there it is looked afterwards whether anything was written.
    func state<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard self is DatabaseQueue, !configuration.readonly else { return try read(body) }
        return try unsafeRead { db in
            let changes = db.totalChangesCount
            try db.cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
            do {
                let value = try body(db)
                guard db.totalChangesCount == changes else {
                    throw DatabaseError(resultCode: .SQLITE_READONLY, message: "written while reading")
                }
                try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
                return value
            } catch {
                // A disk that failed meanwhile has ended the transaction.
                if db.isInsideTransaction { try? db.rollback() }
                throw error
            }
        }
    }
}
