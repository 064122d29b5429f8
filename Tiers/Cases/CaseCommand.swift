/// What a clerk wants done, with its options.
public enum CaseCommand: Hashable, Sendable {
    /// 收件
    case open(CaseOpening)
    /// 补正告知: all items in one notice.
    case requestCorrection(items: [CorrectionItem])
    /// 补交
    case supplement(materials: [MaterialRef], way: DeliveryWay = .counter)
    /// 受理
    case accept
    /// 容缺受理: what comes later, and in how many days; nil: as long as the matter's own limit.
    case acceptWithGaps(items: [CorrectionItem], days: Int?)
    /// 告知承诺: what the applicant's commitment replaces, each with its condition.
    case notifyAndCommit(items: [CorrectionItem])
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
    /// 特别程序
    case suspend(procedure: SpecialProcedure, days: Int, reason: String?)
    /// 特别程序结束, with its finding.
    case resume(opinion: String?)
    /// 延期
    case extend(days: Int, approvedBy: String, reason: String)
    /// 更正: field and new value; none: what the origin asked for.
    case amend(fields: [AmendedField], reason: String?)
    /// 征求意见
    case requestOpinion(from: HallID, question: String, days: Int?)
    /// 反馈意见
    case giveOpinion(value: OpinionValue, opinion: String?)
    /// 答复
    case answer(opinion: String, results: [MaterialRef])
    /// 准予
    case grant(opinion: String?, ticks: [Int] = [])
    /// 不予许可
    case refuse(reason: String)
    /// 办结
    case conclude(results: [MaterialRef], charged: [CaseCharge] = [])
    /// 移交领取
    case sendResult(to: HallID)
    /// 送达
    case deliver(way: DeliveryWay, toPerson: String?, tracking: String?)
    /// 移送原件
    case sendPapers(names: [String], to: HallID, tracking: String?)
    /// 接收原件; empty: all that are on their way here.
    case takePapers(names: [String])
    /// 告知申请人
    case tell(what: CaseNotice.What, how: CaseNotice.How, person: String?)
    /// 撤回
    case withdraw(reason: String, duplicateOf: String?)
    /// 终止
    case terminate(reason: String)
    /// 归档
    case archive(class: String?, years: Int?)

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
        case .acceptWithGaps: .acceptWithGaps
        case .notifyAndCommit: .notifyAndCommit
        case .suspend: .suspend
        case .resume: .resume
        case .extend: .extend
        case .amend: .amend
        case .requestOpinion: .requestOpinion
        case .giveOpinion: .giveOpinion
        case .answer: .answer
        case .sendResult: .sendResult
        case .sendPapers: .sendPapers
        case .takePapers: .takePapers
        case .tell: .tell
        case .terminate: .terminate
        case .archive: .archive
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
    /// The area for which the case is taken in, by its hall (通办); nil: this hall's own.
    public var area: HallRef?
    /// The halls above that area's hall, nearest first.
    public var areaAncestors: [HallRef] = []
    /// The row of a table from which it comes, as a hash.
    public var sourceRow: String?
    /// How it came in.
    public var way = DeliveryWay.counter

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
        /// `case/<number>/opinion/<hall>/<department>`, by its last parts.
        case opinion(String)
    }

    /// Where the commit goes.
    public var stream: Stream
    /// The writer's clock for the header; the facts were computed with it, so it must be this one. What was entered
    /// afterwards says in the facts when it truly happened.
    public var at: Instant
    /// The public part. In the inbox: the facts as they stand, with this action.
    public var facts: CaseFacts
    /// The private part.
    public var body: CaseBody
    /// Who writes next; nil where the pen stays.
    public var nextWriter: HallID?
    /// Halls that this commit adds to the case.
    public var joins: [HallID]
    /// Side streams granted here, with their writers.
    public var pens: [Pen]

    /// A side stream and the hall that may write it.
    public struct Pen: Hashable, Sendable {
        /// The last part of the stream's name.
        public var stream: String
        /// Its writer.
        public var hall: HallID
    }
}
