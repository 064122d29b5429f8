import GRDB
import Sync
import Tiers

extension ProblemList {
    /// What an alarm says to a person of this hall, and who can settle it.
    static func problem(_ alarm: Alarms.Alarm, _ db: Database) throws -> Problem {
        let (message, hint): (Bilingual, Bilingual)
        switch alarm.kind {
        case .keySequenceTwice:
            let owner = try KeyID(hex: String(alarm.thing)).flatMap { try Directory.key($0, db) }?.node.rawValue ?? "?"
            message = Bilingual(
                en: "\(owner) has signed two contents under one number: key \(alarm.subject)",
                zh: "\(owner) 在同一序号下签署了两份内容：密钥 \(alarm.subject)")
            hint = Bilingual(
                en: "its store was set back, or its key is used twice: its superior ends the key (`hall key end`)",
                zh: "该厅数据曾被恢复，或密钥被重复使用：请其上级终止该密钥（hall key end）")
        case .fork:
            message = Bilingual(en: "contents compete in \(alarm.subject)", zh: "\(alarm.subject) 存在相互冲突的内容")
            hint = Bilingual(
                en: "see `hall forks`; a hall above its holder ends it by `hall takeover`",
                zh: "见 hall forks；由持有厅的上级用 hall takeover 处理")
        case .runsTwice:
            let owner = try KeyID(hex: String(alarm.thing)).flatMap { try Directory.key($0, db) }?.node
            let last = Instant(milliseconds: alarm.at).text
            message = Bilingual(
                en: "\(owner?.rawValue ?? "?") runs twice: a second store came as it, last at \(last), and is refused",
                zh: "\(owner?.rawValue ?? "?") 有两份数据在运行：另有一份以其名义连接（最近 \(last)），已被拒绝")
            hint = Bilingual(
                en: "find that machine, a copied disk or a stolen key, and switch it off; this line goes a day after",
                zh: "请查找该机（磁盘副本或失窃密钥）并停用；停用一天后此项自行消失"
            ).adding(Bilingual(en: "; ", zh: "；"))
                .adding(LinkRefusal.enrolAgain(try owner.flatMap { try Directory.entry($0, db) }))
        case .blobDamaged:
            message = Bilingual(
                en: "a piece of a file came damaged: \(alarm.subject)", zh: "收到的文件片段已损坏：\(alarm.subject)")
            hint = Bilingual(
                en: "it is asked for again; if it stays so, run `hall verify` at the hall that sent it",
                zh: "将重新索取；如持续出现，请在发送方运行 hall verify")
        }
        return Problem(code: "alarm", message: message, hint: hint)
    }
}
