extension CaseState {
    /// Why a hall may not do this now; nil if it may. The one place for "who" and "when" of the action table:
    /// commands ask it before they write, and `evolve` asks it of what others wrote.
    func obstacle(to action: CaseAction, by hall: HallID) -> CaseObstacle? {
        if action == .open { return .exists }
        if stage.isEnd { return .ended }
        guard hall == holder else { return .notHolder }
        switch action {
        case .open: return .exists
        case .requestCorrection: return obstacleToCorrection(by: hall)
        case .supplement: return stage == .correcting || stage == .returned ? nil : .wrongStage
        case .accept: return stage == .received ? nil : .wrongStage
        case .decline: return stage == .received || stage == .correcting ? nil : .wrongStage
        case .review: return obstacleToReview(by: hall)
        case .forward: return obstacleToForward(by: hall)
        case .receive: return stage == .forwarded ? nil : .wrongStage
        case .giveBack: return obstacleToReturn(by: hall)
        case .decide: return obstacleToDecision(by: hall)
        case .conclude: return stage == .granted || stage == .refused ? nil : .wrongStage
        case .deliver:
            guard stage == .concluded else { return .wrongStage }
            return hall == facts.origin ? nil : .notOrigin
        case .withdraw: return stage.isDecided ? .decided : nil
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
