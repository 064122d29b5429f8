import GRDB
import Sync
public import Tiers

/// Something that a person has to look at: a line of `hall status --check`.
public struct Problem: Hashable, Sendable {
    /// A stable word.
    public let code: String
    /// What is wrong.
    public let message: Bilingual
    /// What to do.
    public let hint: Bilingual

    /// The line for people.
    public func line(_ language: String) -> String {
        "\(code): \(message.text(language: language)); \(hint.text(language: language))"
    }
}

/// What needs a person at this hall.
public enum ProblemList {
    /// A superior that is silent for longer needs a look, ms: a day.
    static let silence: Int64 = 86_400_000
    /// A clock that differs by more makes legal times doubtful, ms: five minutes.
    static let clockTolerance: UInt64 = 300_000
    /// Less free space than this is too little, bytes.
    static let diskFree: Int64 = 500_000_000
    /// An older backup is too old, ms: seven days.
    static let backupAge: Int64 = 7 * 86_400_000

    /// The problems, the gravest kinds first.
    public static func of(_ hall: Hall, now: Instant? = nil) throws(HallError) -> [Problem] {
        let now = now ?? hall.now
        let serving = ServeLock.isHeld(hall.folder)
        return try hall.bare.readBroken { db in
            try keeping(hall, now: now, db) + store(hall, now: now, db) + clocks(hall, db)
                + links(hall, now: now, serving: serving, db)
        }
    }

    /// The problems as JSON.
    public static func value(_ problems: [Problem], _ language: String) -> JSONValue {
        .list(
            problems.map {
                .fields([
                    "code": .text($0.code), "message": .text($0.message.text(language: language)),
                    "hint": .text($0.hint.text(language: language)),
                ])
            })
    }

    private static func store(_ hall: Hall, now: Instant, _ db: Database) throws -> [Problem] {
        var problems: [Problem] = []
        for alarm in try Alarms.open(now: now.milliseconds, db) { problems.append(try problem(alarm, db)) }
        let refused = try Quarantine.open(db).count
        if refused > 0 {
            problems.append(
                Problem(
                    code: "quarantine",
                    message: Bilingual(en: "\(refused) commits were refused", zh: "有 \(refused) 条记录被拒收"),
                    hint: Bilingual(en: "see `hall quarantine`", zh: "见 hall quarantine")))
        }
        for peer in try Waiting.fullPeers(db) {
            problems.append(
                Problem(
                    code: "waiting-full",
                    message: Bilingual(
                        en: "no more commits of \(peer) can wait here, and its lane pauses",
                        zh: "来自 \(peer) 的待生效记录已满，其通道暂停"),
                    hint: Bilingual(en: "see `hall waiting`", zh: "见 hall waiting")))
        }
        if let free = HallNumbers.diskFreeBytes(hall.folder), free < diskFree {
            problems.append(
                Problem(
                    code: "disk", message: Bilingual(en: "\(free) bytes are free on the disk", zh: "磁盘仅剩 \(free) 字节"),
                    hint: Bilingual(en: "make room before writes are refused", zh: "请在写入被拒绝前清理空间")))
        }
        return problems
    }

    private static func links(_ hall: Hall, now: Instant, serving: Bool, _ db: Database) throws -> [Problem] {
        let node = hall.engine.node
        let superior = try Directory.superior(node, db)
        var problems: [Problem] = []
        for peer in try [superior].compactMap({ $0 }) + Directory.children(node, db) {
            let contact = try Contacts.find(peer, db)
            if contact.isRefused {
                problems.append(try LinkRefusal(peer, contact, isSuperior: peer == superior).problem(db))
            } else if peer == superior, let last = contact.lastContact, now.milliseconds - last > silence {
                problems.append(
                    Problem(
                        code: "superior-silent",
                        message: Bilingual(
                            en: "\(peer) was not heard since \(Instant(milliseconds: last).text)",
                            zh: "自 \(Instant(milliseconds: last).text) 起未联系上 \(peer)"),
                        hint: Bilingual(
                            en: "check the line; `hall address --of-superior URL` if it has moved",
                            zh: "请检查线路；上级地址变更时用 hall address --of-superior 地址"
                        ).adding(try HallContact.sentence(peer, db))))
            }
        }
        let unsent = try HallNumbers.unsent(to: superior, db)
        if unsent.count > 0 && !serving {
            problems.append(
                Problem(
                    code: "not-serving",
                    message: Bilingual(
                        en: "\(unsent.count) commits wait for the superior, and no server runs",
                        zh: "有 \(unsent.count) 条记录待上报，但服务未运行"),
                    hint: Bilingual(en: "start `hall serve`", zh: "请启动 hall serve")))
        }
        return problems
    }
}
