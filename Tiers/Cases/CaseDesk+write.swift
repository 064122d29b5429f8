extension CaseDesk {
    /// The commit of a command that is permitted. Throws where an option is at fault.
    func write(_ command: CaseCommand) throws(CaseRefusal) -> CaseDecision {
        switch command {
        case .open: throw CaseDesk.internalOpening
        case .requestCorrection(let items): return try requestCorrection(items)
        case .supplement(let materials, let way): return try supplement(materials, way)
        case .accept: return try accept()
        case .acceptWithGaps(let items, let days): return try acceptWithGaps(items, days: days)
        case .notifyAndCommit(let items): return try notifyAndCommit(items)
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
        case .conclude(let results, let charged): return try conclude(results, charged)
        case .deliver(let way, let person, let tracking):
            return try deliver(way, to: person, tracking: tracking)
        case .withdraw(let reason, let duplicate): return try withdraw(reason, duplicateOf: duplicate)
        default: return try writeByTheWay(command)
        }
    }

    private func writeByTheWay(_ command: CaseCommand) throws(CaseRefusal) -> CaseDecision {
        switch command {
        case .suspend(let procedure, let days, let reason):
            return try suspend(procedure, days: days, reason: reason)
        case .resume(let opinion):
            return try commit(.resume, note: CaseOptions.optional(opinion, option: "opinion"))
        case .extend(let days, let approvedBy, let reason):
            return try extend(days: days, approvedBy: approvedBy, reason: reason)
        case .amend(let fields, let reason): return try amend(fields, reason: reason)
        case .requestOpinion(let target, let question, let days):
            return try requestOpinion(from: target, question: question, days: days)
        case .giveOpinion(let value, let opinion): return try giveOpinion(value, opinion: opinion)
        case .answer(let opinion, let results): return try answer(opinion, results)
        case .sendResult(let target): return try sendResult(to: target)
        case .sendPapers(let names, let target, let tracking):
            return try sendPapers(names, to: target, tracking: tracking)
        case .takePapers(let names): return try takePapers(names)
        case .tell(let what, let how, let person): return try tell(what, how: how, person: person)
        case .terminate(let reason): return try terminate(reason)
        case .archive(let name, let years): return try archive(name, years: years)
        default: throw CaseDesk.internalOpening
        }
    }

    /// One commit of the main stream. It cites every supplement that waits in the inbox.
    func commit(
        _ action: CaseAction, note text: String? = nil, to target: HallID? = nil, citing more: [InboxItem] = [],
        acceptancePassesStep: Bool = false, grants: Bool = false, reasonCode: String? = nil,
        body fill: (inout CaseBody) -> Void = { _ in }, event change: (inout CaseEvent) -> Void = { _ in }
    ) throws(CaseRefusal) -> CaseDecision {
        var body = CaseBody(action: action, clerk: clerk)
        body.note = text ?? note
        let cited = inbox.filter { item in
            item.body.action == .supplement || item.body.action == .giveOpinion
                || more.contains { $0.citation == item.citation }
        }
        if !cited.isEmpty { body.cites = cited.map(\.citation) }
        fill(&body)
        var event = CaseEvent(
            action: action, author: here, at: at, nextWriter: target == here ? nil : target,
            acceptancePassesStep: acceptancePassesStep, grants: grants, reasonCode: reasonCode,
            happenedAt: happenedAt, deems: state.deemedUnrecorded, closesGap: closesGap(with: body),
            noteCharacters: body.note.map { UInt16(clamping: $0.unicodeScalars.count) },
            charged: body.charged?.reduce(0) { $0 + UInt64(clamping: $1.amount) })
        change(&event)
        let facts: CaseFacts
        switch state.facts(after: event) {
        case .success(let next): facts = next
        case .failure(let obstacle):
            let allowed = allowed
            throw CaseRefusal(
                .init(obstacle), obstacle.message(action: action, state: state), hint: obstacle.hint(allowed: allowed),
                allowed: allowed)
        }
        let joins = event.nextWriter.map { state.heldBy.contains($0) ? [] : [$0] } ?? []
        return CaseDecision(
            stream: .main, at: now, facts: facts, body: body, nextWriter: event.nextWriter, joins: joins, pens: [])
    }

    /// What was left open at the acceptance is there, once this commit counts.
    private func closesGap(with body: CaseBody) -> Bool {
        guard state.facts.gap != nil, let detail else { return false }
        let given = Set((body.materials ?? []).map(\.name))
        return detail.taking(supplements).openGaps.allSatisfy { given.contains($0.name) }
    }

    /// One commit of the origin's inbox: asked or given, and without effect until it is cited.
    func ask(
        _ action: CaseAction, in stream: CaseDecision.Stream = .originInbox, note text: String? = nil,
        body fill: (inout CaseBody) -> Void
    ) -> CaseDecision {
        var facts = state.facts
        facts.action = action
        facts.reasonCode = nil
        facts.noteCharacters = nil
        facts.charged = nil
        facts.happenedAt = happenedAt
        var body = CaseBody(action: action, clerk: clerk)
        body.note = text ?? note
        fill(&body)
        return CaseDecision(
            stream: stream, at: now, facts: facts, body: body, nextWriter: nil, joins: [], pens: [])
    }

    private static let internalOpening = CaseRefusal(
        .init(.exists), Bilingual(en: "the case exists already", zh: "该办件已存在"),
        hint: Bilingual(en: "open another one", zh: "请另行收件"))
}
