import HallSim
import Testing
import Tiers

/// A county's year in small: its first months, over the Spring Festival, on two townships.
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
        for colour in [CardColour.reminder, .yellow, .red] { #expect((outcome.cards[colour] ?? 0) > 0) }
    }
}
