import Testing

@testable import HallSim

/// Stories that must end well, by name.
@Suite struct ScenarioTests {
    @Test func clocksAt1970And2066FromFirstBoot() throws {
        let year: Int64 = 365 * 86_400_000
        let stage = try Stage(clocks: [3: -56 * year, 4: 40 * year])
        let number = try stage.open(at: stage.village)
        #expect(number.contains("-260302-"), "the day is the province's, not of a superior whose clock is wrong, too")
        #expect(try stage.rest() == [])
        #expect(try stage.knows(number, at: stage.township))
        #expect(try stage.knows(number, at: 0))
    }

    @Test func halfAYearOffLineWithManyUnsentCases() throws {
        let stage = try Stage()
        stage.cut(stage.village)
        let first = try (0..<100).map { _ in try stage.open(at: stage.village) }
        for machine in stage.world.machines { machine.clock.set(ahead: 180 * 86_400_000) }
        let last = try (0..<100).map { _ in try stage.open(at: stage.village) }
        stage.cut(stage.village, false)
        #expect(try stage.rest() == [])
        for number in first + last { #expect(try stage.knows(number, at: stage.township)) }
    }
}
