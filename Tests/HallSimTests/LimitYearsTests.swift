import HallSim
import Testing

/// Every limit of the law and every default of supervision by the clock, over the holidays of 2025 and 2026. The two
/// years whole are one of the stories that end well.
@Suite struct LimitYearsTests {
    @Test("A count that does not know the make-up days is another one") func aMistakeIsFound() throws {
        // From the day before the Spring Festival each limit of four days or more has to count Saturday 8 February.
        let outcome = try LimitYears(starts: 1, knowsMakeUp: false).run()
        for rule in ["correction", "decision", "pre-review", "delivery", "hearing-held", "reply", "renewal"] {
            #expect(outcome.violations.contains { $0.hasPrefix("\(rule) from") }, "\(rule)")
        }
    }
}
