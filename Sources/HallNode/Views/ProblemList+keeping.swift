import GRDB
import Sync
import Tiers

extension ProblemList {
    /// What endangers what the hall keeps: damage, a store that was put back, backups that fail or are old.
    static func keeping(_ hall: Hall, now: Instant, _ db: Database) throws -> [Problem] {
        try damage(db) + openToOthers(hall) + contentAway(hall, db) + setBack(hall, db) + backups(now: now, db)
    }

    private static func damage(_ db: Database) throws -> [Problem] {
        guard let first = try Damage.list(limit: 1, db).first else { return [] }
        let count = try Damage.open(db)
        return [
            Problem(
                code: "damaged",
                message: Bilingual(
                    en: "\(count) places of the store are damaged, first \(first.place): \(first.what)",
                    zh: "数据有 \(count) 处损坏，首处为 \(first.place)：\(first.what)"),
                hint: try Damage.isOfPages(db)
                    ? Bilingual(
                        en: StorePages.hint + "; look at the disk",
                        zh: "请停止服务并运行 hall rebuild，可读部分将保留，其余由上下级补齐；并请检查磁盘")
                    : Bilingual(
                        en: "the neighbours are asked; what none of them has is in an earlier backup: look at the disk",
                        zh: "正向上下级索取；均无的内容在较早的备份中，并请检查磁盘"))
        ]
    }

    private static func openToOthers(_ hall: Hall) -> [Problem] {
        let paths = hall.folder.openToOthers
        guard let first = paths.first else { return [] }
        return [
            Problem(
                code: "open-to-others",
                message: Bilingual(
                    en: "others than the owner may use \(paths.count) files or folders of this hall, first \(first)",
                    zh: "本厅有 \(paths.count) 个文件或目录可被其他用户访问，首个为 \(first)"),
                hint: Bilingual(
                    en: "`chmod -R go= \(hall.folder.path)`; if somebody may have read the keys, "
                        + "`hall key rotate`",
                    zh: "请运行 chmod -R go= \(hall.folder.path)；密钥如可能已被他人读取，请运行 hall key rotate"))
        ]
    }

    /// Cases that are this hall's to handle and of which it has none of the content.
    private static func contentAway(_ hall: Hall, _ db: Database) throws -> [Problem] {
        let numbers = try String.fetchAll(
            db, sql: "SELECT number FROM cases WHERE holder = ? AND is_whole = 0 AND is_end = 0 ORDER BY number",
            arguments: [hall.engine.node.rawValue])
        guard let first = numbers.first else { return [] }
        return [
            Problem(
                code: "content-away",
                message: Bilingual(
                    en: "the content of \(numbers.count) cases that are this hall's is not here, first \(first)",
                    zh: "有 \(numbers.count) 件由本单位主办的办件内容不在本机，首件 \(first)"),
                hint: Bilingual(
                    en: "let `hall serve` reach the superior; what was only on a lost disk is in the last backup, or "
                        + "the applicants file again",
                    zh: "请运行 hall serve 与上级连接；仅存于已损坏磁盘的请从最近备份恢复，否则请申请人重新申请"))
        ]
    }

    private static func setBack(_ hall: Hall, _ db: Database) throws -> [Problem] {
        guard let note = try SetBack.find(db) else { return [] }
        // A hall that does not know its own entry is none.
        let isProvince = try Directory.entry(hall.engine.node, db).map { $0.superior == nil } ?? false
        let since = Instant(milliseconds: note.since).text
        return [
            Problem(
                code: "set-back",
                message: Bilingual(
                    en: "the store is an older copy of itself, as is known since \(since)",
                    zh: "自 \(since) 起，本机数据为较早的副本"),
                hint: isProvince
                    ? Bilingual(
                        en: "let `hall serve` hear every child, then change the root key: `hall key rotate`",
                        zh: "请运行 hall serve 待各下级全部连接，再用 hall key rotate 更换根密钥")
                    : Bilingual(
                        en: "let `hall serve` reach the superior; older cases can be written to after that",
                        zh: "请运行 hall serve 与上级连接，之后方可办理旧办件"))
        ]
    }

    private static func backups(now: Instant, _ db: Database) throws -> [Problem] {
        var problems: [Problem] = []
        if let why = try BackupNote.failure(db) {
            problems.append(
                Problem(
                    code: "backup-failed",
                    message: Bilingual(en: "the last backup failed: \(why.en)", zh: "上次备份失败：\(why.zh)"),
                    hint: Bilingual(
                        en: "see to it that the medium is there and has room; it is tried again every ten minutes",
                        zh: "请检查备份介质是否已接好、空间是否足够；每十分钟自动重试")))
        }
        if let backup = try BackupNote.last(db) {
            let (age, overflow) = now.milliseconds.subtractingReportingOverflow(backup)
            if overflow || age > backupAge {
                let text = Instant(milliseconds: backup).text
                problems.append(
                    Problem(
                        code: "backup",
                        message: Bilingual(en: "the last backup is of \(text)", zh: "上次备份为 \(text)"),
                        hint: backupHint))
            }
        } else if (try? isOlderThanBackup(now, db)) == true {
            // A first page that nobody can read is told of by itself.
            problems.append(
                Problem(
                    code: "backup", message: Bilingual(en: "there is no backup", zh: "尚无备份"), hint: backupHint))
        }
        return problems
    }

    private static let backupHint = Bilingual(
        en: "run `hall backup -o FILE`, or `hall serve --backup-to DIR` for one a day",
        zh: "请运行 hall backup -o 文件，或用 hall serve --backup-to 目录 每日备份")

    /// Whether the first thing that this store took in is older than any backup may be.
    private static func isOlderThanBackup(_ now: Instant, _ db: Database) throws -> Bool {
        guard let first = try Int64.fetchOne(db, sql: "SELECT received_at FROM commits ORDER BY position LIMIT 1")
        else { return false }
        let (age, overflow) = now.milliseconds.subtractingReportingOverflow(first)
        return !overflow && age > backupAge
    }

    /// Clocks that differ: this hall's from its superior's, and those of the halls directly below from this one's.
    static func clocks(_ hall: Hall, _ db: Database) throws -> [Problem] {
        var problems: [Problem] = []
        if let offset = try hall.clockOffset(db), offset.magnitude > clockTolerance {
            problems.append(
                Problem(
                    code: "clock",
                    message: ClockOffset.words(
                        offset, ahead: Bilingual(en: "this clock is ahead of the superior's", zh: "本机时钟比上级快"),
                        behind: Bilingual(en: "this clock is behind the superior's", zh: "本机时钟比上级慢")),
                    hint: Bilingual(
                        en: "set this machine's clock, unless it is the superior's that is wrong",
                        zh: "请校准本机时钟；如上级时钟有误，请告知上级")))
        }
        for child in try Directory.children(hall.engine.node, db) {
            guard let offset = try Contacts.find(child, db).offset, offset.magnitude > clockTolerance else { continue }
            problems.append(
                Problem(
                    code: "clock-below",
                    message: ClockOffset.words(
                        offset,
                        ahead: Bilingual(en: "the clock of \(child) is ahead of this one", zh: "\(child) 的时钟比本厅快"),
                        behind: Bilingual(en: "the clock of \(child) is behind this one", zh: "\(child) 的时钟比本厅慢")),
                    hint: Bilingual(
                        en: "find out which of the two is wrong, and have it set", zh: "请核实哪一方有误并校准")))
        }
        return problems
    }
}
