import GRDB
import Sync
import Tiers

extension Enrolment {
    /// Throws where `invite` would refuse this order, so that a table is checked whole before anybody is invited.
    func check(_ order: Order, _ db: Database) throws {
        let own = try Directory.entry(hall.engine.node, db)
        let codes = own?.codes.compactMap { DivisionCode($0.value) } ?? []
        guard codes.contains(where: { $0.covers(order.code) }),
            order.department != nil || !codes.contains(order.code)
        else {
            throw HallError(
                .outsidePart,
                Bilingual(
                    en: "\(order.code) does not lie inside this hall's own code", zh: "\(order.code) 不在本单位代码范围之内"),
                hint: Bilingual(
                    en: "this hall gives codes that begin with \(codes.map(\.natural).joined(separator: ", "))",
                    zh: "本单位只能发放以 \(codes.map(\.natural).joined(separator: "、")) 开头的代码"))
        }
        let text = order.code.natural + (order.department.map { ":\($0)" } ?? "")
        guard HallID(text) != nil, let node = NodeID(text) else {
            throw HallError(
                .codeInvalid, Bilingual(en: "\(text) cannot be a hall's id", zh: "\(text) 不能作为大厅标识"),
                hint: Bilingual(
                    en: "a department's key has 1 to 12 lower-case letters or digits",
                    zh: "部门代号为 1 至 12 位小写字母或数字"), exit: .unreadable)
        }
        guard let entry = try Directory.entry(node, db), entry.retiredFrom == nil else { return }
        throw HallError(
            .outsidePart, Bilingual(en: "\(text) has joined already", zh: "\(text) 已接入"),
            hint: Bilingual(en: "take its row out", zh: "请删去该行"))
    }
}
