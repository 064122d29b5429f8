import HallSim
import Testing
import Tiers

/// A county's year in small: its first months, over the Spring Festival, on a township or two.
@Suite struct CountyYearTests {
    @Test(
        "Every case ends as its oracle said beforehand, with its cards, and the score books are the oracle's sums",
        arguments: [UInt64(1)])
    func year(seed: UInt64) throws {
        var options = CountyYear.Options()
        options.cases = 120
        options.months = 3
        options.townships = 2
        options.villages = 1
        options.cutsPerLine = 2
        options.faults = 40
        let outcome = try CountyYear(seed: seed, options).run()
        #expect(outcome.violations == [])
        #expect(outcome.stories.isEmpty)
        for colour in [CardColour.reminder, .yellow, .red] { #expect((outcome.cards[colour] ?? 0) > 0) }
    }

    /// A mistake made on purpose, and how what it breaks is told.
    struct Row: Sendable, CustomTestStringConvertible {
        let mistake: CountyMistake
        let told: String
        var testDescription: String { mistake.rawValue }
    }

    static let rows = [
        Row(mistake: .dayLess, told: "lacks"), Row(mistake: .noMakeUpDays, told: "not due"),
        Row(mistake: .nothingArchived, told: "delivered at"), Row(mistake: .unsupervised, told: "lacks"),
        Row(mistake: .unknownDeduction, told: "50 by 1 lines, not 0 by 0"),
    ]

    @Test("A year with a mistake in it is wrong, and tells the script of a case", arguments: rows)
    func aMistakeIsFound(_ row: Row) throws {
        var options = CountyYear.Options()
        options.cases = 60
        options.months = 2
        options.townships = 1
        options.villages = 1
        options.cutsPerLine = 1
        options.faults = 0
        options.mistake = row.mistake
        let outcome = try CountyYear(seed: 1, options).run()
        #expect(outcome.violations.contains { $0.contains(row.told) }, "\(outcome.violations)")
        // A sum of a score book has no one case.
        #expect(outcome.stories.isEmpty == (row.mistake == .unknownDeduction))
    }

    @Test("Every mistake is made") func whole() {
        #expect(Set(CountyYearTests.rows.map(\.mistake)) == Set(CountyMistake.allCases))
    }
}
