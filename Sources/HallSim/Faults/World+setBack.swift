import GRDB
import HallNode
import Sync
import Tiers

/// A second machine on a copy of a hall's disk.
struct Ghost {
    let machine: Machine
    let line: Line
}

/// What a disk held at some moment, and what the hall had promised by then.
struct DiskImage {
    let disk: SimDisk
    let promise: Oracle.Promise
}

extension World {
    /// Nobody stands above the province who could notice; and what befell a hall's disk or key befalls it once. A hall
    /// that recovers trusts its own store, and into a forger's was written what no engine writes: such a one is only
    /// shut out.
    func mayTouch(_ machine: Machine) -> Bool { !machine.isHostile && mayShutOut(machine) }

    /// Whether a hall's key may be ended.
    func mayShutOut(_ machine: Machine) -> Bool {
        machine.place > 0 && machine.process != nil && !touched.contains(machine.place)
    }

    // MARK: - Set back

    /// What a disk holds now.
    func image(of machine: Machine) throws -> DiskImage {
        promise(at: machine)
        return DiskImage(
            disk: try machine.disk.image(), promise: oracle.promises[machine.place] ?? Oracle.Promise())
    }

    /// Keeps what a disk holds now, and puts it back later: as a machine's snapshot, of which the hall knows nothing,
    /// or as a backup that a person restores.
    func planSetBack(of machine: Machine, seed: UInt64) throws {
        guard mayTouch(machine) else { return }
        var random = SimRandom(seed: seed)
        touched.insert(machine.place)
        let image = try image(of: machine)
        let age = random.within(20_000...240_000)
        let isKnown = random.chance(40)
        // A case of which the store will know nothing, and another one before anybody can tell it.
        after(age - 5_000) { [unowned self] in errand { $0.file(at: machine) } }
        after(age) { [unowned self] in
            tell("\(machine.id): the disk is set back by \(age / 1_000) s, \(isKnown ? "by a person" : "unnoticed")")
            try setBack(machine, to: image, isKnown: isKnown)
            errand { $0.file(at: machine) }
        }
    }

    /// Puts a disk back to an image of it.
    ///
    /// - Parameter isKnown: by `hall restore`, which notes it in the store.
    func setBack(_ machine: Machine, to image: DiskImage, isKnown: Bool) throws {
        reached.count(.setBack)
        try replaceDisk(of: machine, by: image.disk)
        oracle.setBack(machine.place, to: image.promise)
        try open(machine)
        guard isKnown, let hall = machine.process?.hall else { return }
        try hall.journal { db in
            try SetBack.forget(db)
            try SetBack.note(now: hall.now.milliseconds, db)
        }
    }

    private func replaceDisk(of machine: Machine, by disk: SimDisk) throws {
        disconnect(machine)
        machine.fail()
        machine.disk.restart(seed: 0, kept: 256)
        // Whoever puts a disk back makes room for it.
        machine.disk.quota = nil
        try machine.disk.become(disk)
    }

    // MARK: - Copied disks

    /// Starts a second machine on a copy of a hall's disk, until a person sees it.
    func clone(_ machine: Machine, for milliseconds: Int64) throws {
        guard mayTouch(machine) else { return }
        touched.insert(machine.place)
        let twin = try Machine(place: machine.place, id: machine.id, time: time, seed: ~self.seed)
        try twin.disk.become(machine.disk)
        try twin.start()
        let ghost = Ghost(machine: twin, line: Line(twin, in: self, seed: ~self.seed))
        ghosts.append(ghost)
        copied.insert(machine.place)
        reached.count(.clone)
        tell("\(machine.id): a copy of the disk runs in a second machine")
        ghost.line.wake(after: 10)
        after(milliseconds) { [unowned self] in try endClone(ghost, of: machine) }
    }

    /// A person finds two machines for one hall: the one whose key its superior knows goes on, with its disk.
    private func endClone(_ ghost: Ghost, of machine: Machine) throws {
        guard let place = ghosts.firstIndex(where: { $0.machine === ghost.machine }) else { return }
        retired.append(ghosts.remove(at: place).line)
        ghost.line.broken()
        let isGhosts = try isKnownAbove(ghost.machine) && !isKnownAbove(machine)
        ghost.machine.stop()
        guard isGhosts else { return tell("\(machine.id): the second machine is switched off") }
        tell("\(machine.id): the second machine's disk goes on in the first")
        try replaceDisk(of: machine, by: ghost.machine.disk)
        oracle.setBack(machine.place, to: Oracle.Promise())
        try open(machine)
        promise(at: machine)
    }

    /// Whether the superior knows the key with which a machine comes.
    private func isKnownAbove(_ machine: Machine) throws -> Bool {
        guard let superior = plan.places[machine.place].superior, let above = machines[superior].process?.hall,
            let own = machine.process?.hall.diallingIdentity.key.publicKey.id, let node = NodeID(machine.id)
        else { return false }
        return try above.read { try above.engine.keys(of: node, $0).map(\.id) }.contains(own)
    }

    /// Ends what is left of second machines.
    func endClones() throws {
        for ghost in ghosts { try endClone(ghost, of: machines[ghost.machine.place]) }
    }
}
