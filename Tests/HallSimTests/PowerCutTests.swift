import GRDB
import HallNode
import Testing

@testable import HallSim

@Suite("Elsewhere a cut of the power lost what had been acknowledged")
struct PowerCutTests {
    /// More calls than a command and a checkpoint make.
    private static let callsMax: Int64 = 400

    @Test("The power fails at every write of a command and of a checkpoint: what was acknowledged is there")
    func everyWriteOfACommand() throws {
        let stage = try Stage(seed: 1)
        let machine = stage.world.machines[stage.village]
        stage.cut(stage.village)
        var call: Int64 = 0
        var acknowledged: [String] = []
        while call < Self.callsMax {
            call += 1
            machine.disk.fail(inCalls: call)
            if let number = try? stage.open(at: stage.village) { acknowledged.append(number) }
            _ = try? stage.act(at: stage.village) { hall in
                try hall.store.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
            if machine.process != nil { break }
            // It comes on again by itself, and the oracle looks for all that it had promised.
            try stage.wait(30)
        }
        machine.disk.fail(inCalls: 0)
        #expect(call > 10 && call < Self.callsMax, "\(call) calls")
        #expect(machine.starts == Int(call))
        stage.cut(stage.village, false)
        try stage.rest()
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
        while hasFailed, call < Self.callsMax {
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
