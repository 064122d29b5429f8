import HallSim
import Testing

/// A checker that finds nothing in a wrong network checks nothing.
@Suite struct MistakeTests {
    @Test(arguments: Mistake.allCases) func aMistakeIsFound(_ mistake: Mistake) throws {
        var options = Simulation.Options()
        options.halls = 6
        options.work = 60
        options.mistake = mistake
        options.faults = mistake.needsFaults ? [.crashInside, .crashAfter] : []
        options.faultEvents = mistake.needsFaults ? 120 : 0
        for seed in UInt64(1)...6 {
            let outcome = try Simulation(seed: seed, options).run()
            if !outcome.violations.isEmpty { return }
        }
        Issue.record("six seeds did not find \(mistake.rawValue)")
    }
}

extension Mistake {
    /// Shows only where the power fails.
    fileprivate var needsFaults: Bool { self == .answerBeforeSync || self == .forgetOnce }
}
