import HallNode
import Tiers

/// What somebody does to a case in the simulated county.
enum CountyDeed: Hashable, Sendable {
    /// Everything there, or without the paper that may come later.
    case open(complete: Bool)
    case correct
    case supplement
    case accept
    case acceptWithGaps
    case commit
    case decline(reasoned: Bool)
    case review(reasoned: Bool)
    case forward
    case receive
    case giveBack(to: Int)
    case suspend
    case resume
    case extend(Int)
    case amend
    case tell(CaseNotice.What)
    case ask(Int)
    case opine
    case answer
    case grant
    case refuse(reasoned: Bool)
    case conclude(charged: Int?)
    case deliver
    case withdraw
    case terminate
    case archive

    /// Days to hand in what was left open.
    static let gapDays = 3
    /// Days that a special procedure is said to take.
    static let procedureDays = 10

    /// The reason of a clerk who takes the trouble, ten characters and more, and that of one who does not.
    private static func reason(_ isReasoned: Bool) -> String { isReasoned ? "不符合本事项规定的受理条件" : "不符合条件" }

    /// The command; nil for an opening.
    func command(_ halls: CountyHalls) throws -> CaseCommand? {
        func hall(_ place: Int) throws -> HallID {
            guard let id = HallID(halls.id(place)) else { throw SimError("no hall \(place)") }
            return id
        }
        let item = CorrectionItem(name: CountyMatter.certificate, why: "未提交")
        switch self {
        case .open: return nil
        case .correct: return .requestCorrection(items: [item])
        case .supplement: return .supplement(materials: [MaterialRef(paper: CountyMatter.certificate)])
        case .accept: return .accept
        case .acceptWithGaps: return .acceptWithGaps(items: [item], days: CountyDeed.gapDays)
        case .commit: return .notifyAndCommit(items: [item])
        case .decline(let isReasoned): return .decline(reason: CountyDeed.reason(isReasoned))
        case .review(let isReasoned): return .review(opinion: isReasoned ? "材料齐全，同意" : "可")
        case .forward: return .forward(to: nil)
        case .receive: return .receive
        case .giveBack(let place): return .giveBack(reason: "登记表缺页", to: try hall(place))
        case .suspend: return .suspend(procedure: .expertReview, days: CountyDeed.procedureDays, reason: nil)
        case .resume: return .resume(opinion: "评审通过")
        case .extend(let days): return .extend(days: days, approvedBy: CountyHalls.Person.head.rawValue, reason: "案情复杂")
        case .amend: return .amend(fields: [.init(field: "phone", value: "13900000000")], reason: "笔误")
        case .tell(let what): return .tell(what: what, how: .phone, person: nil)
        case .ask(let place): return .requestOpinion(from: try hall(place), question: "是否同意", days: 5)
        case .opine: return .giveOpinion(value: .consent, opinion: "同意")
        case .answer: return .answer(opinion: "可凭身份证在任一窗口办理", results: [])
        case .grant: return .grant(opinion: "准予")
        case .refuse(let isReasoned): return .refuse(reason: CountyDeed.reason(isReasoned))
        case .conclude(let amount):
            return .conclude(
                results: [], charged: amount.map { [CaseCharge(name: CountyMatter.fee, amount: $0)] } ?? [])
        case .deliver: return .deliver(way: .counter, toPerson: nil, tracking: nil)
        case .withdraw: return .withdraw(reason: "申请人撤回", duplicateOf: nil)
        case .terminate: return .terminate(reason: "逾期未补齐")
        case .archive: return .archive(class: nil, years: 10)
        }
    }
}

/// One line of a case's script: on which day at what time who does what where, and how the case stands after it.
struct CountyAct: Sendable {
    /// The day on which it is entered.
    var day: Int
    /// Milliseconds into the day.
    var time: Int64
    /// The day on which it truly happened, at nine and so many minutes, where it is entered afterwards.
    var happened: (day: Int, minute: Int)?
    var place: Int
    var deed: CountyDeed
    var person: CountyHalls.Person
    /// Its place in the main stream; 0 in an inbox.
    var sequence: Int
    var stage: CaseStage
    var holder: Int
}

/// A case as it was drawn beforehand.
struct CountyCase: Sendable {
    /// Its place among all.
    let index: Int
    let matter: CountyMatter
    let origin: Int
    var acts: [CountyAct] = []

    /// Whose it is from which day on, and the day on which it was sent on: between the one's end and the other's
    /// beginning it is on its way. A hall has it from the day on which its superior knows that: nobody is charged for
    /// days of which nobody above has heard that the case was there.
    struct Tenure: Sendable {
        var place: Int
        var from: Int
        var to: Int?
    }

    /// A limit that runs from a day on.
    struct Span: Sendable {
        var rule: SupervisionRule
        /// The place in the main stream of the commit with which it began.
        var sequence: Int
        /// Worked days; 0: to be done the same day.
        var limit: Int
        /// The days of which a reminder takes its share; nil: none goes out.
        var share: Int?
        /// The day from which it counts.
        var counted: Int
        /// The day on which it began.
        var start: Int
        /// The day on which its beginning was entered.
        var shown: Int
        var end: Int?
        /// The day on which its end was entered.
        var endShown: Int?
    }

    /// A breach that stands in what was written.
    struct Fault: Sendable {
        var rule: SupervisionRule
        var sequence: Int
        var place: Int
        var day: Int
        /// The worked day on which its superior takes the card back; nil: never.
        var revoked: Int?
    }

    var tenures: [Tenure]
    var spans: [Span] = []
    var faults: [Fault] = []
    /// Days after the first and through the last on which the clock stood.
    var stops: [(from: Int, through: Int)] = []
    /// Days by which the limit is longer from a day on.
    var extended: (day: Int, by: Int)?

    /// The same without anything that happens.
    var unplayed: CountyCase { CountyCase(index: index, matter: matter, origin: origin, tenures: []) }

    /// The halls that hold something of it at the end: whoever took part, and all above.
    func halls(_ halls: CountyHalls, until day: Int) -> Set<Int> {
        var held = Set(halls.plan.path(from: origin))
        for act in acts where act.day <= day {
            held.formUnion(halls.plan.path(from: act.holder))
            if case .ask(let place) = act.deed { held.formUnion(halls.plan.path(from: place)) }
        }
        return held
    }

    /// The last line that is done by the end of a day.
    func last(by day: Int) -> CountyAct? { acts.last { $0.day <= day && $0.sequence > 0 } }
}
