@testable import HallSim

extension Stage {
    /// More calls of a disk than a command and a checkpoint make.
    static let callsMax: Int64 = 400

    /// Opens a case at the village, whose line is cut, while the power fails at the first call of its disk, then at the
    /// second, and so on, until all of it gets through.
    ///
    /// - Parameters:
    ///   - prepare: goes ahead of each.
    ///   - follow: is done after each with what power there is.
    /// - Returns: at which call nothing failed any more, and the numbers that were answered.
    func openWhilePowerFails(
        prepare: (Machine) -> Void = { _ in }, follow: (Stage) -> Void = { _ in }
    ) throws -> (calls: Int64, acknowledged: [String]) {
        let machine = world.machines[village]
        cut(village)
        var call: Int64 = 0
        var acknowledged: [String] = []
        while call < Stage.callsMax {
            call += 1
            prepare(machine)
            machine.disk.fail(inCalls: call)
            if let number = try? open(at: village) { acknowledged.append(number) }
            follow(self)
            if machine.process != nil { break }
            // It comes on again by itself, and the oracle looks for all that it had promised.
            try wait(30)
        }
        machine.disk.fail(inCalls: 0)
        return (call, acknowledged)
    }

    /// Mends the village's line, and lets the network come to rest.
    func mend() throws {
        cut(village, false)
        try rest()
    }
}
