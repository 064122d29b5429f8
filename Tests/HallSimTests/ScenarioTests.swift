import HallSim
import Testing

/// Stories that must end well, by name.
@Suite struct ScenarioTests {
    @Test(arguments: Scenario.allCases) func theStoryEndsWell(_ scenario: Scenario) {
        let outcome = scenario.run()
        #expect(outcome.violations == [], "hall simulate --scenario \(scenario.rawValue)")
        #expect(!outcome.story.isEmpty)
    }
}
