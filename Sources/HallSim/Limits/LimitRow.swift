import Tiers

/// One row of the table of limits: what the law or the order of service allows, and in which case one sees it run.
struct LimitRow: Sendable {
    /// How a case comes to where the limit runs, all on one day.
    let course: LimitCourse
    /// The limit of the law; nil for one of the matter.
    let rule: LegalRule?
    /// Working days, as domain.md §4.6 and §4.7 have them; not taken from the rules that are judged.
    let days: Int
    /// Where halls show it.
    let seen: Seen
    /// The rule of supervision by which it draws reminders and cards (§6.2); nil: by none of its own.
    let card: SupervisionRule?

    /// Where halls show a limit.
    enum Seen: Sendable {
        /// Among the clocks of the case.
        case clock
        /// As the deadline of the case.
        case deadline
        /// In no case: a hall is asked for the day.
        case asked
        /// Only by what supervision says.
        case cards
    }

    private init(
        _ course: LimitCourse, _ rule: LegalRule?, _ days: Int, _ seen: Seen, card: SupervisionRule? = nil
    ) {
        self.course = course
        self.rule = rule
        self.days = days
        self.seen = seen
        self.card = card
    }

    static let all = [
        LimitRow(.received, .correction, 5, .clock, card: .acceptanceTime),
        LimitRow(.accepted, .decision, 20, .deadline, card: .caseTime),
        LimitRow(.accepted, nil, 3, .cards, card: .stepTime),
        LimitRow(.extended, .extension, 30, .deadline, card: .caseTime),
        LimitRow(.joint, .decisionJoint, 45, .deadline, card: .caseTime),
        LimitRow(.jointExtended, .extensionJoint, 60, .deadline, card: .caseTime),
        LimitRow(.toPassUp, .preReview, 20, .clock), LimitRow(.toPassUp, .forwarding, 3, .clock, card: .forwardTime),
        LimitRow(.answered, .telling, 2, .clock), LimitRow(.answered, .delivery, 10, .clock, card: .deliveryTime),
        LimitRow(.hearing, .hearingHeld, 20, .clock), LimitRow(.hearing, nil, 5, .cards, card: .procedureTime),
        LimitRow(.question, .reply, 5, .deadline, card: .consultationTime),
        LimitRow(.complaint, .complaint, 10, .deadline, card: .complaintTime),
        LimitRow(.none, .hearingRequest, 5, .asked), LimitRow(.none, .hearingNotice, 7, .asked),
        LimitRow(.none, .renewal, 30, .asked),
    ]
}

/// How a case comes to where a limit runs.
enum LimitCourse: String, Sendable, CaseIterable {
    /// No case.
    case none
    /// Taken in, and nobody says anything.
    case received
    /// Accepted by the county, which decides.
    case accepted
    /// And extended by ten days.
    case extended
    /// A joint case, accepted.
    case joint
    /// And extended by fifteen days.
    case jointExtended = "joint-extended"
    /// Accepted by the county, for the city to decide.
    case toPassUp = "to-pass-up"
    /// Decided by the city, and back.
    case answered
    /// The clock stands for a hearing, of which the applicant was told that it takes five days.
    case hearing
    /// A question.
    case question
    /// A complaint.
    case complaint

    /// The code of its matter.
    var matter: String { "JX-XS-\(matterNumber)" }

    private var matterNumber: Int {
        switch self {
        case .none, .received, .accepted, .extended, .hearing: 1
        case .joint, .jointExtended: 2
        case .toPassUp, .answered: 3
        case .question: 4
        case .complaint: 5
        }
    }

    /// All matters as a catalogue file.
    static func catalogue(from day: CivilDate) -> String {
        let courses: [LimitCourse] = [.accepted, .joint, .toPassUp, .question, .complaint]
        return courses.map { course in
            var lines = [
                "- code: \(course.matter)", "  name: 时限事项\(course.matterNumber)", "  type: \"01\"",
                "  decidedBy: {tier: \(course == .toPassUp ? "city" : "county")}", "  acceptedAt: [county]",
                "  basis: 《中华人民共和国行政许可法》", "  effectiveFrom: \(day.text)", "  materials:",
                "    - {name: \(SimCatalogue.certificate), required: true, form: paper}",
            ]
            switch course {
            case .joint: lines += ["  caseType: joint", "  statutoryDays: 45", "  steps: [window, head]"]
            case .toPassUp: lines += ["  caseType: report-up", "  statutoryDays: 20", "  steps: [window]"]
            case .question: lines += ["  caseType: reply", "  steps: [window]"]
            case .complaint: lines += ["  caseType: reply", "  enquiry: complaint", "  steps: [window]"]
            default: lines += ["  caseType: promise", "  statutoryDays: 20", "  steps: [window, section=3, head]"]
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined()
    }

    /// What clerks do, each at its hall, after the case was taken in.
    func steps(county: Int, city: Int) -> [(place: Int, command: CaseCommand)] {
        let accepted: [(Int, CaseCommand)] = [(county, .accept)]
        switch self {
        case .none, .received: return []
        case .accepted, .joint, .toPassUp, .question, .complaint: return accepted
        case .extended: return accepted + [(county, .extend(days: 10, approvedBy: "局长", reason: "案情复杂"))]
        case .jointExtended: return accepted + [(county, .extend(days: 15, approvedBy: "县长", reason: "须联合踏勘"))]
        case .hearing: return accepted + [(county, .suspend(procedure: .hearing, days: 5, reason: nil))]
        case .answered:
            return accepted + [
                (county, .forward(to: nil)), (city, .receive), (city, .review(opinion: "符合条件")),
                (city, .grant(opinion: "准予许可")), (city, .conclude(results: [])),
            ]
        }
    }
}
