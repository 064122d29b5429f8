/// What headers and facts alone tell of a case: the same in a whole copy and in one that has only the facts.
public struct CaseState: Hashable, Sendable {
    /// The facts of the newest event that the rules allowed.
    public internal(set) var facts: CaseFacts
    /// The hall that holds the pen (主办单位).
    public internal(set) var holder: HallID
    /// The holder has written since the pen came to it: for a forwarded case its `receive`, for one that came down
    /// its next commit. A signed status of the holder, which is no commit, may say it earlier.
    public internal(set) var arrived: Bool
    /// Since when the pen is at the holder, by the clock of the hall that gave it.
    public internal(set) var heldSince: Instant
    /// The time of the newest event that the rules allowed or that moved the pen.
    public internal(set) var lastStepAt: Instant
    /// All halls that held the pen, each once, in the order in which they first held it.
    public internal(set) var heldBy: [HallID]
    /// For each hall that a case was forwarded to, who forwarded it last; sorted by the receiving hall.
    public internal(set) var forwards: [Forward]
    /// The sequence of the newest event that the rules allowed: where the present step began.
    public internal(set) var stepSequence: UInt64
    /// The sequence of the newest commit seen, regular or not.
    public internal(set) var sequence: UInt64
    /// The events that the rules did not allow; they had no effect on stage, facts or clock. At most 100: beyond that
    /// the first 99 and the newest.
    public internal(set) var irregular: [IrregularEvent]
    /// How many such events there were in all.
    public internal(set) var irregularCount: UInt64
    /// When things happened that end a limit.
    public internal(set) var milestones = Milestones()
    /// The hall to which the result was handed over to be fetched there; nil where the origin hands it out.
    public internal(set) var pickUp: HallID?
    /// The case counts as accepted today, and no commit says so yet: see ``asOf(_:calendar:)``.
    public internal(set) var deemedUnrecorded = false

    /// When things happened that end a limit; each by the clock of the hall that did it, the first time.
    public struct Milestones: Hashable, Sendable {
        /// The applicant was first answered: asked for a correction, accepted or declined.
        public internal(set) var answeredAt: Instant?
        /// The case left its accepting hall for the first time.
        public internal(set) var forwardedAt: Instant?
        /// The result was registered and the case given back to its origin.
        public internal(set) var concludedAt: Instant?
        /// The applicant was told of the result, or got it.
        public internal(set) var answerToldAt: Instant?
        /// The result was handed over to the applicant.
        public internal(set) var deliveredAt: Instant?
        /// The limit was extended.
        public internal(set) var extendedAt: Instant?
        /// The present special procedure began.
        public internal(set) var suspendedAt: Instant?
    }

    /// Who forwarded the case to a hall.
    public struct Forward: Hashable, Sendable {
        /// The hall that got the case.
        public let to: HallID
        /// The hall that gave it.
        public let from: HallID
    }

    /// An event without effect.
    public struct IrregularEvent: Hashable, Sendable {
        /// Its place in the main stream.
        public let sequence: UInt64
        /// Why it has no effect.
        public let why: CaseObstacle
    }

    /// Where the case stands.
    public var stage: CaseStage { facts.stage }
    /// The hall that opened the case.
    public var origin: HallID { facts.origin }
    /// The hall that decides.
    public var decidingHall: HallID { facts.decidingHall }
    /// When the case was opened.
    public var receivedAt: Instant { facts.receivedAt }
    /// When it was accepted; nil before.
    public var acceptedAt: Instant? { facts.acceptedAt }
    /// Since when the case waits for its next step; nil where none follows.
    public var waitingSince: Instant? { stage.isEnd ? nil : lastStepAt }

    /// The steps at a hall: `steps` where it decides, `preReview` where it accepted, nil where it has no chain.
    public func chain(at hall: HallID) -> StepCount? {
        if hall == facts.decidingHall { return facts.steps }
        return hall == facts.acceptingHall ? facts.preReview : nil
    }

    /// Who forwarded the case to a hall, nil where nobody did.
    public func forwarder(to hall: HallID) -> HallID? { forwards.first { $0.to == hall }?.from }

    /// The halls to which the present holder may return the case, in the order in which they first held it. The
    /// deciding hall is not among them: a case goes to it by `forward`.
    public var returnTargets: [HallID] { heldBy.filter { $0 != holder && $0 != facts.decidingHall } }

    /// Where `return` goes when no hall is named: to who forwarded it, else to the last other holder that can have
    /// it.
    public var defaultReturnTarget: HallID? {
        let targets = returnTargets
        if let from = forwarder(to: holder), targets.contains(from) { return from }
        return targets.last
    }

    /// The hall has received this case already, and nothing has happened since: `receive` may answer as the first
    /// time.
    public func isReceived(by hall: HallID) -> Bool { holder == hall && facts.action == .receive && arrived }

    mutating func note(_ why: CaseObstacle, at sequence: UInt64) {
        let (sum, overflow) = irregularCount.addingReportingOverflow(1)
        irregularCount = overflow ? irregularCount : sum
        if irregular.count >= CaseLimits.irregularKept { irregular.removeLast() }
        irregular.append(IrregularEvent(sequence: sequence, why: why))
    }

    mutating func movePen(to hall: HallID, at: Instant) {
        holder = hall
        heldSince = at
        lastStepAt = at
        if !heldBy.contains(hall) && heldBy.count < CaseLimits.holdersKept { heldBy.append(hall) }
    }

    mutating func noteForward(to hall: HallID, from: HallID) {
        forwards.removeAll { $0.to == hall }
        guard forwards.count < CaseLimits.holdersKept else { return }
        forwards.append(Forward(to: hall, from: from))
        forwards.sort { $0.to < $1.to }
    }
}
