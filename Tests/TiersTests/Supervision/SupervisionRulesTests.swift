import TestSupport
import Testing

@testable import Tiers

/// The rules that hold where the province has published none, number by number; and those that it writes itself.
@Suite struct SupervisionRulesTests {
    /// Rule, days of its own limit, what yellow and red cost: domain.md §6.2, and beside it what the documents name.
    static let defaults: [(SupervisionRule, Int?, String?, String?)] = [
        (.acceptanceTime, 5, "1", "1.5"), (.caseTime, nil, "1", "1.5"), (.stepTime, nil, "1", "1.5"),
        (.forwardTime, 3, "1", "1.5"), (.deliveryTime, 10, "1", "1.5"), (.noReason, nil, "0.5", nil),
        (.noReviewContent, nil, "0.5", nil), (.refusalWithoutReason, nil, "0.5", nil),
        (.illegalCharge, nil, nil, "1.5"),
        (.queryUnanswered, nil, "0.5", nil), (.orderIssued, nil, "0.5", nil), (.decisionChanged, nil, "1", nil),
        (.lawsuitLost, nil, "1", nil), (.dissatisfied, nil, "1", nil), (.procedure, nil, "1", "1.5"),
        (.conditions, nil, "1", "1.5"), (.consultationTime, nil, "1", "1.5"), (.complaintTime, nil, "1", "1.5"),
        (.procedureTime, nil, "1", "1.5"), (.publication, nil, "0.5", nil), (.attitude, nil, "0.5", nil),
    ]

    @Test("A default", arguments: defaults)
    func isAsWritten(rule: SupervisionRule, days: Int?, yellow: String?, red: String?) throws {
        let entry = try #require(SupervisionRules.builtIn.entry(rule))
        #expect(entry.limit?.days == days)
        #expect(entry.yellow?.description == yellow && entry.red?.description == red)
        #expect(entry.points(.reminder) == Points.none)
        #expect(entry.source != nil)
    }

    @Test("The thresholds: a fifth or one day, one day yellow, ten characters, a month, a hundred points")
    func thresholds() {
        let rules = SupervisionRules.builtIn
        #expect(rules.reminderPercent == 20 && rules.reminderDays == 1 && rules.yellowDays == 1)
        #expect(rules.reasonCharacters == 10 && rules.reviewCharacters == 2 && rules.answerDays == 30)
        #expect(rules.base.description == "100")
        #expect(Set(rules.entries.map(\.rule)) == Set(SupervisionRule.allCases))
        #expect(Set(SupervisionRulesTests.defaults.map(\.0)) == Set(SupervisionRule.allCases), "the table is whole")
    }

    @Test(
        "Points are read and written to the hundredth",
        arguments: [
            ("1", "1"), ("0.5", "0.5"), ("1.25", "1.25"), ("1.50", "1.5"), ("100", "100"), ("0", "0"), ("0.05", "0.05"),
        ])
    func points(text: String, written: String) { #expect(Points(text)?.description == written) }

    @Test("What are no points", arguments: ["", "1.", ".5", "-1", "1,5", "1.255", "1001", "99999", "１"])
    func noPoints(text: String) { #expect(Points(text) == nil) }

    private static func node(_ fields: [(String, SourceNode.Value)]) -> SourceNode {
        SourceNode(
            line: 1,
            value: .map(
                fields.enumerated().map { place, field in
                    SourceNode.Field(
                        name: field.0, line: place + 1, value: SourceNode(line: place + 1, value: field.1))
                }))
    }

    private static func text(_ text: String) -> SourceNode.Value { .scalar(text, quoted: true) }

    @Test("A province's own rules: what they leave out is as built in")
    func own() throws {
        let root = SupervisionRulesTests.node([
            ("name", SupervisionRulesTests.text("江西省电子监察规则")), ("basis", SupervisionRulesTests.text("赣府发〔2026〕1号")),
            ("yellowDays", SupervisionRulesTests.text("3")),
            (
                "rules",
                .list([
                    SupervisionRulesTests.node([
                        ("rule", SupervisionRulesTests.text("case-time")), ("yellow", SupervisionRulesTests.text("2")),
                        ("red", SupervisionRulesTests.text("4.5")),
                    ])
                ])
            ),
        ])
        let (read, faults) = SupervisionRulesReader.read(root, file: "a.yaml")
        let rules = try #require(read)
        #expect(faults.isEmpty && rules.yellowDays == 3 && rules.reminderPercent == 20)
        #expect(rules.entries.map(\.rule) == [.caseTime] && rules.entry(.caseTime)?.red?.description == "4.5")
        let row = try #require(SupervisionTests.rows.first { $0.title.hasPrefix("two over") })
        let cards = Supervision.evaluate(try SupervisionTests.play(row), rules, at: SupervisionTests.moment(row)).cards
        #expect(cards.map { "\($0.name.colour.rawValue) \($0.points)" } == ["yellow 2"])
    }

    @Test(
        "Faults of a rule file are all named",
        arguments: [
            ("yellowDays", "0"), ("base", "hundred"), ("answerDays", "400"), ("reminderPercent", "20%"),
            ("reminder", "1"),
        ])
    func faults(field: String, value: String) {
        let root = SupervisionRulesTests.node([
            ("name", SupervisionRulesTests.text("规则")), ("basis", SupervisionRulesTests.text("依据")),
            (field, SupervisionRulesTests.text(value)),
        ])
        let (rules, faults) = SupervisionRulesReader.read(root, file: "a.yaml")
        #expect(rules == nil && faults.map(\.field) == [field])
    }

    @Test("A card's name is read as it is written") func names() {
        let name = CardName(sequence: 2, rule: .caseTime, colour: .yellow)
        #expect(name.description == "2.case-time.yellow" && CardName("2.case-time.yellow") == name)
        for text in [
            "", "2.case-time", "02.case-time.yellow", "2.case-time.blue", "2.caseTime.red", "2.case-time.red.",
        ] {
            #expect(CardName(text) == nil)
        }
    }
}
