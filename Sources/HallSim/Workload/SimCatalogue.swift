import HallNode
import Tiers

/// The matters of a simulated province: one for each tier that decides.
enum SimCatalogue {
    struct SimMatter: Sendable {
        let code: String
        let decider: Tier
        let acceptedAt: [Tier]
    }

    static let matters = [
        SimMatter(code: "JX-SIM-001", decider: .township, acceptedAt: [.township, .village]),
        SimMatter(code: "JX-SIM-002", decider: .county, acceptedAt: [.county, .township, .village]),
        SimMatter(code: "JX-SIM-003", decider: .city, acceptedAt: [.city, .county, .township, .village]),
        SimMatter(
            code: "JX-SIM-004", decider: .province, acceptedAt: [.province, .city, .county, .township, .village]),
    ]

    /// A material that comes as a file, and need not come at once.
    static let form = "申请表"
    /// A material on paper.
    static let certificate = "身份证明"

    /// All matters, or one of them changed, as a catalogue file.
    static func source(promisedDays: Int, of place: Int? = nil, from day: CivilDate) -> PublishMatters.Source {
        let chosen = place.map { [matters[$0]] } ?? matters
        let text = chosen.map { matter in
            """
            - code: \(matter.code)
              name: 模拟事项\(matter.code.suffix(3))
              type: "01"
              caseType: report-up
              decidedBy: {tier: \(matter.decider.rawValue)}
              acceptedAt: [\(matter.acceptedAt.map(\.rawValue).joined(separator: ", "))]
              statutoryDays: 20
              promisedDays: \(promisedDays)
              basis: 《中华人民共和国行政许可法》第四十二条
              effectiveFrom: \(day.text)
              preReview: [window]
              steps: [window, head]
              materials:
                - {name: \(form), required: false}
                - {name: \(certificate), required: true, form: paper}
              fees: []
            """
        }.joined(separator: "\n")
        return PublishMatters.Source(name: "simulated.yaml", bytes: Array((text + "\n").utf8))
    }
}
