/// The public part of a commit of a case (事实): what a hall that takes no part may know. It is cumulative, so that the
/// newest regular commit alone tells the state. It never holds a name, personal data or the date of a deadline.
public struct CaseFacts: Hashable, Sendable {
    /// What this commit does.
    public var action: CaseAction
    /// The stage after this commit.
    public var stage: CaseStage
    /// The hall whose matter it is (事项所有者).
    public var matterOwner: HallID
    /// The matter's code, at most 192 bytes.
    public var matterCode: String
    /// The matter's version under which the case was opened.
    public var matterVersion: UInt32
    /// How the matter is handled.
    public var caseType: CaseType
    /// What is answered, where it is a reply case; a consultation unless the matter says otherwise.
    public var enquiry = Enquiry.consultation
    /// The hall that opened the case.
    public var origin: HallID
    /// The hall that decides, fixed at the opening.
    public var decidingHall: HallID
    /// The hall that accepted the case; nil before acceptance.
    public var acceptingHall: HallID?
    /// Who forwarded the case to its present holder; nil where nobody did. The default of `return`.
    public var forwardedBy: HallID?
    /// When the case was opened, by the origin's clock.
    public var receivedAt: Instant
    /// When it was accepted, by the accepting hall's clock.
    public var acceptedAt: Instant?
    /// When it was decided, by the deciding hall's clock.
    public var decidedAt: Instant?
    /// A correction was asked before acceptance; it can be asked once.
    public var correctionBeforeAcceptance: Bool
    /// Nobody told the applicant anything within the time to do so: accepted from the receipt on (视为受理).
    public var deemedAccepted: Bool
    /// Accepted on the applicant's written commitment in place of a proof (告知承诺).
    public var committed: Bool
    /// Taken in on paper and entered afterwards (补录): `receivedAt` is the true time, the header's the entry time.
    public var registeredLate: Bool
    /// A correction was asked since the last return; it can be asked once for each.
    public var correctionSinceReturn: Bool
    /// The finished stops of the main clock, oldest first, at most 8.
    public var stops: [ClockStop]
    /// The day on which the main clock was stopped, if it stands now.
    public var stoppedSince: CivilDate?
    /// The limit by law, nil where there is none.
    public var statutory: Limit?
    /// The limit that the hall promises, nil where it promises none.
    public var promised: Limit?
    /// Steps of the chain at the accepting hall, 0…32, and how many of them were passed.
    public var preReview: StepCount
    /// Steps of the chain at the deciding hall, 0…32, and how many of them were passed.
    public var steps: StepCount
    /// Unicode scalars of this commit's opinion or reason, cut to 65,535: supervision asks whether there is one without
    /// reading it. Nil where the action has none.
    public var noteCharacters: UInt16?
    /// What was charged with this commit in all, hundredths of a yuan; nil where nothing was.
    public var charged: UInt64?
    /// A word of a list, never free text: `duplicate` for a filing that another one replaces, `gap-unfilled`.
    public var reasonCode: String?
    /// When this step truly happened, where it was entered afterwards; nil where the header's time is the true one.
    public var happenedAt: Instant?
    /// The special procedure that runs now.
    public var procedure: ProcedureStop?
    /// Days by which both limits were extended, in their own units; 0 for none.
    public var extensionDays: UInt8
    /// The time to hand in what was left open at the acceptance, counted from it; nil where nothing is open.
    public var gap: Limit?

    /// The facts of an opening (收件): nothing is accepted, forwarded or passed yet.
    public init(
        opening matter: CaseMatter, origin: HallID, decidingHall: HallID, at: Instant, registeredLate late: Bool = false
    ) {
        action = .open
        stage = .received
        matterOwner = matter.owner
        matterCode = matter.code
        matterVersion = matter.version
        caseType = matter.caseType
        enquiry = matter.enquiry ?? .consultation
        self.origin = origin
        self.decidingHall = decidingHall
        acceptingHall = nil
        forwardedBy = nil
        receivedAt = at
        acceptedAt = nil
        decidedAt = nil
        correctionBeforeAcceptance = false
        deemedAccepted = false
        committed = false
        registeredLate = late
        correctionSinceReturn = false
        extensionDays = 0
        stops = []
        stoppedSince = nil
        statutory = matter.statutory
        promised = matter.promised
        preReview = StepCount(total: UInt8(clamping: matter.preReview.count))
        steps = StepCount(total: UInt8(clamping: matter.steps.count))
        reasonCode = nil
        noteCharacters = nil
        charged = nil
    }

    /// Facts with every field given, as the codec reads them.
    init(
        action: CaseAction, stage: CaseStage, matterOwner: HallID, matterCode: String, matterVersion: UInt32,
        caseType: CaseType, origin: HallID, decidingHall: HallID, receivedAt: Instant, preReview: StepCount,
        steps: StepCount
    ) {
        self.action = action
        self.stage = stage
        self.matterOwner = matterOwner
        self.matterCode = matterCode
        self.matterVersion = matterVersion
        self.caseType = caseType
        self.origin = origin
        self.decidingHall = decidingHall
        self.receivedAt = receivedAt
        self.preReview = preReview
        self.steps = steps
        correctionBeforeAcceptance = false
        deemedAccepted = false
        committed = false
        registeredLate = false
        correctionSinceReturn = false
        extensionDays = 0
        stops = []
    }
}

/// A special procedure (特别程序) with the time that the applicant was told it needs.
public struct ProcedureStop: Hashable, Sendable {
    /// Which one.
    public let kind: SpecialProcedure
    /// Working days that it needs, as told in writing, 1…3650.
    public let days: Int

    /// A procedure; nil if the days are not in 1…3650.
    public init?(kind: SpecialProcedure, days: Int) {
        guard Limit.range.contains(days) else { return nil }
        self.kind = kind
        self.days = days
    }
}

/// How far a chain of steps (环节) has come.
public struct StepCount: Hashable, Sendable {
    /// Steps of the chain, 0…32.
    public let total: UInt8
    /// Steps passed, never more than `total`.
    public private(set) var passed: UInt8

    /// A chain; `passed` is cut to `total`, and `total` to 32.
    public init(total: UInt8, passed: UInt8 = 0) {
        self.total = min(total, UInt8(CaseLimits.steps))
        self.passed = min(passed, self.total)
    }

    /// Steps still to pass.
    public var left: UInt8 { total - passed }

    /// One step further; nothing changes when all are passed.
    mutating func pass() { if passed < total { passed += 1 } }

    /// Back to the first step.
    mutating func restart() { passed = 0 }
}
