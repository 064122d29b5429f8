/// A rule says no: why, what to do, and what is allowed instead.
public struct CaseRefusal: Error, Hashable, Sendable {
    /// The stable word of the refusal.
    public var code: Code
    /// What is wrong.
    public var message: Bilingual
    /// What to do.
    public var hint: Bilingual
    /// What this hall may do now with this case.
    public var allowed: [CaseAction]
    /// All fields or materials at fault, in order; empty where the refusal is about none.
    public var faults: [CaseFault]

    /// A refusal.
    public init(
        _ code: Code, _ message: Bilingual, hint: Bilingual, allowed: [CaseAction] = [], faults: [CaseFault] = []
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.allowed = allowed
        self.faults = faults
    }

    /// The stable words of refusals: those of the obstacles, and those that need more than headers and facts.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The word.
        public let rawValue: String
        /// The word.
        public var description: String { rawValue }

        init(_ rawValue: String) { self.rawValue = rawValue }

        /// The word of an obstacle.
        init(_ obstacle: CaseObstacle) { rawValue = obstacle.rawValue }

        /// There is no such case here.
        public static let noCase = Code("case-unknown")
        /// This hall has the facts of the case only.
        public static let factsOnly = Code("facts-only")
        /// Something required is missing.
        public static let materialsMissing = Code("materials-missing")
        /// The matter has no material of this name.
        public static let materialUnknown = Code("material-unknown")
        /// Halls of this tier do not take the matter in.
        public static let notAcceptedHere = Code("not-accepted-here")
        /// The hall that decides cannot be told.
        public static let decidingHallUnknown = Code("deciding-hall-unknown")
        /// The hall named is not known here.
        public static let hallUnknown = Code("hall-unknown")
        /// There is nowhere to send the case to.
        public static let noTarget = Code("no-target")
        /// The withdrawal was asked already.
        public static let withdrawalAsked = Code("withdrawal-asked")
        /// A text is missing or too long, or there are too many items.
        public static let optionInvalid = Code("option-invalid")
        /// Points of the checklist are not ticked.
        public static let pointsMissing = Code("points-missing")
        /// The applicant's data break a rule.
        public static let applicantInvalid = Code("applicant-invalid")
        /// The matter's data do not fit into a case.
        public static let matterInvalid = Code("matter-invalid")
        /// The time to close the gap has not run out.
        public static let gapRunning = Code("gap-running")
        /// Nothing is missing, so that nothing has to be left open or committed to.
        public static let nothingMissing = Code("nothing-missing")
        /// There is nothing to tell the applicant.
        public static let nothingToTell = Code("nothing-to-tell")
        /// The applicant is still to be told something.
        public static let notTold = Code("not-told")
        /// No such paper is here to be sent, or on its way here.
        public static let paperElsewhere = Code("paper-elsewhere")
        /// Nobody asked this hall for its opinion, or it was given.
        public static let notAsked = Code("not-asked")

        /// All words, sorted.
        public static let all: [Code] =
            (CaseObstacle.allCases.map(Code.init) + [
                noCase, factsOnly, materialsMissing, materialUnknown, notAcceptedHere, decidingHallUnknown, hallUnknown,
                noTarget, withdrawalAsked, optionInvalid, applicantInvalid, matterInvalid, pointsMissing, gapRunning,
                nothingMissing, nothingToTell, notTold, paperElsewhere, notAsked,
            ]).sorted { $0.rawValue < $1.rawValue }
    }
}

/// One field or material at fault.
public struct CaseFault: Hashable, Sendable {
    /// The field, by its name in the file or option; a material's name where a material is missing.
    public var field: String
    /// What stood there; nil where nothing did. Never shown where it is personal data.
    public var value: String?
    /// A field that must be there is missing: a fault of reading, not of rule.
    public var isReading: Bool
    /// What is wrong.
    public var message: Bilingual
    /// What to do.
    public var hint: Bilingual?

    /// A fault.
    public init(
        field: String, value: String? = nil, isReading: Bool = false, message: Bilingual, hint: Bilingual? = nil
    ) {
        self.field = field
        self.value = value
        self.isReading = isReading
        self.message = message
        self.hint = hint
    }
}
