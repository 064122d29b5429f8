extension CaseDesk {
    /// The commit of a command that is permitted. Throws where an option is at fault.
    func write(_ command: CaseCommand) throws(CaseRefusal) -> CaseDecision {
        switch command {
        case .open: throw CaseDesk.internalOpening
        case .requestCorrection(let items): return try requestCorrection(items)
        case .supplement(let materials): return try supplement(materials)
        case .accept: return try accept()
        case .decline(let reason):
            return try commit(.decline, note: CaseOptions.required(reason, option: "reason"))
        case .review(let opinion, let ticks):
            let points = try tick(ticks, for: .review)
            return try commit(.review, note: CaseOptions.required(opinion, option: "opinion")) { $0.ticks = points }
        case .forward(let target): return try forward(to: target)
        case .receive: return try commit(.receive)
        case .giveBack(let reason, let target): return try giveBack(reason, to: target)
        case .grant(let opinion, let ticks):
            let points = try tick(ticks, for: .decide)
            let text = try CaseOptions.optional(opinion, option: "opinion")
            return try commit(.decide, note: text, grants: true) { $0.ticks = points }
        case .refuse(let reason):
            return try commit(.decide, note: CaseOptions.required(reason, option: "reason"))
        case .conclude(let results): return try conclude(results)
        case .deliver(let person): return try deliver(to: person)
        case .withdraw(let reason, let duplicate): return try withdraw(reason, duplicateOf: duplicate)
        }
    }

    /// One commit of the main stream. It cites every supplement that waits in the inbox.
    func commit(
        _ action: CaseAction, note text: String? = nil, to target: HallID? = nil, citing more: [InboxItem] = [],
        acceptancePassesStep: Bool = false, grants: Bool = false, reasonCode: String? = nil,
        body fill: (inout CaseBody) -> Void = { _ in }
    ) throws(CaseRefusal) -> CaseDecision {
        let event = CaseEvent(
            action: action, author: here, at: now, nextWriter: target == here ? nil : target,
            acceptancePassesStep: acceptancePassesStep, grants: grants, reasonCode: reasonCode)
        let facts: CaseFacts
        switch state.facts(after: event) {
        case .success(let next): facts = next
        case .failure(let obstacle):
            let allowed = allowed
            throw CaseRefusal(
                .init(obstacle), obstacle.message(action: action, state: state), hint: obstacle.hint(allowed: allowed),
                allowed: allowed)
        }
        var body = CaseBody(action: action, clerk: clerk)
        body.note = text ?? note
        let cited = inbox.filter { item in
            item.body.action == .supplement || more.contains { $0.citation == item.citation }
        }
        if !cited.isEmpty { body.cites = cited.map(\.citation) }
        fill(&body)
        let joins = event.nextWriter.map { state.heldBy.contains($0) ? [] : [$0] } ?? []
        return CaseDecision(
            stream: .main, at: now, facts: facts, body: body, nextWriter: event.nextWriter, joins: joins, pens: [])
    }

    /// One commit of the origin's inbox: asked or given, and without effect until it is cited.
    func ask(
        _ action: CaseAction, note text: String? = nil, body fill: (inout CaseBody) -> Void
    ) -> CaseDecision {
        var facts = state.facts
        facts.action = action
        facts.reasonCode = nil
        var body = CaseBody(action: action, clerk: clerk)
        body.note = text ?? note
        fill(&body)
        return CaseDecision(
            stream: .originInbox, at: now, facts: facts, body: body, nextWriter: nil, joins: [], pens: [])
    }

    private static let internalOpening = CaseRefusal(
        .init(.exists), Bilingual(en: "the case exists already", zh: "该办件已存在"),
        hint: Bilingual(en: "open another one", zh: "请另行收件"))
}
