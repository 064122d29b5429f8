import GRDB
import Sync
import Tiers

extension HallError {
    /// What a rule of a case answers, as the command line says it.
    init(_ refusal: CaseRefusal) {
        let faults = refusal.faults.map { fault in
            Fault(
                file: "-", line: nil, field: fault.field, value: fault.value, message: fault.message,
                hint: fault.hint ?? refusal.hint, kind: fault.isReading ? .reading : .rule)
        }
        let exit: Exit =
            refusal.code == .noCase ? .unknown : faults.contains { $0.kind == .reading } ? .unreadable : .refused
        self.init(.actionNotAllowed, refusal.message, hint: refusal.hint, exit: exit, faults: faults)
        word = refusal.code.rawValue
    }

    /// With the contact of the hall that can do what was refused here.
    func naming(_ hall: HallID?, _ db: Database) throws -> HallError {
        guard let node = hall.flatMap({ NodeID($0.rawValue) }) else { return self }
        var error = self
        error.hint = hint.adding(try HallContact.sentence(node, db))
        return error
    }

    /// A case of which nothing counts here: where something of it is kept, that is said.
    static func caseUnknown(_ number: CaseNumber, at node: NodeID, _ db: Database) throws -> HallError {
        guard let first = try ForksView.takenOver(number, db).first else { return caseUnknown(number.rawValue) }
        let isOwn = first.isBeyondEnd && first.stored.author == node
        let next = Bilingual(en: "; ", zh: "；").adding(try ForksView.beyondEnd(node, db))
        let nothing = Bilingual(en: "", zh: "")
        return HallError(
            .caseUnknown,
            Bilingual(
                en: "what was written to case \(number.rawValue) does not count: \(ForksView.state(first))",
                zh: "办件 \(number.rawValue) 的记录不计入：\(first.isBeyondEnd ? "位于密钥终止之后" : "已被接管")"),
            hint: Bilingual(en: "`hall forks` names it", zh: "见 hall forks").adding(isOwn ? next : nothing))
    }

    static func caseUnknown(_ number: String) -> HallError {
        HallError(
            .caseUnknown, Bilingual(en: "no case \(number) is known here", zh: "本单位没有办件 \(number)"),
            hint: Bilingual(
                en: "check the number; `hall case list` lists what is here", zh: "请核对编号；hall case list 可列出本单位办件"))
    }

    /// A text that is no case number, or whose check character is wrong.
    static func caseNumber(_ text: String) -> HallError {
        let check = CaseNumber.check(text)
        return HallError(
            .codeInvalid,
            Bilingual(
                en: "\(text) is no case number: \(check.reason?.en ?? "not ours")",
                zh: "\(text) 不是有效的办件编号：\(check.reason?.zh ?? "格式不符")"),
            hint: Bilingual(en: "read the number again from the receipt", zh: "请按收件凭证重新核对编号"))
    }
}

extension CaseRefusal {
    /// The hall that could act, where this one cannot.
    func responsible(in state: CaseState) -> HallID? {
        switch CaseObstacle(rawValue: code.rawValue) {
        case .notHolder: state.holder
        case .notOrigin: state.origin
        case .notDecidingHall: state.decidingHall
        default: nil
        }
    }
}
