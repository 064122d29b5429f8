extension CaseDesk {
    /// 补正告知: one notice with all items, so everything required that is missing must be among them (行政许可法 art. 32).
    func requestCorrection(_ items: [CorrectionItem]) throws(CaseRefusal) -> CaseDecision {
        try check(items)
        for item in items { try checkMayBeAsked(item.name) }
        try checkNamed(items, detail?.taking(supplements).missing ?? [])
        return try commit(.requestCorrection) { $0.items = items }
    }

    /// Abolished proofs (奇葩证明、循环证明、重复证明) are asked of nobody.
    private func checkMayBeAsked(_ name: String) throws(CaseRefusal) {
        guard detail?.matter.notToAsk?.contains(name) == true else { return }
        throw CaseOptions.refused(
            "item", name, Bilingual(en: "\(name) may not be asked for", zh: "“\(name)”已取消，不得要求提交"),
            Bilingual(en: "take it out of the notice", zh: "请从告知中删去"))
    }

    /// 补交: with the pen it counts at once; without it, once the holder cites it. A holder that is not the origin only
    /// makes count what waits in the inbox.
    func supplement(_ materials: [MaterialRef], _ way: DeliveryWay) throws(CaseRefusal) -> CaseDecision {
        try CaseOptions.count(materials.count, option: "material", atLeast: holdsPen && !supplements.isEmpty ? 0 : 1)
        if here != state.origin && !materials.isEmpty {
            throw CaseRefusal(
                .init(.notOrigin), CaseObstacle.notOrigin.message(action: .supplement, state: state),
                hint: Bilingual(
                    en: "without --material it takes in what the origin handed in",
                    zh: "不带 --material 即采用收件单位已补交的材料"), allowed: allowed)
        }
        let names = detail?.materialNames ?? []
        try CaseOptions.materials(materials, names: names)
        let held = (detail?.taking(supplements).materials.count ?? 0) + materials.count
        try CaseOptions.held(held)
        let given = materials.isEmpty ? nil : materials
        func fill(_ body: inout CaseBody) {
            body.materials = given
            body.came(by: way)
        }
        guard holdsPen else { return ask(.supplement, body: fill) }
        return try commit(.supplement, body: fill)
    }

    /// 受理: passes the `window` step of the accepting hall's chain, which is `steps` where that hall decides too.
    func accept() throws(CaseRefusal) -> CaseDecision {
        try commit(.accept, acceptancePassesStep: chainHasWindow)
    }
}
