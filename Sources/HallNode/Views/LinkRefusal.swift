import GRDB
import Sync
import Tiers

/// A link that one side refused, as a person of this hall reads of it: why, and who can do what about it.
struct LinkRefusal {
    let peer: NodeID
    let contact: Contacts.Record
    /// The superior refuses this hall; else this hall refuses a child.
    let isSuperior: Bool

    init(_ peer: NodeID, _ contact: Contacts.Record, isSuperior: Bool) {
        self.peer = peer
        self.contact = contact
        self.isSuperior = isSuperior
    }

    func problem(_ db: Database) throws -> Problem {
        let why = try self.why(db)
        return Problem(
            code: "link-refused",
            message: Bilingual(
                en: "the link with \(peer) is refused: \(why.en)", zh: "与 \(peer) 的链路被拒绝：\(why.zh)"),
            hint: try hint(db).adding(try HallContact.sentence(peer, db)))
    }

    /// Who refuses says a sentence in English; the word with it says the same in Chinese.
    private func why(_ db: Database) throws -> Bilingual {
        let en = contact.lastError ?? "no reason given"
        guard let reason = contact.refusal else { return Bilingual(en: en, zh: contact.lastError ?? "未说明原因") }
        let who = isSuperior ? "本单位" : "\(peer)"
        let zh =
            switch reason {
            case .unknownKey: "对方目录中没有\(who)的有效密钥"
            case .keyEnded: "\(who)的密钥已终止：另有一份数据在以其名义运行，或已由人工终止"
            case .protocolVersion: "双方没有共同的协议版本"
            case .otherNetwork: "双方属于不同的网络"
            case .practice: "练习大厅与正式大厅不能互联"
            case .staleToken: "\(who)的数据是较早的副本，或有两份在同时运行"
            case .setBack: "一方的数据曾被恢复到较早状态"
            case .diverged: "双方通道内容不一致"
            case .notAChild: "\(who)不是其直接下级"
            }
        return Bilingual(en: en, zh: zh)
    }

    private func hint(_ db: Database) throws -> Bilingual {
        guard contact.refusal == .keyEnded || contact.refusal == .unknownKey else {
            return Bilingual(en: "settle it with that hall", zh: "请与该大厅联系处理")
        }
        guard !isSuperior else {
            return Bilingual(
                en: "if this store is to go on, ask the superior for a new invitation; else switch this machine off",
                zh: "如应由本机继续运行，请向上级索取新的邀请码；否则请停用本机")
        }
        return LinkRefusal.enrolAgain(try Directory.entry(peer, db))
    }

    /// How a hall gets a new key in place of one that was ended.
    static func enrolAgain(_ entry: DirectoryEntry?) -> Bilingual {
        let code = entry?.codes.last?.value ?? "CODE"
        let department = entry?.department.map { " --department \($0)" } ?? ""
        let line = "hall enroll --code \(code)\(department) --name \(entry.map(Halls.name) ?? "NAME") --again"
        return Bilingual(
            en: "if that store is to go on: `\(line)`, then `hall join` there; else have that machine switched off",
            zh: "如应由其继续运行：\(line)，再在该处 hall join；否则请其停用该机")
    }
}
