import HallNode
import Testing
import Tiers

@testable import HallSim

/// A run of a thousand seeds is one process: of each it may keep the figures, and nothing else.
@Suite struct EndedWorldTests {
    /// Something that is here as long as anybody holds it.
    private struct Trace {
        let name: String
        weak var object: AnyObject?
    }

    private func traces(of world: World) -> [Trace] {
        let machines = world.machines + world.ghosts.map(\.machine)
        var traces = [Trace(name: "the world", object: world)]
        for machine in machines {
            traces.append(Trace(name: "\(machine.id), machine", object: machine))
            traces.append(Trace(name: "\(machine.id), disk", object: machine.disk))
            traces.append(Trace(name: "\(machine.id), hall", object: machine.process?.hall))
        }
        for line in world.lines { traces.append(Trace(name: "a line", object: line)) }
        return traces
    }

    /// Played until a second machine runs on a copied disk, when much is still to happen.
    private func play(seed: UInt64, _ faults: [FaultKind]) throws -> [Trace] {
        let world = try World(try HallPlan(6, of: .ganzhou, seed: seed), seed: seed, keepsStory: true)
        try world.begin()
        Workload(count: 60, over: 600_000, seed: seed).begin(in: world)
        FaultPlan(faults, halls: 6, count: 24, over: 600_000, seed: seed).begin(in: world)
        ReceiptCheck.begin(in: world, until: world.time.now + 600_000)
        let end = world.time.now + 300_000
        while world.ghosts.isEmpty, world.time.now < end { try world.run(until: world.time.now + 5_000) }
        #expect(!world.ghosts.isEmpty)
        let traces = traces(of: world)
        world.end()
        return traces
    }

    @Test("Nothing of a world is kept once it has ended")
    func nothingIsKept() throws {
        let traces = try play(seed: 5, [.clone, .cut, .fullDisk])
        #expect(traces.count > 20)
        #expect(traces.filter { $0.object != nil }.map(\.name) == [])
    }
}
