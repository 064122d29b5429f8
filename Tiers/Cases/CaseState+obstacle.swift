extension CaseState {
    /// Why a hall may not do this now; nil if it may. The one place for "who" and "when" of the action table:
    /// commands ask it before they write, and `evolve` asks it of what others wrote.
    func obstacle(to action: CaseAction, by hall: HallID) -> CaseObstacle? {
        if action == .open { return .exists }
        if stage.isEnd { return obstacleAfterTheEnd(to: action, by: hall) }
        guard hall == holder else { return .notHolder }
        switch action {
        case .open: return .exists
        case .requestCorrection: return obstacleToCorrection(by: hall)
        case .supplement:
            // Before acceptance too: a paper found in the bag, or the second of two that were asked for.
            return [.received, .correcting, .returned].contains(stage) || facts.gap != nil && !stage.isDecided
                ? nil : .wrongStage
        case .accept: return stage == .received || deemedUnrecorded ? nil : .wrongStage
        case .acceptWithGaps, .notifyAndCommit: return stage == .received ? nil : .wrongStage
        case .decline: return stage == .received || stage == .correcting ? nil : .wrongStage
        case .review: return obstacleToReview(by: hall)
        case .forward: return obstacleToForward(by: hall)
        case .receive: return stage == .forwarded ? nil : .wrongStage
        case .giveBack: return obstacleToReturn(by: hall)
        case .decide: return facts.caseType == .reply ? .answerOnly : obstacleToDecision(by: hall)
        case .answer: return facts.caseType == .reply ? obstacleToDecision(by: hall) : .answerOnly
        case .conclude: return stage == .granted || stage == .refused ? nil : .wrongStage
        case .sendResult: return stage == .concluded ? nil : .wrongStage
        case .deliver:
            guard stage == .concluded else { return .wrongStage }
            return hall == facts.origin || hall == pickUp ? nil : .notOrigin
        case .withdraw: return stage.isDecided ? .decided : nil
        default: return obstacleByTheWay(to: action, by: hall)
        }
    }

    /// Who holds an ended case still tells, moves papers and archives.
    private func obstacleAfterTheEnd(to action: CaseAction, by hall: HallID) -> CaseObstacle? {
        guard stage != .archived, action == .archive || action.countsAtOnce else { return .ended }
        return hall == holder ? nil : .notHolder
    }

    /// What moves the case no step on its way.
    private func obstacleByTheWay(to action: CaseAction, by hall: HallID) -> CaseObstacle? {
        let isInHand = stage == .accepted || stage == .inReview
        switch action {
        case .suspend:
            guard isInHand else { return .wrongStage }
            guard chain(at: hall) != nil else { return .noChain }
            return facts.stops.count < CaseLimits.clockStops ? nil : .stopsUsed
        case .resume: return stage == .suspended ? nil : .wrongStage
        case .extend:
            guard hall == facts.decidingHall else { return .notDecidingHall }
            guard isInHand || stage == .suspended else { return .wrongStage }
            guard facts.statutory != nil || facts.promised != nil else { return .noLimit }
            return facts.extensionDays == 0 ? nil : .extensionUsed
        case .amend: return stage == .forwarded ? .wrongStage : nil
        case .requestOpinion: return isInHand || stage == .returned || stage == .suspended ? nil : .wrongStage
        case .giveOpinion, .takeOver: return .notHolder  // given elsewhere; only a header takes over
        case .terminate:
            guard facts.gap != nil else { return .noGap }
            return stage.isDecided ? .decided : nil
        case .archive: return .wrongStage
        default: return nil
        }
    }

    /// Once before acceptance, and once for each return, at the origin.
    private func obstacleToCorrection(by hall: HallID) -> CaseObstacle? {
        switch stage {
        case .received: return facts.correctionBeforeAcceptance ? .correctionUsed : nil
        case .returned:
            guard hall == facts.origin else { return .notOrigin }
            return facts.correctionSinceReturn || facts.stops.count >= CaseLimits.clockStops ? .correctionUsed : nil
        default: return .wrongStage
        }
    }

    private func obstacleToReview(by hall: HallID) -> CaseObstacle? {
        guard stage == .accepted || stage == .inReview || stage == .returned else { return .wrongStage }
        guard let chain = chain(at: hall) else { return .noChain }
        return chain.left > 0 ? nil : .noStepsLeft
    }

    private func obstacleToForward(by hall: HallID) -> CaseObstacle? {
        guard hall != facts.decidingHall else { return .decidesHere }
        guard stage == .accepted || stage == .inReview || stage == .returned else { return .wrongStage }
        return (chain(at: hall)?.left ?? 0) == 0 ? nil : .stepsLeft
    }

    private func obstacleToReturn(by hall: HallID) -> CaseObstacle? {
        guard stage == .forwarded || stage == .inReview || stage == .returned else { return .wrongStage }
        guard hall != facts.origin else { return .atOrigin }
        return returnTargets.isEmpty ? .wrongTarget : nil
    }

    /// A hall that accepted the case itself decides from `accepted` too; without a takeover that is the origin.
    private func obstacleToDecision(by hall: HallID) -> CaseObstacle? {
        guard hall == facts.decidingHall else { return .notDecidingHall }
        guard stage == .inReview || (stage == .accepted && hall == facts.acceptingHall) else {
            return stage.isDecided ? .decided : .wrongStage
        }
        return facts.steps.left == 0 ? nil : .stepsLeft
    }
}
