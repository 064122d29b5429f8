import GRDB
import HallNode
import Testing
import Tiers

@testable import HallSim

/// Machines that rest keep their disk folded: nobody in a network may see a difference.
@Suite struct RestTests {
    private func commits(_ stage: Stage, _ place: Int) throws -> [String] {
        try stage.hall(place).read { try String.fetchAll($0, sql: "SELECT hex(id) FROM commits ORDER BY position") }
    }

    @Test("A hall that rests takes a fraction of the memory, and holds the same, read and written, afterwards")
    func aFoldedDiskReadsTheSame() throws {
        let stage = try Stage(seed: 3)
        let machine = stage.world.machines[stage.village]
        let number = try stage.open(at: stage.village, scan: 100_000)
        let (before, awake) = (try commits(stage, stage.village), machine.disk.memory)
        let version = machine.version
        for _ in 0..<2 {
            machine.rest()
            // The scan is random bytes, which do not fold.
            #expect(machine.disk.memory < awake / 3, "\(machine.disk.memory) of \(awake) bytes")
            #expect(machine.version == version)
            machine.wake()
            #expect(try commits(stage, stage.village) == before)
            let finding = try stage.hall(stage.village).read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            #expect(finding == ["ok"])
        }
        machine.rest()
        let other = try stage.open(at: stage.village)
        #expect(machine.version > version)
        try stage.rest()
        for number in [number, other] { try stage.expectKnown(number, at: [stage.village, stage.province]) }
        #expect(stage.violations == [])
    }

    @Test("The power fails at every write of a command at a hall that rested: what was acknowledged is there")
    func thePowerFailsAfterARest() throws {
        let stage = try Stage(seed: 4)
        let (calls, acknowledged) = try stage.openWhilePowerFails(prepare: { $0.rest() })
        #expect(calls > 3 && calls < Stage.callsMax, "\(calls) calls")
        try stage.mend()
        for number in acknowledged { try stage.expectKnown(number, at: [stage.village, stage.province]) }
        #expect(!acknowledged.isEmpty && stage.violations == [])
    }

    @Test("What is not synced is lost from a disk that was folded as from one that was not", arguments: [0, 64, 256])
    func whatIsNotSyncedIsLost(kept: Int) throws {
        func rows(folds: Bool) throws -> [Int] {
            let disk = try SimDisk()
            let path = "\(disk.folder)/hall.sqlite"
            var configuration = Configuration()
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let store = try #require(try disk.openStore(path, configuration) as? DatabaseQueue)
            try store.write { try $0.execute(sql: "CREATE TABLE marks(mark INTEGER PRIMARY KEY, text TEXT)") }
            for mark in 1...40 {
                let fill = String(repeating: "纵横", count: 50)
                try store.write { try $0.execute(sql: "INSERT INTO marks VALUES (?, ?)", arguments: [mark, fill]) }
                if folds { disk.fold() }
                if mark == 20 { try store.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
                // From here on nothing is synced.
                if mark == 30 { try store.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") } }
            }
            if folds { disk.fold() }
            disk.fail()
            try? store.close()
            disk.restart(seed: 7, kept: kept)
            if folds { disk.fold() }
            let again = try disk.openStore(path, configuration)
            return try again.read { try Int.fetchAll($0, sql: "SELECT mark FROM marks ORDER BY mark") }
        }
        let plain = try rows(folds: false)
        #expect(try rows(folds: true) == plain)
        #expect(plain.count >= 30 && (kept == 256) == (plain.count == 40), "\(plain.count)")
    }

    @Test("What another process writes at a hall goes up at once, not with the next sign of life")
    func aForgeryGoesUpAtOnce() throws {
        let stage = try Stage(seed: 6)
        _ = try stage.open(at: stage.village)
        try stage.rest()
        func ends() throws -> (sent: Int64?, taken: Int64?) {
            let (below, above) = (stage.id(stage.village), stage.id(stage.township))
            return (
                try StoreEnds(stage.hall(stage.village)).sent[.init(peer: above, number: 0)]?.position,
                try StoreEnds(stage.hall(stage.township)).taken[.init(peer: below, number: 0)]?.position
            )
        }
        let before = try ends()
        let forged = try stage.act(at: stage.village) { try Forgery($0, seed: 6).commit(.penless) }
        #expect(forged != nil)
        try stage.wait(5)
        let after = try ends()
        #expect(before.sent == before.taken && after.sent == after.taken)
        #expect(try #require(after.sent) == #require(before.sent) + 1)
    }

    @Test("A province of many halls is founded superiors first, everybody once, part by part")
    func partsAreFoundedInOrder() throws {
        let plan = try HallPlan(60, of: .ganzhou, seed: 5)
        let world = try World(plan, seed: 5, keepsStory: false)
        world.awake = World.Awake(most: 12)
        let parts = world.parts()
        let order = parts.flatMap { $0 }
        #expect(order.sorted() == Array(plan.places.indices))
        for (index, place) in order.enumerated() {
            let superior = plan.places[place].superior
            #expect(superior.map { order.prefix(index).contains($0) } ?? (index == 0), "\(plan.places[place].id)")
        }
        #expect(parts.first?.allSatisfy { plan.places[$0].tier <= .county } == true)
        #expect(parts.count > 2 && parts.dropFirst().allSatisfy { $0.count <= 6 })
    }

    @Test("Who did something since it was first in order stays awake; of the others the first rests")
    func theBusyStayAwake() {
        var awake = World.Awake(most: 3)
        let tired = [1, 2, 3, 1, 4, 5, 1, 6].map { awake.add($0).tired }
        #expect(tired == [nil, nil, nil, nil, 2, 3, nil, 4])
    }
}
