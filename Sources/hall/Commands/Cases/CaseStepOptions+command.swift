import HallNode
import Tiers

extension CaseStepOptions {
    /// The command that an action and its options say. Files become materials once they are taken in.
    func command(
        _ action: CaseAction, to target: HallID?, papers: [MaterialRef]
    ) throws(HallError) -> @Sendable ([MaterialRef]) -> CaseCommand {
        let command: CaseCommand
        switch action {
        case .supplement:
            let way = try deliveryWay(by)
            return { .supplement(materials: papers + $0, way: way) }
        case .conclude:
            let charges = try charges()
            return { .conclude(results: papers + $0, charged: charges) }
        case .answer:
            let text = try required(opinion, "opinion")
            return { .answer(opinion: text, results: $0) }
        case .requestCorrection: command = .requestCorrection(items: try items())
        case .accept: command = .accept
        case .acceptWithGaps: command = .acceptWithGaps(items: try items(), days: days)
        case .notifyAndCommit: command = .notifyAndCommit(items: try items())
        case .decline: command = .decline(reason: try required(reason, "reason"))
        case .review: command = .review(opinion: try required(opinion, "opinion"), ticks: tick)
        case .forward: command = .forward(to: target)
        case .receive: command = .receive
        case .giveBack: command = .giveBack(reason: try required(reason, "reason"), to: target)
        case .decide: command = try decision()
        case .withdraw: command = .withdraw(reason: try required(reason, "reason"), duplicateOf: duplicateOf)
        case .terminate: command = .terminate(reason: try required(reason, "reason"))
        default: command = try commandByTheWay(action, to: target)
        }
        return { _ in command }
    }

    private func commandByTheWay(_ action: CaseAction, to target: HallID?) throws(HallError) -> CaseCommand {
        switch action {
        case .suspend:
            return .suspend(
                procedure: try word(try required(procedure, "procedure"), option: "--procedure"),
                days: try required(days, "days"), reason: reason)
        case .resume: return .resume(opinion: opinion)
        case .extend:
            return .extend(
                days: try required(days, "days"), approvedBy: try required(approvedBy, "approved-by"),
                reason: try required(reason, "reason"))
        case .amend: return .amend(fields: try fields(), reason: reason)
        case .requestOpinion:
            return .requestOpinion(
                from: try required(target, "to"), question: try required(question, "question"), days: days)
        case .giveOpinion:
            return .giveOpinion(value: try word(try required(value, "value"), option: "--value"), opinion: opinion)
        case .sendResult: return .sendResult(to: try required(target, "to"))
        case .deliver:
            return .deliver(way: try deliveryWay(by), toPerson: toPerson, tracking: tracking)
        case .sendPapers: return .sendPapers(names: item, to: try required(target, "to"), tracking: tracking)
        case .takePapers: return .takePapers(names: item)
        case .tell:
            return .tell(
                what: try word(try required(what, "what"), option: "--what"),
                how: try word(try required(how, "how"), option: "--how"), person: toPerson)
        case .archive: return .archive(class: archiveClass, years: years)
        default: throw .fault("\(action.rawValue) is a command of its own")
        }
    }

    func required<Value>(_ value: Value?, _ option: String) throws(HallError) -> Value {
        guard let value else {
            throw misused(
                "--\(option) is missing", "缺少 --\(option)",
                hint: Bilingual(en: "write --\(option) and what it needs", zh: "请填写 --\(option) 及其内容"))
        }
        return value
    }

    private func decision() throws(HallError) -> CaseCommand {
        guard grant != refuse else {
            throw misused(
                grant ? "--grant and --refuse exclude each other" : "--grant or --refuse is missing",
                grant ? "--grant 与 --refuse 不能同时使用" : "缺少 --grant 或 --refuse",
                hint: Bilingual(en: "write one of them", zh: "请选择其一"))
        }
        if grant {
            guard reason == nil else {
                throw misused(
                    "--grant has no --reason", "--grant 没有 --reason",
                    hint: Bilingual(en: "write --opinion TEXT", zh: "请使用 --opinion"))
            }
            return .grant(opinion: opinion, ticks: tick)
        }
        return .refuse(reason: try required(reason, "reason"))
    }

    private func items() throws(HallError) -> [CorrectionItem] {
        try pairs(item, option: "--item", form: "NAME=WHY", chinese: "名称=原因").map { .init(name: $0, why: $1) }
    }

    private func fields() throws(HallError) -> [AmendedField] {
        try pairs(field, option: "--field", form: "FIELD=VALUE", chinese: "字段=内容").map { .init(field: $0, value: $1) }
    }

    private func pairs(
        _ texts: [String], option: String, form: String, chinese: String
    ) throws(HallError) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for text in texts {
            guard let mark = text.firstIndex(of: "="), mark != text.startIndex else {
                throw wrong(option, text, hint: Bilingual(en: "write it as \(form)", zh: "格式为 \(chinese)"))
            }
            pairs.append((String(text[..<mark]), String(text[text.index(after: mark)...])))
        }
        return pairs
    }

    private func charges() throws(HallError) -> [CaseCharge] {
        var charges: [CaseCharge] = []
        for text in charged {
            let mark = text.lastIndex(of: "=")
            guard let mark, mark != text.startIndex,
                let amount = CaseCharge.amount(String(text[text.index(after: mark)...]))
            else {
                throw wrong("--charged", text, hint: Bilingual(en: "write it as NAME=80.00", zh: "格式为 名称=80.00"))
            }
            charges.append(CaseCharge(name: String(text[..<mark]), amount: amount))
        }
        return charges
    }
}

/// How something is handed in or out, by `--by`: over the counter where nothing is said.
func deliveryWay(_ by: String?) throws(HallError) -> DeliveryWay {
    guard let by else { return .counter }
    return try word(by, option: "--by")
}
