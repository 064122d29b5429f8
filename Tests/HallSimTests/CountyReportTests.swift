import HallNode
import Sync
import Testing
import Tiers

@testable import HallSim

/// What a superior knows of a hall in the simulated county, and since when: no card rests on more.
@Suite struct CountyReportTests {
    @Test("A power failure in the middle of the evening's report does not keep the hall unheard until the next evening")
    func powerFailsInTheReport() throws {
        let days = try #require(CountyDays(year: 2025, months: 1))
        let halls = try CountyHalls(townships: 1, villages: 1, days: days, cutsPerLine: 0, seed: 1)
        let world = try World(
            halls.plan, seed: 1, keepsStory: false, from: days.first.startInChina, pace: .slow)
        try world.found()
        let evening = 22 * CountyYear.hour
        try world.run(until: evening)
        let village = try #require(halls.villages.first)
        let machine = world.machines[village]
        let starts = machine.starts
        machine.disk.fail(inCalls: 1)
        world.lines[village]?.report()
        try world.run(until: evening + CountyYear.hour / 2)
        #expect(machine.starts == starts + 1)
        let township = try #require(world.machines[halls.townships[0]].process?.hall)
        let node = try #require(NodeID(machine.id))
        let heard = try township.read { db in try Statuses.find(node, db)?.record.upToDate }
        #expect(heard == days.first.startInChina.milliseconds + evening)
    }

    /// A case of the year of 30,000: the bureau hands it back to the county on 14 July, whose line to the city is down
    /// from the 13th to the 17th. Eleven working days later it is delivered, of which the city counts eight.
    @Test("Days of which nobody above knows that the hall had the case are charged to nobody")
    func unknownDaysAreNotCharged() throws {
        let days = try #require(CountyDays(year: 2025, months: 12))
        let halls = try CountyHalls(townships: 4, villages: 2, days: days, cutsPerLine: 5, seed: 1)
        let story = CountyScript.draw(14_864, of: 30_000, halls, seed: 1)
        let day = { (date: CivilDate) in Int(date.daysSince1970 - days.first.daysSince1970) }
        let back = try #require(CivilDate("2025-07-17").map(day))
        #expect(story.matter == .promiseBureau && !halls.isUp(CountyHalls.county, on: back - 3))
        #expect(story.tenures.last?.from == back)
        let cards = CountyOracle(halls: halls, last: days.count - 1).cards(story)
        #expect(cards.map(\.name.description) == ["8.delivery-time.reminder"])
        #expect(cards.first?.issued == CivilDate("2025-07-28").map(day))
    }
}
