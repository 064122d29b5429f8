import CSimDisk
import GRDB
import HallNode
import Sync
import Tiers

/// The PC of one hall: a disk, a clock, and the hall's process while it runs.
final class Machine {
    /// A running hall.
    final class Process {
        let hall: Hall
        let service: LinkService

        init(_ hall: Hall) {
            self.hall = hall
            service = LinkService(hall)
        }
    }

    /// Place in the network.
    let place: Int
    /// The hall's id.
    let id: String
    let disk: SimDisk
    let clock: SimClock
    let folder: HallFolder
    /// Where it listens.
    var url: String { "https://\(id.replacing(":", with: "-").replacing("~", with: "-")).hall:443" }
    /// The running hall; nil while the machine is off.
    private(set) var process: Process?
    /// The power fails as soon as a transaction is durable.
    var failsAfterWrite = false
    /// Its key is in wrong hands.
    var isHostile = false
    /// A key of its that was ended as stolen.
    var stolenKey: SigningKey?
    /// Its superior takes its key no more, since then; nil: it does.
    var turnedAwaySince: Int64?
    /// Version of its store that its lines were told of last.
    var toldVersion: UInt64 = 0
    /// The release that runs on it.
    let release = SimRelease()
    /// Changes of the disk that left everything in the store as it was.
    private var restChanges: Int64 = 0
    /// The same as long as the store holds the same.
    var version: Int64 { disk.changes - restChanges }
    /// How often the power failed.
    private(set) var starts = 0
    /// Called when the power failed while the hall worked.
    var onFailure: (_ afterWrite: Bool) -> Void = { _ in }

    init(place: Int, id: String, time: SimTime, seed: UInt64) throws {
        self.place = place
        self.id = id
        disk = try SimDisk()
        let clock = SimClock(time)
        self.clock = clock
        let chance = SimChance(SimRandom(seed: seed, .machine, place))
        let release = release
        var around = Surroundings(
            clock: { clock.now }, uptime: { time.now }, random: { chance.bytes($0) },
            signingKey: { SimSigner.key($0) }, parallel: { count, work in for place in 0..<count { work(place) } },
            disk: disk)
        around.newestProtocol = { release.newestProtocol }
        folder = HallFolder(disk.folder, in: around)
    }

    /// Switches it on: opens the hall that its disk holds.
    func start() throws(HallError) {
        starts += 1
        toldVersion = 0
        process = Process(try Hall(folder))
    }

    /// Takes over the hall that was just founded, or has just joined.
    func start(_ hall: Hall) {
        starts += 1
        toldVersion = 0
        process = Process(hall)
    }

    /// Lets the power fail: what is not durable is at the mercy of `restart`.
    func fail() {
        disk.fail()
        close()
    }

    private func close() {
        // The connection is given back while the disk is dead: nothing of it reaches the disk any more.
        try? process?.hall.store.close()
        process = nil
        failsAfterWrite = false
    }

    /// Ends the process in good order.
    func stop() {
        try? process?.hall.store.close()
        process = nil
    }

    /// Gives back what only makes the hall quick: statements, pages, the schema, a long log; and folds the disk.
    func rest() {
        let before = disk.changes
        _ = act { process in
            guard let store = process.hall.store as? DatabaseQueue else { return }
            try store.writeWithoutTransaction { db in
                _ = try db.checkpoint(.truncate)
                // SQLite reads the schema again when somebody next asks it something.
                try db.execute(sql: "PRAGMA writable_schema = RESET")
            }
            store.releaseMemory()
            store.inDatabase { simdisk_shrink($0.sqliteConnection, 1) }
        }
        restChanges += disk.changes - before
        if !disk.hasFailed { disk.settle() }
        disk.fold()
    }

    /// Takes up again what makes the hall quick.
    func wake() {
        guard let store = process?.hall.store as? DatabaseQueue else { return }
        store.inDatabase { simdisk_shrink($0.sqliteConnection, 0) }
    }

    /// Does something in the hall's process. Nil if there is none, or if the power failed meanwhile: whatever came of
    /// it, nobody was told.
    func act<Value>(_ body: (Process) throws -> Value) -> Result<Value, any Error>? {
        guard let process else { return nil }
        let syncs = disk.syncs
        let result = Result { try body(process) }
        if disk.hasFailed {
            close()
            onFailure(false)
            return nil
        }
        if failsAfterWrite, disk.syncs > syncs {
            fail()
            onFailure(true)
            return nil
        }
        return result
    }
}
