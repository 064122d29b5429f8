import GRDB
import Glibc
import Sync
import Tiers

/// Makes a new store of all that can still be read of one with broken pages, and puts it in its place. What was lost is
/// not known, so the new store is an older copy of itself like one from a backup: it compares with its neighbours, who
/// give what they hold, and goes on with a new key. Where too little is left to meet them, the old one stays.
enum StoreSalvage {
    /// What a salvage led to.
    struct Outcome {
        /// Rows that were read.
        var rows: Int64 = 0
        /// Rows and runs of rows that were not.
        var lost: Int64 = 0
        /// Where the old file was put away, for a person.
        var kept = ""
        /// Commits that count in the new store.
        var commits = 0
        /// Places of the new store that were set aside.
        var setAside = 0

        var value: JSONValue { .fields(["rows": .int(rows), "lost": .int(lost), "kept": .text(kept)]) }
    }

    /// Rows that a sweep looks at in one go.
    private static let slice = 1_000

    /// Replaces the store. No server may run on it. The connections given are closed afterwards.
    static func run(_ bare: BareStore) throws(HallError) -> Outcome {
        let folder = bare.folder
        let lock = try ServeLock.take(folder)
        defer { lock.release() }
        Scratch.removeOrphans(in: folder.path)
        let copy = Scratch.path("salvage", in: folder.path)
        Scratch.remove(copy)
        defer { Scratch.remove(copy) }
        do {
            close(try FileCopy.make(copy))
            var outcome = try fill(copy, from: bare)
            outcome.kept = try putAway(bare)
            try FileCopy.publish(copy, as: folder.store, replace: true)
            return outcome
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
    }

    private static func fill(_ copy: String, from bare: BareStore) throws -> Outcome {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        let queue = try DatabaseQueue(path: copy, configuration: configuration)
        defer { try? queue.close() }
        try StoreUpgrade.migrate(queue)
        var outcome = Outcome()
        try bare.readBroken { source in
            try queue.write { target in
                let tables = try String.fetchAll(
                    target,
                    sql: """
                        SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                          AND name NOT LIKE 'grdb_%'
                        """)
                for table in tables { try TableSalvage(table, target).copy(from: source, to: target, &outcome) }
            }
        }
        let now = bare.folder.surroundings.clock().milliseconds
        try queue.write { db in
            try StoreNumbers.bringBack(db)
            try judge(bare.engine, now: now, &outcome, db)
            try beginLanesAnew(db)
            try SetBack.note(now: now, db)
            try Damage.askNeighbours(db)
            try KeptEntry.keep(db)
            outcome.commits = try bare.engine.rebuild(db)
            if let lacking = try bare.engine.lacksInDirectory(db) { throw tooLittle(lacking, bare.folder) }
        }
        return outcome
    }

    /// Nobody would answer the new store, and it would know nobody: that is worse than a store with holes.
    private static func tooLittle(_ lacking: String, _ folder: HallFolder) -> HallError {
        HallError(
            .store,
            Bilingual(
                en: "too little of \(folder.store) can be read: it lacks \(lacking); the file stays as it is",
                zh: "\(folder.store) 可读部分过少（缺少 \(lacking)），原文件保持不变"),
            hint: Bilingual(
                en: "move hall.sqlite* to another folder and keep them, then `hall restore` the last backup; without "
                    + "one let the superior run `hall enroll --again`, and `hall join` into an empty folder",
                zh: "请将 hall.sqlite* 移至其他目录妥善保存，再用 hall restore 恢复上一份备份；如无备份，"
                    + "请上级运行 hall enroll --again，并在空目录中运行 hall join"))
    }

    /// What was read is judged by its hashes and signatures like everything that may be hurt.
    private static func judge(_ engine: Engine, now: Int64, _ outcome: inout Outcome, _ db: Database) throws {
        var place = SweepPlace()
        while place.part != .done {
            let (next, found) = try engine.sweep(from: place, rows: slice, db)
            // The lanes begin anew.
            outcome.setAside += try engine.setAside(found.filter { $0.kind != .lane }, now: now, db)
            place = next
        }
        // The pages are new ones.
        try engine.noteMended(pages: true, now: now, db)
    }

    /// A lane without one of its rows is no lane. Neighbours that are further on notice it and compare.
    private static func beginLanesAnew(_ db: Database) throws {
        for table in ["lane_rows", "receipts", "receipt_waiting", "receipt_lacking"] {
            try db.execute(sql: "DELETE FROM \(table)")
        }
        try db.execute(sql: "UPDATE lanes SET head = 0, digest = ?", arguments: [Hash256.zero])
    }

    /// Keeps the old file under another name, as well as under its own until the new one takes that.
    private static func putAway(_ bare: BareStore) throws -> String {
        // What is still in the log of SQLite goes into the file: no log of the old store may stand beside the new one.
        try bare.store.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try bare.store.close()
        let store = bare.folder.store
        for end in ["-wal", "-shm"] { unlink(store + end) }
        let digits = bare.folder.surroundings.clock().text.filter(\.isNumber).prefix(14)
        let kept = "\(store).hurt-\(digits)"
        guard link(store, kept) == 0 || errno == EEXIST else { throw HallFolder.noPermission(kept) }
        return kept
    }
}

/// One table on its way into the new store.
private struct TableSalvage {
    private let table: String
    private let columns: String
    private let insertion: String
    /// The columns of its key, where it has no row numbers.
    private let key: [String]?

    init(_ table: String, _ target: Database) throws {
        self.table = table
        let names = try target.columns(in: table).map(\.name)
        columns = names.map(\.quotedDatabaseIdentifier).joined(separator: ", ")
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        insertion = "INSERT OR IGNORE INTO \(table.quotedDatabaseIdentifier)(\(columns)) VALUES (\(marks))"
        let isKeyed = try Bool.fetchOne(
            target, sql: "SELECT wr FROM pragma_table_list WHERE name = ?", arguments: [table])
        key = isKeyed == true ? try target.primaryKey(table).columns : nil
    }

    func copy(from source: Database, to target: Database, _ outcome: inout StoreSalvage.Outcome) throws {
        // What a new store begins with gives way to what stood in the old one.
        try target.execute(sql: "DELETE FROM \(table.quotedDatabaseIdentifier)")
        guard let key else { return try copyNumbered(from: source, to: target, &outcome) }
        let words = key.map(\.quotedDatabaseIdentifier)
        guard try !copyKeyed(words, from: source, to: target, &outcome) else { return }
        // From the other end, up to the page that cannot be read.
        outcome.lost += 1
        _ = try copyKeyed(words.map { $0 + " DESC" }, from: source, to: target, &outcome)
    }

    private func copyNumbered(
        from source: Database, to target: Database, _ outcome: inout StoreSalvage.Outcome
    ) throws {
        var walk = RowWalk(table.quotedDatabaseIdentifier, by: "rowid")
        let row = "SELECT \(columns) FROM \(table.quotedDatabaseIdentifier) WHERE rowid = ?"
        while true {
            let numbers = try walk.next(500, source)
            if numbers.isEmpty { break }
            for number in numbers {
                do {
                    let found = try Row.fetchOne(source, sql: row, arguments: [number])
                    if let found { try insert(found, target, &outcome) }
                } catch let error where Damage.isUnreadable(error) {
                    outcome.lost += 1
                }
            }
        }
        outcome.lost += Int64(walk.gaps.count)
    }

    /// Whether it came to the end.
    private func copyKeyed(
        _ order: [String], from source: Database, to target: Database, _ outcome: inout StoreSalvage.Outcome
    ) throws -> Bool {
        do {
            let sql = """
                SELECT \(columns) FROM \(table.quotedDatabaseIdentifier) ORDER BY \(order.joined(separator: ", "))
                """
            let rows = try Row.fetchCursor(source, sql: sql)
            while let row = try rows.next() { try insert(row, target, &outcome) }
            return true
        } catch let error where Damage.isUnreadable(error) {
            return false
        }
    }

    /// A row that the new store's rules do not take, by a value of another type for one, is lost.
    private func insert(_ row: Row, _ target: Database, _ outcome: inout StoreSalvage.Outcome) throws {
        do {
            try target.cachedStatement(sql: insertion).execute(arguments: StatementArguments(row.databaseValues))
            outcome.rows += Int64(target.changesCount)
        } catch let error as DatabaseError
            where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode)
        {
            outcome.lost += 1
        }
    }
}
