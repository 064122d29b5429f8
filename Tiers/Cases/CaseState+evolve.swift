extension CaseState {
    /// The state after one more commit of the main stream, in the order of the stream. Total: whatever a neighbour
    /// sends, there is an answer. An event that the rules do not allow has no effect on stage, facts and clock and
    /// is kept as irregular; the pen moves by the header's next writer all the same, for the pen is the engine's
    /// and not the rules'. Nil as long as no regular opening was seen.
    public static func evolve(_ state: CaseState?, _ header: CaseHeader) -> CaseState? {
        guard var next = state else { return CaseState(opening: header) }
        next.sequence = max(next.sequence, header.sequence)
        let target = header.nextWriter == header.author ? nil : header.nextWriter
        if header.takeover {
            next.replaceHolder(by: header.author)
            next.movePen(to: header.author, at: header.at)
            next.arrived = true
        }
        guard header.author == next.holder else {
            next.note(.notHolder, at: header.sequence)
            return next
        }
        next.arrived = true
        if header.takeover, let facts = header.facts, facts == next.factsTakenOver {
            next.facts = facts
            next.stepSequence = header.sequence
        } else if let facts = header.facts {
            next.apply(facts, of: header, target: target)
        } else if !header.takeover {
            next.note(.unreadable, at: header.sequence)
        }
        if let target {
            next.movePen(to: target, at: header.at)
            next.arrived = false
        }
        return next
    }

    /// The facts of a takeover by the present holder: nothing has happened to the case but that another hall holds it.
    private var factsTakenOver: CaseFacts {
        var next = facts
        next.action = .takeOver
        next.reasonCode = nil
        next.happenedAt = nil
        next.forwardedBy = forwarder(to: holder)
        return next
    }

    /// The facts that a hall writes when it takes the pen over, which says what stage the case is in.
    public func facts(takenOverBy hall: HallID) -> CaseFacts {
        var next = self
        next.replaceHolder(by: hall)
        return next.factsTakenOver
    }

    /// The taker stands in the place of the hall from which it takes the pen.
    private mutating func replaceHolder(by hall: HallID) {
        if hall != holder, let from = forwarder(to: holder), from != hall { noteForward(to: hall, from: from) }
        holder = hall
    }

    /// A founding commit: nil unless it is an opening by its own origin and as an opening must be.
    private init?(opening header: CaseHeader) {
        guard let facts = header.facts, facts.action == .open, facts.stage == .received, facts.origin == header.author,
            facts.receivedAt == header.at || facts.registeredLate && facts.receivedAt < header.at,
            facts.registeredLate == (facts.receivedAt != header.at), facts.acceptingHall == nil,
            facts.forwardedBy == nil, !facts.deemedAccepted, !facts.committed, facts.procedure == nil,
            facts.extensionDays == 0, facts.gap == nil, facts.happenedAt == nil,
            facts.acceptedAt == nil, facts.decidedAt == nil, !facts.correctionBeforeAcceptance,
            !facts.correctionSinceReturn, facts.stops.isEmpty, facts.stoppedSince == nil, facts.preReview.passed == 0,
            facts.steps.passed == 0, !header.takeover
        else { return nil }
        self.facts = facts
        holder = header.author
        arrived = true
        heldSince = header.at
        lastStepAt = header.at
        heldBy = [header.author]
        forwards = []
        stepSequence = header.sequence
        sequence = header.sequence
        irregular = []
        irregularCount = 0
        if let target = header.nextWriter, target != header.author {
            movePen(to: target, at: header.at)
            arrived = false
        }
    }

    private mutating func apply(_ written: CaseFacts, of header: CaseHeader, target: HallID?) {
        guard written.happenedAt.map({ $0 < header.at && $0 >= facts.receivedAt }) ?? true else {
            return note(.wrongTime, at: header.sequence)
        }
        let event = CaseEvent(
            action: written.action, author: header.author, at: written.happenedAt ?? header.at, nextWriter: target,
            acceptancePassesStep: written.passesMore(than: facts), grants: written.stage == .granted,
            reasonCode: written.reasonCode, happenedAt: written.happenedAt,
            deems: written.deemedAccepted && !facts.deemedAccepted, closesGap: facts.gap != nil && written.gap == nil,
            gap: written.gap, procedure: written.procedure, extensionDays: written.extensionDays,
            noteCharacters: written.noteCharacters, charged: written.charged)
        switch facts(after: event) {
        case .failure(let obstacle): note(obstacle, at: header.sequence)
        case .success(let expected) where expected == written:
            facts = written
            stepSequence = header.sequence
            lastStepAt = header.at
            if written.action == .forward, let target { noteForward(to: target, from: header.author) }
            if written.action == .sendResult { pickUp = target }
            noteMilestone(of: written.action, at: event.at)
        case .success: note(.factsDiffer, at: header.sequence)
        }
    }

    private mutating func noteMilestone(of action: CaseAction, at: Instant) {
        switch action {
        case .requestCorrection, .accept, .acceptWithGaps, .notifyAndCommit, .decline, .withdraw:
            milestones.answeredAt = milestones.answeredAt ?? at
        case .forward: milestones.forwardedAt = milestones.forwardedAt ?? at
        case .conclude, .answer: milestones.concludedAt = milestones.concludedAt ?? at
        case .extend: milestones.extendedAt = at
        case .suspend: milestones.suspendedAt = at
        case .resume: milestones.suspendedAt = nil
        case .tell where stage == .concluded: milestones.answerToldAt = milestones.answerToldAt ?? at
        case .deliver:
            milestones.deliveredAt = at
            milestones.answerToldAt = milestones.answerToldAt ?? at
        default: break
        }
    }
}

extension CaseFacts {
    fileprivate func passesMore(than other: CaseFacts) -> Bool {
        steps.passed > other.steps.passed || preReview.passed > other.preReview.passed
    }
}
