/// What an event brings that its action does not say by itself.
struct CaseEvent: Sendable {
    var action: CaseAction
    var author: HallID
    var at: Instant
    /// Who writes next; nil where the pen stays.
    var nextWriter: HallID?
    /// For `accept`: the accepting hall's chain has a `window` step, which acceptance passes.
    var acceptancePassesStep = false
    /// For `decide`: 准予, else 不予.
    var grants = false
    var reasonCode: String?
    /// When it truly happened, where it is entered afterwards.
    var happenedAt: Instant?
    /// The case counted as accepted already: nobody had told the applicant anything in time.
    var deems = false
    /// What was left open at the acceptance is all there now.
    var closesGap = false
    /// For `accept-with-gaps`: the time to close the gap.
    var gap: Limit?
    /// For `suspend`.
    var procedure: ProcedureStop?
    /// For `extend`: days.
    var extensionDays: UInt8 = 0
    /// Characters of the opinion or reason.
    var noteCharacters: UInt16?
    /// Hundredths of a yuan charged in all.
    var charged: UInt64?
}

extension CaseState {
    /// The facts that an event writes, or why the rules do not allow it. Commands write these facts, and `evolve`
    /// compares with them what others wrote.
    func facts(after event: CaseEvent) -> Result<CaseFacts, CaseObstacle> {
        guard !event.deems || facts.deemedAccepted || canBeDeemed(at: event.at) else {
            return .failure(.deemedAccepted)
        }
        let base = event.deems && !facts.deemedAccepted ? deemedAccepted() : self
        return base.regularFacts(after: event)
    }

    private func regularFacts(after event: CaseEvent) -> Result<CaseFacts, CaseObstacle> {
        if let obstacle = obstacle(to: event.action, by: event.author) { return .failure(obstacle) }
        if let obstacle = obstacleInside(event) { return .failure(obstacle) }
        guard canMovePen(event) else { return .failure(.wrongTarget) }
        var next = facts
        next.action = event.action
        next.reasonCode = event.reasonCode
        next.happenedAt = event.happenedAt
        next.noteCharacters = event.noteCharacters
        next.charged = event.charged
        next.stage = stage(after: event)
        if event.closesGap { next.gap = nil }
        switch event.action {
        case .requestCorrection:
            if facts.stage == .received {
                next.correctionBeforeAcceptance = true
            } else {
                next.correctionSinceReturn = true
                next.stoppedSince = event.at.chinaDate
            }
        case .accept, .acceptWithGaps, .notifyAndCommit: next.accept(event)
        case .review: next.passStep(at: event.author)
        case .receive:
            // Signatures given before a return were given on other papers.
            if event.author == facts.decidingHall { next.steps.restart() }
        case .giveBack: next.correctionSinceReturn = false
        case .suspend:
            next.procedure = event.procedure
            next.stoppedSince = event.at.chinaDate
        case .extend: next.extensionDays = event.extensionDays
        case .decide, .answer: next.decidedAt = event.at
        case .open, .supplement, .decline, .forward, .conclude, .deliver, .withdraw, .resume, .amend, .requestOpinion,
            .giveOpinion, .sendResult, .sendPapers, .takePapers, .tell, .terminate, .archive, .takeOver:
            break
        }
        let isCorrecting = next.stage == .returned && event.action != .supplement && event.action != .giveBack
        if next.stage != .suspended { next.procedure = nil }
        if !isCorrecting && next.stage != .suspended { next.endClockStop(on: event.at.chinaDate) }
        if next.stage.isEnd { next.gap = nil }
        next.forwardedBy = forwarder(after: event)
        return .success(next)
    }

    /// What an event brings that no hall could bring there.
    private func obstacleInside(_ event: CaseEvent) -> CaseObstacle? {
        switch event.action {
        case .acceptWithGaps:
            guard let longest = facts.promised ?? facts.statutory else { return .noLimit }
            return event.gap.map { $0.unit == longest.unit && $0.days <= longest.days } ?? false ? nil : .noGap
        case .suspend: return event.procedure == nil ? .wrongStage : nil
        case .extend:
            return (1...facts.extensionLongest).contains(Int(event.extensionDays)) ? nil : .extensionUsed
        case .decide: return event.grants && facts.gap != nil && !event.closesGap ? .gapOpen : nil
        case .answer: return facts.gap != nil && !event.closesGap ? .gapOpen : nil
        default: return nil
        }
    }

    /// The column "stage after" of the action table.
    private func stage(after event: CaseEvent) -> CaseStage {
        switch event.action {
        case .open: .received
        case .requestCorrection: facts.stage == .received ? .correcting : facts.stage
        case .supplement: facts.stage == .correcting ? .received : facts.stage
        case .accept, .acceptWithGaps, .notifyAndCommit: .accepted
        case .decline: .declined
        case .review, .receive, .resume: .inReview
        case .suspend: .suspended
        case .forward: .forwarded
        case .giveBack: .returned
        case .decide: event.grants ? .granted : .refused
        case .conclude, .answer: .concluded
        case .deliver: .delivered
        case .withdraw: .withdrawn
        case .terminate: .terminated
        case .archive: .archived
        case .extend, .amend, .requestOpinion, .giveOpinion, .sendResult, .sendPapers, .takePapers, .tell, .takeOver:
            facts.stage
        }
    }

    /// The column "pen after" of the action table.
    private func canMovePen(_ event: CaseEvent) -> Bool {
        switch event.action {
        case .forward, .sendResult: event.nextWriter != nil
        case .giveBack: event.nextWriter.map(returnTargets.contains) ?? false
        case .conclude, .answer: event.nextWriter == (event.author == facts.origin ? nil : facts.origin)
        default: event.nextWriter == nil
        }
    }

    private func forwarder(after event: CaseEvent) -> HallID? {
        event.action == .forward ? event.author : forwarder(to: event.nextWriter ?? event.author)
    }
}

extension CaseState {
    /// Nobody told the applicant anything: at least six days after the receipt, since five working days are never
    /// fewer. Which day it truly is says the calendar, and only where a command is given: calendars can differ from
    /// hall to hall for a while, and what a commit does must not.
    func canBeDeemed(at: Instant) -> Bool {
        stage == .received && acceptedAt == nil && !facts.correctionBeforeAcceptance
            && at.chinaDate.daysSince1970 > receivedAt.chinaDate.daysSince1970 + 5
    }

    /// The case as if it had been accepted on its receipt (视为受理). No step of a chain is passed by that.
    func deemedAccepted() -> CaseState {
        var next = self
        next.facts.stage = .accepted
        next.facts.acceptedAt = receivedAt
        next.facts.acceptingHall = holder
        next.facts.deemedAccepted = true
        next.deemedUnrecorded = true
        return next
    }

    /// The case as it counts at a moment: accepted where the time to tell the applicant has run out without a word
    /// (行政许可法 art. 32). Not where that day depends on holidays that are not published yet.
    public func asOf(_ now: Instant, calendar: WorkCalendar) -> CaseState {
        guard canBeDeemed(at: now) else { return self }
        let last = calendar.deadline(from: receivedAt.chinaDate, limit: LegalRule.correction.limit)
        return !last.provisional && last.date < now.chinaDate ? deemedAccepted() : self
    }
}

extension CaseFacts {
    /// The most days by which the limit can be extended (行政许可法 art. 42).
    public var extensionLongest: Int {
        (caseType == .joint ? LegalRule.extensionJoint : LegalRule.extension).limit.days
    }

    /// Acceptance; where the case counted as accepted already, its day stays.
    fileprivate mutating func accept(_ event: CaseEvent) {
        acceptedAt = acceptedAt ?? event.at
        acceptingHall = event.author
        gap = event.action == .acceptWithGaps ? event.gap : nil
        committed = event.action == .notifyAndCommit
        if event.acceptancePassesStep { passStep(at: event.author) }
    }

    fileprivate mutating func passStep(at hall: HallID) {
        if hall == decidingHall { steps.pass() } else { preReview.pass() }
    }

    fileprivate mutating func endClockStop(on day: CivilDate) {
        guard let since = stoppedSince else { return }
        stoppedSince = nil
        // A clock that was set back in between makes no stop at all rather than a negative one.
        guard let stop = ClockStop(from: since, through: day), stops.count < CaseLimits.clockStops else { return }
        stops.append(stop)
    }
}
