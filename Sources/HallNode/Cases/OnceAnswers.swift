import GRDB
import Sync
import Tiers

/// First answers of commands that were given a text by `--once`: the same text again gets the same answer.
enum OnceAnswers {
    /// Thirty days, ms.
    private static let kept: Int64 = 30 * 86_400_000
    /// Longest text, in bytes.
    static let textBytes = 200

    static func find(_ text: String?, _ db: Database) throws -> String? {
        guard let text else { return nil }
        return try String.fetchOne(
            try db.cachedStatement(sql: "SELECT answer FROM once_answers WHERE text = ?"), arguments: [text])
    }

    static func keep(_ text: String?, _ answer: String, now: Int64, _ db: Database) throws {
        guard let text else { return }
        guard text.utf8.count <= textBytes else {
            throw HallError(
                .usage, Bilingual(en: "--once is longer than \(textBytes) bytes", zh: "--once 超过 \(textBytes) 字节"),
                hint: Bilingual(en: "use a shorter text", zh: "请使用较短的文本"))
        }
        try forgetOld(now: now, db)
        try db.cachedStatement(sql: "INSERT INTO once_answers(text, at, answer) VALUES (?, ?, ?)")
            .execute(arguments: [text, now, answer])
    }

    private static let sweptSetting = "onceAnswersSwept"
    private static let day: Int64 = 86_400_000

    /// Takes out those that are too old, on the first command of a day: it reads all that there are.
    private static func forgetOld(now: Int64, _ db: Database) throws {
        let today = String(now / day)
        guard try Settings.get(sweptSetting, db) != today else { return }
        try db.execute(sql: "DELETE FROM once_answers WHERE at < ?", arguments: [now - kept])
        try Settings.set(sweptSetting, today, db)
    }
}
