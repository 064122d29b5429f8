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
}

extension CaseState {
    /// The facts that an event writes, or why the rules do not allow it. Commands write these facts, and `evolve`
    /// compares with them what others wrote.
    func facts(after event: CaseEvent) -> Result<CaseFacts, CaseObstacle> {
        if let obstacle = obstacle(to: event.action, by: event.author) { return .failure(obstacle) }
        guard canMovePen(event) else { return .failure(.wrongTarget) }
        var next = facts
        next.action = event.action
        next.reasonCode = event.reasonCode
        next.stage = stage(after: event)
        switch event.action {
        case .requestCorrection:
            if facts.stage == .received {
                next.correctionBeforeAcceptance = true
            } else {
                next.correctionSinceReturn = true
                next.stoppedSince = event.at.chinaDate
            }
        case .accept:
            next.acceptedAt = event.at
            next.acceptingHall = event.author
            if event.acceptancePassesStep { next.passStep(at: event.author) }
        case .review: next.passStep(at: event.author)
        case .receive:
            // Signatures given before a return were given on other papers.
            if event.author == facts.decidingHall { next.steps.restart() }
        case .giveBack: next.correctionSinceReturn = false
        case .decide: next.decidedAt = event.at
        case .open, .supplement, .decline, .forward, .conclude, .deliver, .withdraw: break
        }
        if next.stage != .returned || event.action == .supplement || event.action == .giveBack {
            next.endClockStop(on: event.at.chinaDate)
        }
        next.forwardedBy = forwarder(after: event)
        return .success(next)
    }

    /// The column "stage after" of the action table.
    private func stage(after event: CaseEvent) -> CaseStage {
        switch event.action {
        case .open: .received
        case .requestCorrection: facts.stage == .received ? .correcting : facts.stage
        case .supplement: facts.stage == .correcting ? .received : facts.stage
        case .accept: .accepted
        case .decline: .declined
        case .review, .receive: .inReview
        case .forward: .forwarded
        case .giveBack: .returned
        case .decide: event.grants ? .granted : .refused
        case .conclude: .concluded
        case .deliver: .delivered
        case .withdraw: .withdrawn
        }
    }

    /// The column "pen after" of the action table.
    private func canMovePen(_ event: CaseEvent) -> Bool {
        switch event.action {
        case .forward: event.nextWriter != nil
        case .giveBack: event.nextWriter.map(returnTargets.contains) ?? false
        case .conclude: event.nextWriter == (event.author == facts.origin ? nil : facts.origin)
        default: event.nextWriter == nil
        }
    }

    private func forwarder(after event: CaseEvent) -> HallID? {
        event.action == .forward ? event.author : forwarder(to: event.nextWriter ?? event.author)
    }
}

extension CaseFacts {
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
