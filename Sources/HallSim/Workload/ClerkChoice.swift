import Tiers

/// What a clerk does with a case of all that is allowed: mostly what brings it on.
struct ClerkChoice {
    /// Halls that may be asked for an opinion.
    let asked: [HallID]

    func command(
        of allowed: [CaseAction], _ random: inout SimRandom
    ) -> (@Sendable ([MaterialRef]) -> CaseCommand)? {
        var weighted: [CaseAction] = []
        for action in allowed { weighted += Array(repeating: action, count: ClerkChoice.weight(action)) }
        guard let action = random.pick(weighted) else { return nil }
        let command: CaseCommand
        switch action {
        case .open, .takeOver: return nil
        case .supplement: return { .supplement(materials: $0) }
        case .conclude: return { .conclude(results: $0) }
        case .requestCorrection: command = .requestCorrection(items: [.init(name: SimCatalogue.form, why: "不清晰")])
        case .accept: command = .accept
        case .decline: command = .decline(reason: "不属于本事项")
        case .review: command = .review(opinion: "同意")
        case .forward: command = .forward(to: nil)
        case .receive: command = .receive
        case .giveBack: command = .giveBack(reason: "材料需核实", to: nil)
        case .decide: command = random.chance(80) ? .grant(opinion: nil) : .refuse(reason: "条件不符")
        case .deliver: command = .deliver(way: .counter, toPerson: nil, tracking: nil)
        case .withdraw: command = .withdraw(reason: "申请人撤回", duplicateOf: nil)
        case .suspend: command = .suspend(procedure: .hearing, days: 20, reason: nil)
        case .resume: command = .resume(opinion: nil)
        case .extend: command = .extend(days: 10, approvedBy: "局长", reason: "案情复杂")
        case .amend: command = .amend(fields: [.init(field: "phone", value: "13800000000")], reason: "笔误")
        case .archive: command = .archive(class: nil, years: 10)
        case .requestOpinion:
            guard let hall = random.pick(asked) else { return nil }
            command = .requestOpinion(from: hall, question: "是否同意", days: nil)
        case .giveOpinion:
            command =
                random.chance(50)
                ? .giveOpinion(value: .object, opinion: "四邻不清") : .giveOpinion(value: .consent, opinion: nil)
        default: return nil
        }
        return { _ in command }
    }

    private static func weight(_ action: CaseAction) -> Int {
        switch action {
        case .open, .takeOver: 0
        case .receive, .accept, .forward: 20
        case .review, .decide, .conclude, .deliver: 15
        case .giveBack, .requestOpinion: 4
        case .supplement: 3
        case .requestCorrection: 2
        case .resume: 15
        case .giveOpinion: 25
        case .decline, .withdraw, .suspend, .extend, .amend, .archive: 1
        default: 0
        }
    }
}
