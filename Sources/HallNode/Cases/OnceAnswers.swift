import GRDB
import Sync
import Tiers

/// First answers of commands that were given a text by `--once`: the same text again gets the same answer.
///
/// How old an answer is counts in days on which commands were given: a clock that jumps by decades and back makes none
/// of them forgotten.
enum OnceAnswers {
    /// Days on which commands were given.
    private static let kept: Int64 = 30
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
        let day = try day(now: now, db)
        try db.cachedStatement(sql: "INSERT INTO once_answers(text, at, answer, day) VALUES (?, ?, ?, ?)")
            .execute(arguments: [text, now, answer, day])
    }

    private static let dateSetting = "onceAnswersSwept"
    private static let daySetting = "onceAnswersDay"
    private static let day: Int64 = 86_400_000

    /// How many days with commands there were. The first command of a day takes out the answers that are too old: it
    /// reads all that there are.
    private static func day(now: Int64, _ db: Database) throws -> Int64 {
        let count = try Settings.get(daySetting, db).flatMap { Int64($0) } ?? 0
        let date = String(now / day)
        guard try Settings.get(dateSetting, db) != date, count < .max else { return count }
        try db.execute(sql: "DELETE FROM once_answers WHERE day <= ?", arguments: [count - kept])
        try Settings.set(dateSetting, date, db)
        try Settings.set(daySetting, String(count + 1), db)
        return count + 1
    }
}
