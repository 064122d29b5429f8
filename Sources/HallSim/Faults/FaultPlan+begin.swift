import HallNode
import Sync
import Tiers

extension FaultPlan {
    /// Plans everything that befalls a world.
    func begin(in world: World) {
        for event in events { world.after(event.at) { try event.happen(in: world) } }
    }
}

extension FaultEvent {
    /// Lets it happen.
    func happen(in world: World) throws {
        var random = SimRandom(seed: seed)
        let machine = world.machines[hall % world.machines.count]
        // The province has no line of its own: a child's is taken.
        let line = world.lines[machine.place] ?? world.lines.first { $0?.child.place == 1 } ?? nil
        switch kind {
        case .crashBefore: world.cutPower(at: machine)
        case .crashInside:
            guard machine.process != nil else { return }
            machine.disk.fail(inCalls: random.within(1...12))
            if random.chance(50) { world.errand { $0.file(at: machine) } }
        case .crashAfter:
            guard machine.process != nil else { return }
            machine.failsAfterWrite = true
            if random.chance(50) { world.errand { $0.file(at: machine) } }
        case .cut:
            guard let line else { return }
            let pause = random.within(1_000...120_000)
            world.reached.count(.cut)
            world.tell("\(line.child.id): the line is cut for \(pause / 1_000) s")
            line.cut(true)
            world.after(pause) { line.cut(false) }
        case .delay:
            guard let line else { return }
            world.reached.count(.delay)
            line.slowness = random.within(500...20_000)
            world.after(random.within(5_000...60_000)) { line.slowness = 0 }
        case .duplicate: line?.repeatsAfter = random.within(20...40_000)
        case .reorder: line?.overtakenFor = random.within(4_000...60_000)
        case .truncate: line?.truncates = true
        case .corrupt: line?.corrupts = true
        case .fullDisk: fill(machine, world, &random)
        case .clockJump: jump(machine, world, &random)
        case .clockDrift:
            machine.clock.drift(perMillion: random.within(-50_000...50_000))
            world.reached.count(.clockDrift)
        case .takeover: world.takeOverSomething(at: machine, seed: random.next())
        case .setBack: try world.planSetBack(of: machine, seed: random.next())
        case .clone: try world.clone(machine, for: random.within(30_000...180_000))
        case .wipe: try world.wipe(machine)
        case .newKey: world.renewKey(of: machine)
        case .endKey: try world.endKey(of: machine, seed: random.next())
        case .oldProtocol: world.runOldRelease(on: machine, for: random.within(60_000...240_000))
        case .hostile: try world.misuse(seed: random.next())
        }
    }

    private func fill(_ machine: Machine, _ world: World, _ random: inout SimRandom) {
        guard machine.disk.quota == nil else { return }
        machine.disk.quota = machine.disk.bytes + random.within(0...20_000)
        world.reached.count(.fullDisk)
        world.tell("\(machine.id): the disk is full")
        world.after(random.within(5_000...90_000)) { machine.disk.quota = nil }
    }

    private func jump(_ machine: Machine, _ world: World, _ random: inout SimRandom) {
        let year: Int64 = 365 * 86_400_000
        let ahead = [
            random.within(-600_000...600_000), random.within(-86_400_000...86_400_000), 40 * year, -20 * year, 0,
        ][random.below(5)]
        machine.clock.set(ahead: ahead)
        world.reached.count(.clockJump)
        world.tell("\(machine.id): the clock is set to \(machine.clock.now.text)")
    }

    /// Takes back what a fault may have left behind, when the faults end.
    static func endAll(in world: World) throws {
        for machine in world.machines {
            machine.disk.quota = nil
            machine.disk.fail(inCalls: 0)
            machine.failsAfterWrite = false
            machine.release.newestProtocol = LinkProtocol.newest
            machine.clock.set(ahead: 0)
            machine.clock.drift(perMillion: 0)
        }
        for line in world.lines {
            guard let line else { continue }
            if line.isCut { line.cut(false) }
            line.slowness = 0
            line.truncates = false
            line.corrupts = false
            line.overtakenFor = nil
            line.repeatsAfter = nil
        }
        try world.endClones()
    }
}
