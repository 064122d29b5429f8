/// A case cut into what supervision measures: whose it was when, and which limits ran from where to where. All times
/// are signed times of the halls that worked.
struct CaseTimeline {
    /// A hall's hold of a case.
    struct Tenure: Hashable {
        /// The hall.
        let hall: HallID
        /// When it was sent there; nil at the origin, and where the sender's clock was never measured.
        var sentAt: Instant?
        /// When it was there: the hall's own first commit, or earlier where it is known to have had it. The way there
        /// is the link's and nobody's fault. Nil: not yet, as far as is known.
        var from: Instant?
        /// When it went on; nil while it is there.
        var to: Instant?
        /// It is there now.
        var isOpen = true
    }

    /// A limit that runs or ran.
    struct Span: Hashable {
        /// The rule that it is measured by.
        let rule: SupervisionRule
        /// The commit of the main stream with which it began: it names the cards.
        let sequence: UInt64
        /// The step's name.
        let step: String?
        /// The limit; nil where the facts tell the deadline.
        let limit: Limit?
        /// When it began; nil: by a clock that was never measured.
        let start: Instant?
        /// When it ended; nil while it runs, and where `isMeasured` is false.
        var end: Instant?
        /// It runs still.
        var isRunning = true
        /// The newest facts in which it ran: they know when the clock stood.
        var facts: CaseFacts
        /// The day on which the case's limit was extended; nil where it was not.
        var extendedOn: CivilDate?
    }

    private(set) var tenures: [Tenure] = []
    private(set) var spans: [Span] = []
    /// The end of it all.
    private(set) var state: CaseState?
    /// Regular commits with their actions, for the rules about contents.
    private(set) var acts: [(sequence: UInt64, hall: HallID, facts: CaseFacts)] = []

    private var openSteps: [(key: StepKey, span: Int)] = []
    private var openSpans: [SupervisionRule: Int] = [:]

    private struct StepKey: Hashable {
        let hall: HallID
        let passed: UInt8
        let heldSince: Instant
    }

    /// Folds the commits of a case.
    init(_ supervised: SupervisedCase, _ rules: SupervisionRules) {
        for commit in supervised.commits { take(commit, supervised.matter, rules) }
    }

    private mutating func take(_ commit: SupervisedCommit, _ matter: CaseMatter?, _ rules: SupervisionRules) {
        let before = state
        guard let after = CaseState.evolve(before, commit.header) else { return }
        state = after
        let isRegular = after.stepSequence == commit.header.sequence && before?.stepSequence != after.stepSequence
        arrive(commit)
        if isRegular {
            acts.append((commit.header.sequence, commit.header.author, after.facts))
            for (_, place) in openSpans {
                spans[place].facts = after.facts
                spans[place].extendedOn = after.milestones.extendedAt?.chinaDate
            }
            follow(before, after, commit, rules)
        }
        followSteps(after, commit, matter, rules)
        move(before, after, commit)
    }

    // MARK: - Whose it is

    private mutating func arrive(_ commit: SupervisedCommit) {
        guard let last = tenures.indices.last, tenures[last].hall == commit.header.author else { return }
        // The hall's own word that it had the case; what reached it earlier was there earlier.
        if tenures[last].from == nil { tenures[last].from = commit.legalAt }
        if let from = tenures[last].from, let at = commit.legalAt, at < from { tenures[last].from = at }
    }

    private mutating func move(_ before: CaseState?, _ after: CaseState, _ commit: SupervisedCommit) {
        guard let before else {
            tenures = [Tenure(hall: commit.header.author, from: commit.legalAt)]
            if after.holder != commit.header.author { hand(to: after.holder, commit) }
            return
        }
        guard before.holder != after.holder else { return }
        hand(to: after.holder, commit)
        if commit.header.takeover, after.holder == commit.header.author {
            tenures[tenures.count - 1].from = commit.legalAt
        }
    }

    private mutating func hand(to hall: HallID, _ commit: SupervisedCommit) {
        if let last = tenures.indices.last {
            tenures[last].to = commit.legalAt
            tenures[last].isOpen = false
        }
        var tenure = Tenure(hall: hall, sentAt: commit.legalAt)
        tenure.from = commit.reachedAt
        tenures.append(tenure)
    }

    // MARK: - Which limits run

    private mutating func follow(
        _ before: CaseState?, _ after: CaseState, _ commit: SupervisedCommit, _ rules: SupervisionRules
    ) {
        let facts = after.facts
        if before == nil { begin(.acceptanceTime, commit, facts, limit: rules.entry(.acceptanceTime)?.limit) }
        if facts.stage != .received { finish(.acceptanceTime, commit) }
        if before?.acceptedAt == nil, facts.acceptedAt != nil {
            begin(CaseTimeline.wholeRule(of: facts, rules), commit, facts, limit: nil)
            if facts.caseType == .reportUp, facts.acceptingHall != facts.decidingHall {
                begin(.forwardTime, commit, facts, limit: rules.entry(.forwardTime)?.limit)
            }
        }
        followProcedure(before, after, commit, rules)
        if facts.action == .forward || commit.header.takeover { finish(.forwardTime, commit) }
        if before?.facts.decidedAt == nil, facts.decidedAt != nil {
            for rule in CaseTimeline.wholeRules { finish(rule, commit) }
            finish(.forwardTime, commit)
            begin(.deliveryTime, commit, facts, limit: rules.entry(.deliveryTime)?.limit)
        }
        if facts.stage.isEnd { for rule in Array(openSpans.keys) { finish(rule, commit) } }
    }

    /// A procedure is measured by the days that the applicant was told.
    private mutating func followProcedure(
        _ before: CaseState?, _ after: CaseState, _ commit: SupervisedCommit, _ rules: SupervisionRules
    ) {
        guard before?.facts.procedure != after.facts.procedure else { return }
        finish(.procedureTime, commit)
        guard let procedure = after.facts.procedure, rules.entry(.procedureTime) != nil else { return }
        begin(.procedureTime, commit, after.facts, limit: Limit(days: procedure.days))
    }

    /// The rules about a case as a whole, from acceptance to the end of the work: their limits stand in the facts.
    static let wholeRules: [SupervisionRule] = [.caseTime, .consultationTime, .complaintTime]

    /// Which of them measures a case. A rule set that does not tell questions from cases measures both alike.
    private static func wholeRule(of facts: CaseFacts, _ rules: SupervisionRules) -> SupervisionRule {
        guard facts.caseType == .reply else { return .caseTime }
        let own: SupervisionRule = facts.enquiry == .consultation ? .consultationTime : .complaintTime
        return rules.entry(own) == nil ? .caseTime : own
    }

    private mutating func followSteps(
        _ after: CaseState, _ commit: SupervisedCommit, _ matter: CaseMatter?, _ rules: SupervisionRules
    ) {
        let key = CaseTimeline.step(of: after)
        if let open = openSteps.last, open.key != key {
            spans[open.span].end = commit.legalAt
            spans[open.span].isRunning = false
            openSteps.removeLast()
        }
        if let open = openSteps.last { spans[open.span].facts = after.facts }
        guard let key, openSteps.isEmpty, let matter, rules.entry(.stepTime) != nil else { return }
        let chain: StepRule.Chain = key.hall == after.decidingHall ? .steps : .preReview
        let place = Int(key.passed)
        guard let limit = matter.rule(chain, place)?.limit else { return }
        let names = chain == .steps ? matter.steps : matter.preReview
        openSteps.append((key, spans.count))
        spans.append(
            Span(
                rule: .stepTime, sequence: commit.header.sequence,
                step: names.indices.contains(place) ? names[place] : nil, limit: limit, start: commit.legalAt,
                facts: after.facts))
    }

    /// The step that a hall works on now; nil where it works on none.
    private static func step(of state: CaseState) -> StepKey? {
        switch state.stage {
        case .received, .correcting, .declined, .forwarded, .returned: return nil
        default:
            guard !state.stage.isDecided, !state.stage.isEnd, let count = state.chain(at: state.holder), count.left > 0
            else { return nil }
            return StepKey(hall: state.holder, passed: count.passed, heldSince: state.heldSince)
        }
    }

    private mutating func begin(
        _ rule: SupervisionRule, _ commit: SupervisedCommit, _ facts: CaseFacts, limit: Limit?
    ) {
        guard CaseTimeline.wholeRules.contains(rule) || limit != nil else { return }
        openSpans[rule] = spans.count
        spans.append(
            Span(
                rule: rule, sequence: commit.header.sequence, step: nil, limit: limit, start: commit.legalAt,
                facts: facts))
    }

    private mutating func finish(_ rule: SupervisionRule, _ commit: SupervisedCommit) {
        guard let place = openSpans.removeValue(forKey: rule) else { return }
        spans[place].end = commit.legalAt
        spans[place].isRunning = false
    }
}

extension CaseTimeline.Span {
    /// The last day in time as it stands on a day: while the clock stands still it moves on.
    func deadline(_ calendar: WorkCalendar, on day: CivilDate) -> Deadline? {
        guard let limit else {
            let found = facts.deadlines(calendar: calendar, today: day, extendedOn: extendedOn)
            return found.deadline.map { Deadline(date: $0, provisional: found.provisional) }
        }
        // A procedure stops the clock of the case, not its own.
        if rule == .procedureTime { return start.map { calendar.deadline(from: $0.chinaDate, limit: limit) } }
        return start.map { facts.deadlineWithStops(from: $0.chinaDate, limit: limit, calendar: calendar, today: day) }
    }

    /// The limit that a reminder takes its share of; nil for an immediate case.
    var shared: Limit? {
        limit ?? (facts.caseType == .immediate ? nil : facts.ownLimit)
    }
}
