import TestSupport
import Testing

@testable import Tiers

/// The score book: base points a unit and month, less what stands against it.
@Suite struct ScoreBookTests {
    struct Card: Sendable {
        var name = "2.case-time.yellow"
        var points = "1"
        var issued = "2026-01-20 09"
        var revoked: String? = nil
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let title: String
        let cards: [Card]
        var deducted: [(String, String)] = []
        /// When months were closed.
        var closed: [String: String] = [:]
        /// Score by month.
        let scores: [String: String]
        var testDescription: String { title }
    }

    static let rows: [Row] = [
        Row(title: "nothing stands against it", cards: [], scores: ["2026-01": "100"]),
        Row(title: "a yellow card", cards: [Card()], scores: ["2026-01": "99", "2026-02": "100"]),
        Row(
            title: "yellow and red of one breach cost what red costs",
            cards: [Card(), Card(name: "2.case-time.red", points: "1.5", issued: "2026-01-21 09")],
            scores: ["2026-01": "98.5"]),
        Row(
            title: "red in the next month costs the rest there",
            cards: [Card(), Card(name: "2.case-time.red", points: "1.5", issued: "2026-02-02 09")],
            scores: ["2026-01": "99", "2026-02": "99.5"]),
        Row(
            title: "two breaches cost twice", cards: [Card(), Card(name: "5.step-time.yellow")],
            scores: ["2026-01": "98"]),
        Row(
            title: "a question that was answered late", cards: [Card(name: "2.consultation-time.yellow")],
            scores: ["2026-01": "99"]),
        Row(
            title: "a reminder costs nothing", cards: [Card(name: "2.case-time.reminder", points: "0")],
            scores: ["2026-01": "100"]),
        Row(
            title: "revoked before the month is closed: it never counted",
            cards: [Card(revoked: "2026-02-03 09")], scores: ["2026-01": "100", "2026-02": "100"]),
        Row(
            title: "revoked after the month was closed: given back in the month of the revocation",
            cards: [Card(revoked: "2026-03-03 09")], closed: ["2026-01": "2026-02-05 09"],
            scores: ["2026-01": "99", "2026-02": "100", "2026-03": "101"]),
        Row(
            title: "the yellow one revoked, the red one counts whole",
            cards: [
                Card(revoked: "2026-01-25 09"), Card(name: "2.case-time.red", points: "1.5", issued: "2026-01-21 09"),
            ], scores: ["2026-01": "98.5"]),
        Row(
            title: "a person takes half a point", cards: [], deducted: [("2026-01", "0.5")], scores: ["2026-01": "99.5"]
        ),
        Row(
            title: "never below nothing", cards: [], deducted: [("2026-01", "99"), ("2026-01", "2")],
            scores: ["2026-01": "0"]),
    ]

    @Test("Score", .carries(33, 57, 103, 115, 182, 185), arguments: rows) func score(row: Row) throws {
        let hall = CaseWorld.id("township")
        let cards = try row.cards.map {
            ScoredCard(number: "1", card: try ScoreBookTests.record($0), units: [.hall(hall)])
        }
        let deductions = try row.deducted.map { month, points in
            ScoreDeduction(
                unit: .hall(hall), points: try #require(Points(points)), month: try #require(ScoreMonth(month)),
                reason: "检查")
        }
        var closed: [ScoreMonth: Instant] = [:]
        for (month, at) in row.closed { closed[try #require(ScoreMonth(month))] = try SupervisionTests.instant(at) }
        for (month, score) in row.scores {
            let book = ScoreBook.rows(
                of: try #require(ScoreMonth(month)), units: [.hall(hall)], cards: cards, deductions: deductions,
                closed: closed, base: SupervisionRules.builtIn.base)
            #expect(book.map(\.score.description) == [score], "\(month)")
        }
    }

    @Test("Hall, section and person each lose the points of one card") func units() throws {
        let hall = CaseWorld.id("township")
        let units: [ScoreUnit] = [.hall(hall), .section("受理窗口"), .staff("003")]
        let card = ScoredCard(number: "1", card: try ScoreBookTests.record(Card()), units: units)
        let rows = ScoreBook.rows(
            of: try #require(ScoreMonth("2026-01")), units: units + [.staff("004")], cards: [card], deductions: [],
            closed: [:], base: SupervisionRules.builtIn.base)
        #expect(
            rows.map { "\($0.kind) \($0.key) \($0.score)" } == [
                "hall 360732100 99", "section 受理窗口 99", "staff 003 99", "staff 004 100",
            ])
        #expect(rows.first?.lines.first?.card == "2.case-time.yellow")
    }

    @Test("An explanation and a revocation stand beside the card; who may not write them has no effect", .carries(42))
    func records() throws {
        let county = CaseWorld.id("county")
        let township = CaseWorld.id("township")
        func placed(_ author: HallID, _ sequence: UInt64, _ item: SupervisionItem) -> PlacedItem {
            PlacedItem(
                supervisor: county, author: author, sequence: sequence, at: CaseWorld.morning("2026-03-02"), item: item)
        }
        var card = SupervisionItem(.card)
        card.card = "2.case-time.yellow"
        card.hall = township
        card.points = Points(hundredths: 100)
        var explain = SupervisionItem(.explain)
        explain.card = card.card
        explain.text = "申请人要求延后"
        var revoke = SupervisionItem(.revoke)
        revoke.card = card.card
        revoke.text = "线路故障"
        var urge = SupervisionItem(.urge)
        urge.hall = township
        urge.text = "请于三日内办结"
        var answer = SupervisionItem(.answer)
        answer.urging = 2
        answer.text = "已办结"
        let file = SupervisionFile([
            placed(township, 2, answer), placed(township, 1, explain), placed(county, 3, revoke),
            placed(county, 2, urge), placed(county, 1, card),
        ])
        let record = try #require(file.cards.first)
        #expect(file.cards.count == 1 && record.explanation?.text == "申请人要求延后")
        #expect(record.revocation?.text == "线路故障" && file.urgings.first?.answer == "已办结")
        let forged = SupervisionFile([placed(county, 1, card), placed(township, 1, revoke), placed(county, 2, explain)])
        #expect(forged.cards.first?.revocation == nil && forged.cards.first?.explanation == nil)
        #expect(SupervisionFile([placed(township, 1, card)]).cards.isEmpty)
        #expect(SupervisionFile([placed(county, 1, card), placed(county, 2, card)]).cards.count == 1)
    }

    static func record(_ card: Card) throws -> CardRecord {
        let county = CaseWorld.id("county")
        var item = SupervisionItem(.card)
        item.card = card.name
        item.hall = CaseWorld.id("township")
        item.points = Points(card.points)
        var items = [
            PlacedItem(
                supervisor: county, author: county, sequence: 1, at: try SupervisionTests.instant(card.issued),
                item: item)
        ]
        if let revoked = card.revoked {
            var revoke = SupervisionItem(.revoke)
            revoke.card = card.name
            revoke.text = "撤销"
            items.append(
                PlacedItem(
                    supervisor: county, author: county, sequence: 2, at: try SupervisionTests.instant(revoked),
                    item: revoke))
        }
        return try #require(SupervisionFile(items).cards.first)
    }
}
