/// What the bodies of a case tell, folded in the order of the main stream. Only a whole copy has it.
public struct CaseDetail: Hashable, Sendable {
    /// What the case needs of its matter.
    public private(set) var matter: CaseMatter
    /// Who wants something.
    public private(set) var applicant: Applicant
    /// The number that an upper platform gave the case; nil where it gave none.
    public private(set) var external: String?
    /// What is held now, in order. What comes with a supplement takes the place of what was there under the same
    /// name; several files under one name in one commit stay together.
    public private(set) var materials: [MaterialRef]
    /// What the deciding hall gives out.
    public private(set) var results: [MaterialRef]
    /// What was charged, with what the matter's list allows.
    public private(set) var charges: [SupervisedCase.Charge]
    /// The items of the newest correction notice.
    public private(set) var correction: [CorrectionItem]
    /// Points of the checklist that are ticked, from 1, ascending. Signatures given before a return were given on other
    /// papers: the deciding hall's `receive` begins anew.
    public private(set) var ticked: [Int]
    /// The case that stays where this one was withdrawn as a second filing.
    public private(set) var duplicateOf: String?
    /// Who took the result.
    public private(set) var deliveredTo: String?
    /// What was left open at the acceptance (容缺事项), whether or not it has come since.
    public private(set) var gaps: [CorrectionItem]
    /// What the applicant's commitment stands for (告知承诺), each with its condition.
    public private(set) var commitments: [CorrectionItem]
    /// What came by an inbox and the main stream cites: supplements and opinions.
    public private(set) var given: [InboxItem]
    /// What inboxes say that counts at once.
    public private(set) var notes: [InboxItem]
    /// The hall that opened the case.
    public let origin: HallID
    /// One entry for each commit of the main stream.
    public private(set) var history: [Entry]

    /// One commit, as people read it.
    public struct Entry: Hashable, Sendable {
        /// The commit's place in the main stream.
        public var sequence: UInt64
        /// When it happened: the writer's clock, or the true time of what was entered afterwards.
        public var at: Instant
        /// The hall that wrote it.
        public var hall: HallID
        /// The clerk.
        public var clerk: String?
        /// The clerk's id in the staff list of that hall.
        public var staff: String?
        /// The id of the colleague for whom the clerk acted.
        public var standsInFor: String?
        /// What it did; nil for a kind that this version does not know.
        public var action: CaseAction?
        /// The stage after it.
        public var stage: CaseStage
        /// The remark, opinion or reason.
        public var note: String?
        /// Why it has no effect; nil for a regular one.
        public var irregular: CaseObstacle?
        /// When it was entered, where that is later than `at` (补录).
        public var enteredAt: Instant?
        /// All that it brought; nil where this hall has no body of it.
        public var body: CaseBody?
    }

    /// The detail after the opening. Nil if the body is not that of an opening.
    public init?(opening header: CaseHeader, body: CaseBody) {
        guard body.action == .open, let matter = body.matter, let applicant = body.applicant else { return nil }
        self.matter = matter
        self.applicant = applicant
        external = body.external
        materials = body.materials ?? []
        results = []
        charges = []
        correction = []
        ticked = []
        gaps = []
        commitments = []
        given = []
        notes = []
        origin = header.author
        let at = header.facts?.receivedAt ?? header.at
        history = [
            Entry(
                sequence: header.sequence, at: at, hall: header.author, clerk: body.clerk, staff: body.staff,
                standsInFor: body.standsInFor, action: .open, stage: .received, note: body.note,
                enteredAt: at == header.at ? nil : header.at, body: body)
        ]
    }

    /// Takes in one more commit of the main stream. `state` is the state after it, `cited` are the inbox commits
    /// that its body cites, as far as they are here; `body` is nil where this hall has none. What an irregular
    /// commit brings has no effect and stands in the history only.
    public mutating func apply(_ header: CaseHeader, body: CaseBody?, cited: [InboxItem], state: CaseState) {
        let why = state.irregular.last { $0.sequence == header.sequence }?.why
        let isRegular = state.stepSequence == header.sequence
        history.append(
            Entry(
                sequence: header.sequence, at: header.facts?.happenedAt ?? header.at, hall: header.author,
                clerk: body?.clerk, staff: body?.staff, standsInFor: body?.standsInFor, action: header.facts?.action,
                stage: state.stage, note: body?.note, irregular: why,
                enteredAt: header.facts?.happenedAt == nil ? nil : header.at, body: body))
        guard isRegular, let body else { return }
        take(cited)
        put(body.materials ?? [])
        results += body.results ?? []
        charges += (body.charged ?? []).map { charge($0, header) }
        external = body.external ?? external
        switch body.action {
        case .acceptWithGaps: gaps = body.items ?? []
        case .notifyAndCommit: commitments = body.items ?? []
        default: if let items = body.items { correction = items }
        }
        for amendment in body.amendments ?? [] {
            applicant = applicant.amended(amendment.field, to: amendment.new)
        }
        if body.action == .receive, header.author == state.decidingHall { ticked = [] }
        ticked = Set(ticked + (body.ticks ?? [])).sorted()
        if body.action == .withdraw { duplicateOf = body.duplicateOf }
        if body.action == .deliver { deliveredTo = body.toPerson }
    }

    /// What the list allows for a fee: nothing where it does not have it, anything where it goes by a standard.
    private func charge(_ charged: CaseCharge, _ header: CaseHeader) -> SupervisedCase.Charge {
        let fee = matter.fees?.first { $0.name == charged.name }
        let listed = fee.map { $0.most ?? .max }
        return SupervisedCase.Charge(
            sequence: header.sequence, hall: header.author, name: charged.name, amount: charged.amount,
            listed: matter.fees == nil ? .max : listed)
    }

    /// Takes in an inbox commit that counts at once, in any order.
    public mutating func note(_ item: InboxItem) { notes.append(item) }

    /// What a case cannot be accepted without and what is not there, in the matter's order. Paper counts, and so does
    /// the applicant's commitment.
    public var missing: [String] {
        let held = Set(materials.map(\.name) + commitments.map(\.name))
        return matter.materials.filter { $0.required && !held.contains($0.name) }.map(\.name)
    }

    /// The names under which something can be handed in now: the matter's materials and what the newest notice
    /// asked for.
    public var materialNames: [String] {
        let own = matter.materials.map(\.name)
        let asked = correction.map(\.name).filter { !own.contains($0) }
        return own + asked
    }

    /// The detail once these inbox commits count.
    func taking(_ items: [InboxItem]) -> CaseDetail {
        var next = self
        next.take(items)
        return next
    }

    private mutating func take(_ items: [InboxItem]) {
        for item in items where item.body.action == .supplement { put(item.body.materials ?? []) }
        given += items.filter { $0.body.action == .supplement || $0.body.action == .giveOpinion }
    }

    private mutating func put(_ given: [MaterialRef]) {
        let names = Set(given.map(\.name))
        materials.removeAll { names.contains($0.name) }
        materials += given
    }
}

/// A case as one hall holds it: the state from headers and facts, and the detail where the bodies are here.
public struct CaseRecord: Hashable, Sendable {
    /// From headers and facts.
    public private(set) var state: CaseState?
    /// From the bodies; nil in a copy of facts only.
    public private(set) var detail: CaseDetail?

    /// A case of which nothing was seen yet.
    public init() {}

    /// Takes in the next commit of the main stream; `body` is nil where this hall has only the header.
    public mutating func apply(_ header: CaseHeader, body: CaseBody?, cited: [InboxItem] = []) {
        let isOpening = state == nil
        state = CaseState.evolve(state, header)
        guard let state else { return }
        if isOpening {
            detail = body.flatMap { CaseDetail(opening: header, body: $0) }
        } else {
            detail?.apply(header, body: body, cited: cited, state: state)
        }
    }

    /// Takes in an inbox commit that counts at once.
    public mutating func note(_ item: InboxItem) { detail?.note(item) }
}
