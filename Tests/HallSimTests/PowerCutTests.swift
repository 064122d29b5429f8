import GRDB
import HallNode
import Testing

@testable import HallSim

@Suite("Elsewhere a cut of the power lost what had been acknowledged")
struct PowerCutTests {
    @Test("The power fails at every write of a command and of a checkpoint: what was acknowledged is there")
    func everyWriteOfACommand() throws {
        let stage = try Stage(seed: 1)
        let (calls, acknowledged) = try stage.openWhilePowerFails(follow: { stage in
            _ = try? stage.act(at: stage.village) { hall in
                try hall.store.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
        })
        #expect(calls > 10 && calls < Stage.callsMax, "\(calls) calls")
        #expect(stage.world.machines[stage.village].starts == Int(calls))
        try stage.mend()
        for number in acknowledged { try stage.expectKnown(number, at: [stage.village, stage.township]) }
        #expect(!acknowledged.isEmpty && stage.violations == [])
    }

    @Test("The power fails at every write of a hall that receives: what it has signed for is there")
    func everyWriteOfAReceiver() throws {
        let stage = try Stage(seed: 2)
        let machine = stage.world.machines[stage.township]
        var call: Int64 = 0
        var hasFailed = true
        var numbers: [String] = []
        while hasFailed, call < Stage.callsMax {
            call += 1
            let before = machine.starts
            machine.disk.fail(inCalls: call)
            numbers.append(try stage.open(at: stage.village))
            try stage.wait(40)
            machine.disk.fail(inCalls: 0)
            hasFailed = machine.starts > before
            try stage.wait(30)
        }
        #expect(call > 10)
        try stage.rest()
        for number in numbers { try stage.expectKnown(number, at: [stage.township, stage.province]) }
        #expect(stage.violations == [])
    }
}
