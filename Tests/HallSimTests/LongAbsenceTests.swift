import HallNode
import Testing
import Tiers

@testable import HallSim

@Suite("Elsewhere a hall stood still, or had to be started again, when what it leaned on was away")
struct LongAbsenceTests {
    @Test("Superior and time source away for 30 days: work goes on, and all of it is signed for afterwards")
    func thirtyDays() throws {
        let stage = try Stage(seed: 1, pace: .slow)
        try stage.wait(600)
        stage.cut(stage.village)
        stage.world.machines[stage.village].clock.drift(perMillion: 200)
        var numbers: [String] = []
        for _ in 0..<30 {
            let number = try stage.open(at: stage.village, matter: "JX-SIM-001")
            try stage.step(number, .accept, at: stage.village)
            try stage.step(number, .forward(to: nil), at: stage.village)
            numbers.append(number)
            try stage.wait(86_400)
        }
        for number in numbers { #expect(try Self.whereabouts(of: number, in: stage) == .text("saved"), "\(number)") }
        stage.cut(stage.village, false)
        try stage.rest()
        #expect(stage.violations == [])
        for number in numbers {
            #expect(try Self.whereabouts(of: number, in: stage) == .text("signed-for"), "\(number)")
        }
        for place in [stage.village, stage.township] {
            let status = try StatusView.of(stage.hall(place))
            #expect(status["unsent"] == .int(0) && status["quarantine"] == .int(0))
        }
    }

    private static func whereabouts(of number: String, in stage: Stage) throws -> JSONValue? {
        try CaseView(stage.hall(stage.village)).show(number)["whereabouts"]?["state"]
    }

    @Test("A line that fails every five minutes for 24 hours: the hall links again by itself, and everything arrives")
    func flapping() throws {
        let stage = try Stage(seed: 1, pace: .slow)
        try stage.wait(600)
        let before = stage.world.reached[.linked]
        var numbers: [String] = []
        for minute in stride(from: 0, to: 1_440, by: 5) {
            if minute.isMultiple(of: 60) { numbers.append(try stage.open(at: stage.village)) }
            stage.cut(stage.village)
            try stage.wait(20)
            stage.cut(stage.village, false)
            try stage.wait(280)
        }
        try stage.rest()
        for number in numbers { try stage.expectKnown(number, at: [stage.township, stage.province]) }
        #expect(stage.violations == [])
        #expect(stage.world.reached[.linked] - before >= 288)
        #expect(stage.world.machines.allSatisfy { $0.starts == 1 }, "a hall was started again")
    }
}
