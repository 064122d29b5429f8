extension CaseDesk {
    /// 上报
    func forward(to named: HallID?) throws(CaseRefusal) -> CaseDecision {
        guard let target = named ?? hall.nextOnTheWay(to: state.decidingHall) else {
            throw CaseRefusal(
                .noTarget, Bilingual(en: "there is no hall above this one", zh: "本单位没有上级"),
                hint: Bilingual(en: "name the hall with --to", zh: "请用 --to 指明单位"), allowed: allowed)
        }
        guard target != here else { throw toItself }
        // The default is an ancestor or a node of one, whose address this hall has; a named one must be known.
        guard named == nil || hall.known.contains(target) else {
            throw CaseRefusal(
                .hallUnknown, Bilingual(en: "\(target) is not known here", zh: "本单位尚不知道 \(target)"),
                hint: Bilingual(
                    en: "it is asked for upward as soon as the superior is reached; try again then",
                    zh: "连通上级后将自动查询，请届时再试"), allowed: allowed)
        }
        return try commit(.forward, to: target)
    }

    /// 退回
    func giveBack(_ reason: String, to named: HallID?) throws(CaseRefusal) -> CaseDecision {
        let text = try CaseOptions.required(reason, option: "reason")
        let targets = state.returnTargets
        guard let target = named ?? state.defaultReturnTarget, targets.contains(target) else {
            let names = targets.map(\.rawValue)
            throw CaseRefusal(
                .init(.wrongTarget),
                Bilingual(
                    en: "\(named?.rawValue ?? "that hall") did not hold this case before, or decides it",
                    zh: "\(named?.rawValue ?? "该单位") 未曾主办该办件，或为决定单位"),
                hint: Bilingual(
                    en: "it can go back to " + names.joined(separator: ", "),
                    zh: "可退回至：" + names.joined(separator: "、")), allowed: allowed)
        }
        return try commit(.giveBack, note: text, to: target)
    }

    private var toItself: CaseRefusal {
        CaseRefusal(
            .init(.wrongTarget), Bilingual(en: "the case is here already", zh: "办件已在本单位"),
            hint: Bilingual(en: "name another hall with --to", zh: "请用 --to 指明其他单位"), allowed: allowed)
    }
}
