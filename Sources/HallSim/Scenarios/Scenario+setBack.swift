import GRDB
import HallNode
import Sync
import Tiers

// Stories of stores that were set back, copied or lost.
extension Scenario {
    /// A machine's snapshot comes back off line, of which the hall knows nothing, and clerks go on at once.
    func snapshotBeforeHello(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let image = try stage.image(of: stage.village)
        let sent = try stage.open(at: stage.village)
        try stage.wait(60)
        stage.cut(stage.village)
        try stage.setBack(stage.village, to: image)
        stage.expect(try !stage.knows(sent, at: stage.village), "the snapshot knows what came after it")
        // The new ones bear the numbers of the key under which the superior holds others.
        let fresh = try (0..<3).map { _ in try stage.open(at: stage.village) }
        stage.cut(stage.village, false)
        try stage.rest()
        for number in fresh + [sent] {
            try stage.expectKnown(number, at: [stage.village, stage.township, stage.province])
        }
        stage.expect(try stage.keys(of: stage.village) == 2, "the village did not renew its key")
        return stage
    }

    /// A copy of a village's disk runs in a second machine, where nobody works.
    func cloneThatPulls(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let before = try stage.open(at: stage.village)
        try stage.wait(60)
        try stage.world.clone(stage.world.machines[stage.village], for: 90_000)
        try stage.wait(20)
        stage.expect(try stage.keys(of: stage.village) == 2, "nobody noticed the copy while both of them rest")
        let after = try stage.open(at: stage.village)
        try stage.wait(120)
        try stage.rest()
        stage.expect(stage.world.ghosts.isEmpty, "the second machine runs still")
        try stage.expectKnown(before, at: [stage.village, stage.township, stage.province])
        // Which of the two goes on a person decides by what the superior knows; one of them was noticed.
        stage.expect(try stage.keys(of: stage.village) == 2, "nobody noticed the copy")
        if try stage.knows(after, at: stage.village) {
            try stage.expectKnown(after, at: [stage.township, stage.province])
        }
        return stage
    }

    /// A township is set back behind what it has signed for, and the village that has those receipts sends it again.
    func parentBehindReceipts(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let image = try stage.image(of: stage.township)
        let number = try stage.handUp(at: stage.village, matter: "JX-SIM-002", scan: 5_000)
        try stage.wait(60)
        try stage.expectKnown(number, at: [stage.township, stage.county])
        try stage.setBack(stage.township, to: image)
        stage.expect(try !stage.knows(number, at: stage.township), "the township was not set back")
        try stage.rest()
        try stage.expectKnown(number, at: [stage.township, stage.county, stage.province])
        return stage
    }

    /// The superior has signed for a case and not for its scan when the village's disk is lost.
    func receiptBeforeScan(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let line = stage.world.lines[stage.village]
        let number = try stage.handUp(at: stage.village, matter: "JX-SIM-001", scan: 3 << 20)
        // Commits go first: the line is cut as soon as the township has them.
        for _ in 0..<200 where try !stage.knows(number, at: stage.township) {
            try stage.world.run(until: stage.world.time.now + 100)
        }
        try stage.world.run(until: stage.world.time.now + 700)
        line?.cut(true)
        stage.expect(try stage.lackingMaterials(at: stage.township) == 1, "the scan was as fast as its case")
        try ReceiptCheck.check(stage.world)
        try stage.world.wipe(stage.world.machines[stage.village])
        line?.cut(false)
        try stage.wait(600)
        // The case comes back from the township; of the scan nobody ever said that it was safe.
        try stage.expectKnown(number, at: [stage.village, stage.township, stage.province])
        stage.expect(try stage.lackingMaterials(at: stage.township) == 1, "a scan came back from nowhere")
        try ReceiptCheck.check(stage.world, atRest: true)
        return stage
    }

    /// While a township that was set back compares what it holds with the village, the case gains the county.
    func joinedWhileReconciling(_ seed: UInt64) throws -> Stage {
        let stage = try Stage(seed: seed)
        let image = try stage.image(of: stage.township)
        let numbers = try (0..<30).map { _ in try stage.open(at: stage.village, matter: "JX-SIM-002") }
        for number in numbers { try stage.step(number, .accept, at: stage.village) }
        try stage.wait(60)
        try stage.setBack(stage.township, to: image)
        // Within the seconds in which the two compare.
        for number in numbers.prefix(20) {
            try stage.world.run(until: stage.world.time.now + 150)
            try stage.step(number, .forward(to: nil), at: stage.village)
        }
        try stage.rest()
        for number in numbers.prefix(20) { try stage.expectKnown(number, at: [stage.township, stage.county]) }
        return stage
    }
}
