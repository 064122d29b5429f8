import HallNode
import Tiers

/// What the simulated county handles.
enum CountyMatter: String, Sendable, CaseIterable {
    case immediateVillage = "DY-JB-05"
    case immediateTownship = "DY-JB-04"
    case immediateCounty = "DY-JB-03"
    case replyTownship = "DY-DF-04"
    case replyCounty = "DY-DF-03"
    case promiseTownship = "DY-CN-04"
    case promiseCounty = "DY-CN-03"
    case promiseBureau = "DY-CN-13"
    case upToCounty = "DY-SB-03"
    case upToCity = "DY-SB-02"
    case upToProvince = "DY-SB-01"
    case joint = "DY-LB-03"

    /// A step of a chain with its own limit in working days.
    struct Step: Sendable {
        let role: StaffRole
        let days: Int?
    }

    /// How it is handled.
    var type: CaseType {
        switch self {
        case .immediateVillage, .immediateTownship, .immediateCounty: .immediate
        case .replyTownship, .replyCounty: .reply
        case .promiseTownship, .promiseCounty, .promiseBureau: .promise
        case .upToCounty, .upToCity, .upToProvince: .reportUp
        case .joint: .joint
        }
    }

    /// 投诉, which has ten days; other questions have five.
    var isComplaint: Bool { self == .replyCounty }

    /// By which rule the whole is watched.
    var rule: SupervisionRule { type != .reply ? .caseTime : isComplaint ? .complaintTime : .consultationTime }

    /// The tier that decides.
    var decider: Tier {
        switch self {
        case .immediateVillage: .village
        case .immediateTownship, .replyTownship, .promiseTownship: .township
        case .upToCity: .city
        case .upToProvince: .province
        default: .county
        }
    }

    /// The days promised; nil for what is done at once, and for a question.
    var promised: Int? {
        switch self {
        case .promiseTownship: 5
        case .promiseCounty, .promiseBureau: 10
        case .upToCounty: 12
        case .upToCity: 16
        case .upToProvince: 20
        case .joint: 30
        default: nil
        }
    }

    private var statutory: Int? { promised == nil ? nil : type == .joint ? 45 : 20 }

    /// The chain of the hall that accepts for another.
    var preReview: [Step] {
        switch self {
        case .promiseBureau: [Step(role: .window, days: nil)]
        case .upToCounty, .upToCity, .upToProvince: [Step(role: .window, days: nil), Step(role: .head, days: 2)]
        default: []
        }
    }

    /// The chain of the hall that decides.
    var steps: [Step] {
        switch self {
        case .promiseTownship: [Step(role: .window, days: nil), Step(role: .head, days: 3)]
        case .promiseCounty:
            [Step(role: .window, days: nil), Step(role: .section, days: 4), Step(role: .head, days: 3)]
        case .promiseBureau, .upToCounty, .upToCity, .upToProvince:
            [Step(role: .window, days: 2), Step(role: .section, days: 5), Step(role: .head, days: 3)]
        case .joint: [Step(role: .window, days: nil), Step(role: .section, days: 10), Step(role: .head, days: 5)]
        default: [Step(role: .window, days: nil)]
        }
    }

    private var acceptedAt: [Tier] {
        switch self {
        case .upToCounty: [.township, .village]
        case .upToCity, .upToProvince: [.county, .township, .village]
        default: [decider]
        }
    }

    static let form = "申请表"
    /// What may come later.
    static let certificate = "身份证明"
    static let fee = "工本费"
    /// What the list allows, hundredths of a yuan.
    static let feeAmount = 1_000

    /// All of them as a catalogue file.
    static func source(from day: CivilDate) -> PublishMatters.Source {
        let text = allCases.map { $0.text(from: day) }.joined(separator: "\n")
        return PublishMatters.Source(name: "county.yaml", bytes: Array((text + "\n").utf8))
    }

    private func text(from day: CivilDate) -> String {
        func chain(_ steps: [Step]) -> String {
            "[" + steps.map { $0.role.rawValue + ($0.days.map { "=\($0)" } ?? "") }.joined(separator: ", ") + "]"
        }
        let department = self == .promiseBureau ? ", department: dkj" : ""
        var lines = [
            "- code: \(rawValue)", "  name: 大余县事项\(rawValue.suffix(5))", "  type: \"01\"",
            "  caseType: \(type.rawValue)", "  decidedBy: {tier: \(decider.rawValue)\(department)}",
            "  acceptedAt: [\(acceptedAt.map(\.rawValue).joined(separator: ", "))]",
            "  basis: 《中华人民共和国行政许可法》", "  effectiveFrom: \(day.text)", "  preReview: \(chain(preReview))",
            "  steps: \(chain(steps))", "  materials:",
            "    - {name: \(CountyMatter.form), required: true, form: paper}",
            "    - {name: \(CountyMatter.certificate), required: true, form: paper, deferrable: true}", "  fees:",
            "    - {name: \(CountyMatter.fee), amount: \"10.00\"}",
        ]
        if isComplaint { lines.append("  enquiry: complaint") }
        if let promised, let statutory {
            lines += ["  statutoryDays: \(statutory)", "  promisedDays: \(promised)"]
        }
        return lines.joined(separator: "\n")
    }
}
