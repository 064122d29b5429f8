/// What a clerk wants done, with its options.
public enum CaseCommand: Hashable, Sendable {
    /// 收件
    case open(CaseOpening)
    /// 补正告知: all items in one notice.
    case requestCorrection(items: [CorrectionItem])
    /// 补交
    case supplement(materials: [MaterialRef])
    /// 受理
    case accept
    /// 不予受理
    case decline(reason: String)
    /// 审核
    case review(opinion: String, ticks: [Int] = [])
    /// 上报; nil: the next on the way up.
    case forward(to: HallID?)
    /// 接收
    case receive
    /// 退回; nil: who forwarded it.
    case giveBack(reason: String, to: HallID?)
    /// 准予
    case grant(opinion: String?, ticks: [Int] = [])
    /// 不予许可
    case refuse(reason: String)
    /// 办结
    case conclude(results: [MaterialRef])
    /// 送达
    case deliver(toPerson: String?)
    /// 撤回
    case withdraw(reason: String, duplicateOf: String?)

    /// The review by which a chief representative passes a step on the way to this decision: with the same points.
    public var stepOnTheSpot: CaseCommand {
        if case .grant(_, let ticks) = self { return .review(opinion: "首席代表现场办理", ticks: ticks) }
        return .review(opinion: "首席代表现场办理")
    }

    /// The action that the command does.
    public var action: CaseAction {
        switch self {
        case .open: .open
        case .requestCorrection: .requestCorrection
        case .supplement: .supplement
        case .accept: .accept
        case .decline: .decline
        case .review: .review
        case .forward: .forward
        case .receive: .receive
        case .giveBack: .giveBack
        case .grant, .refuse: .decide
        case .conclude: .conclude
        case .deliver: .deliver
        case .withdraw: .withdraw
        }
    }
}

/// What an opening brings.
public struct CaseOpening: Hashable, Sendable {
    /// The matter as it is in force here.
    public var matter: CaseMatter
    /// Who wants something.
    public var applicant: Applicant
    /// What was handed in.
    public var materials: [MaterialRef]
    /// The number that an upper platform gave; nil where it gave none.
    public var external: String?

    /// An opening.
    public init(matter: CaseMatter, applicant: Applicant, materials: [MaterialRef] = [], external: String? = nil) {
        self.matter = matter
        self.applicant = applicant
        self.materials = materials
        self.external = external
    }
}

/// What to write: one commit.
public struct CaseDecision: Hashable, Sendable {
    /// The stream of a case that the commit goes to.
    public enum Stream: Hashable, Sendable {
        /// `case/<number>`
        case main
        /// `case/<number>/origin`
        case originInbox
    }

    /// Where the commit goes.
    public var stream: Stream
    /// The writer's clock for the header; the facts were computed with it, so it must be this one.
    public var at: Instant
    /// The public part. In the inbox: the facts as they stand, with this action.
    public var facts: CaseFacts
    /// The private part.
    public var body: CaseBody
    /// Who writes next; nil where the pen stays.
    public var nextWriter: HallID?
    /// Halls that this commit adds to the case.
    public var joins: [HallID]
    /// Side streams granted here, with their writers. Empty for all actions of this version.
    public var pens: [Pen]

    /// A side stream and the hall that may write it.
    public struct Pen: Hashable, Sendable {
        /// The last part of the stream's name.
        public var stream: String
        /// Its writer.
        public var hall: HallID
    }
}
