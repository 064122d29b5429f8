// Acceptance although something is missing: what is named comes later, or a commitment stands for it.
extension CaseDesk {
    /// 容缺受理: only what the matter lets come later may be left open, and all of it is named in one notice.
    func acceptWithGaps(_ items: [CorrectionItem], days: Int?) throws(CaseRefusal) -> CaseDecision {
        try check(items)
        let longest = state.facts.promised ?? state.facts.statutory
        guard let longest, let gap = Limit(days: days ?? longest.days, unit: longest.unit) else {
            throw refusal(.noLimit, .acceptWithGaps)
        }
        try CaseOptions.number(gap.days, option: "days", in: 1...longest.days)
        let missing = detail?.taking(supplements).missing ?? []
        try checkNamed(items, missing)
        let names = Set(missing)
        if let other = items.first(where: { !names.contains($0.name) }) {
            throw CaseOptions.refused(
                "item", other.name, Bilingual(en: "that is not missing", zh: "该材料并未缺少"),
                Bilingual(en: missing.joined(separator: ", "), zh: missing.joined(separator: "、")))
        }
        return try commit(
            .acceptWithGaps, acceptancePassesStep: chainHasWindow,
            body: {
                $0.items = items
                $0.days = gap.days
            }, event: { $0.gap = gap })
    }

    /// 告知承诺: the applicant's written commitment stands for the named materials.
    func notifyAndCommit(_ items: [CorrectionItem]) throws(CaseRefusal) -> CaseDecision {
        try check(items)
        let missing = detail?.taking(supplements).missing ?? []
        try checkNamed(items, missing)
        return try commit(.notifyAndCommit, acceptancePassesStep: chainHasWindow) { $0.items = items }
    }

    /// Why nothing can be left open: nothing is missing, or something is that cannot come later.
    func refusalOfGaps(_ detail: CaseDetail) -> CaseRefusal? {
        guard state.facts.caseType != .immediate, state.facts.promised ?? state.facts.statutory != nil else {
            return refusal(.noLimit, .acceptWithGaps)
        }
        let missing = detail.missing
        guard !missing.isEmpty else { return CaseDesk.nothingMissing }
        return refusal(
            ofMissing: missing.filter { detail.matter.material($0)?.deferrable != true },
            Bilingual(en: "cannot come later", zh: "不属于可容缺的材料"),
            each: Bilingual(en: "cannot come later", zh: "不可容缺"), hint: CaseDesk.askForAll)
    }

    /// The chain of the hall that accepts begins at the window.
    var chainHasWindow: Bool {
        let chain = here == state.decidingHall ? detail?.matter.steps : detail?.matter.preReview
        return chain?.contains(CaseMatter.windowStep) ?? false
    }

    /// The lines of a notice: at least one, each with its reason.
    func check(_ items: [CorrectionItem]) throws(CaseRefusal) {
        try CaseOptions.count(items.count, option: "item", atLeast: 1)
        for item in items {
            try CaseOptions.name(item.name, option: "item", longest: CaseLimits.materialNameCharacters)
            _ = try CaseOptions.required(item.why, option: "item")
        }
    }

    /// A notice is given once, so everything required that is missing stands in it.
    func checkNamed(_ items: [CorrectionItem], _ missing: [String]) throws(CaseRefusal) {
        let named = Set(items.map(\.name))
        let left = refusal(
            ofMissing: missing.filter { !named.contains($0) },
            Bilingual(
                en: "the notice must name everything that is missing, also", zh: "须一次性告知全部缺少的材料，还缺"),
            each: Bilingual(en: "missing and not in the notice", zh: "缺少且未在告知之列"),
            hint: Bilingual(en: "add an --item for each", zh: "请逐项加上 --item"), allowed: allowed)
        if let left { throw left }
    }
}
