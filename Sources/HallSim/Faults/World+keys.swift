import HallNode
import Sync
import Tiers

// What people do about keys and lost disks: renew, end, join again.
extension World {
    /// A person looks after so long why a hall is turned away, ms.
    static let attention: Int64 = 120_000
    /// And after so long why nothing is said on its line, since most of such lines mend by themselves, ms.
    static let patience: Int64 = 360_000
    private static let again: Int64 = 15_000

    // MARK: - Keys

    /// `hall key rotate`.
    func renewKey(of machine: Machine) {
        guard mayTouch(machine), case .success? = act(at: machine, { try KeyOffice.rotate($0.hall, dryRun: false) })
        else { return }
        touched.insert(machine.place)
        reached.count(.newKey)
        tell("\(machine.id): a new key")
    }

    /// `hall key end` at the superior. Then the hall joins again.
    func endKey(of machine: Machine, seed: UInt64) throws {
        var random = SimRandom(seed: seed)
        let thief = random.chance(60) ? machines.first { $0.isHostile && mayShutOut($0) } : nil
        let pause = random.within(10_000...90_000)
        if let thief { return endKey(of: thief, isStolen: true, rejoiningAfter: pause) }
        guard mayTouch(machine) else { return }
        touched.insert(machine.place)
        // What it does while its line is cut lies beyond the end, and is honest work.
        lines[machine.place]?.cut(true)
        errand { $0.file(at: machine) }
        after(random.within(5_000...40_000)) { [unowned self] in
            endKey(of: machine, isStolen: false, rejoiningAfter: pause)
            lines[machine.place]?.cut(false)
        }
    }

    private func endKey(of machine: Machine, isStolen: Bool, rejoiningAfter pause: Int64) {
        guard let superior = plan.places[machine.place].superior else { return }
        let done = act(at: machines[superior]) { process in
            try KeyOffice.end(
                process.hall, of: machine.id, reason: "密钥可能泄露", stolen: isStolen, dryRun: false)
        }
        guard case .success? = done else { return }
        promise(at: machines[superior])
        touched.insert(machine.place)
        if isStolen {
            machine.stolenKey = machine.process?.hall.identity.key
            // What it had signed and nobody above held by then counts no more.
            oracle.setBack(machine.place, to: oracle.promises[machine.place] ?? Oracle.Promise())
        }
        reached.count(.endedKey)
        tell("\(machines[superior].id): ends the key of \(machine.id)\(isStolen ? " as stolen" : "")")
        after(pause) { [unowned self] in try rejoin(machine, keepsStore: true) }
    }

    /// An older release runs on a machine for a while.
    func runOldRelease(on machine: Machine, for milliseconds: Int64) {
        machine.release.newestProtocol = LinkProtocol.oldest
        reached.count(.oldRelease)
        tell("\(machine.id): an older release runs for \(milliseconds / 1_000) s")
        disconnect(machine)
        after(milliseconds) { [unowned self] in
            machine.release.newestProtocol = LinkProtocol.newest
            disconnect(machine)
        }
    }

    // MARK: - Joining again

    /// A disk is destroyed; the hall joins again with an empty one.
    func wipe(_ machine: Machine) throws {
        guard mayTouch(machine) else { return }
        touched.insert(machine.place)
        reached.count(.wipe)
        tell("\(machine.id): the disk is destroyed")
        try rejoin(machine, keepsStore: false)
    }

    /// The superior says that it does not know a hall's key, or has ended it: a person lets the hall join again, if
    /// that lasts.
    func turnedAway(_ machine: Machine, _ reason: Rejection.Reason, patience: Int64 = World.attention) {
        guard reason == .keyEnded || reason == .unknownKey, machine.turnedAwaySince == nil,
            machines[machine.place] === machine
        else { return }
        if reason == .keyEnded { reached.count(.fenced) }
        let since = time.now
        machine.turnedAwaySince = since
        after(patience) { [unowned self] in
            let isCopied = ghosts.contains { $0.machine.place == machine.place }
            guard machine.turnedAwaySince == since else { return }
            guard !isCopied else { return machine.turnedAwaySince = nil }
            try rejoin(machine, keepsStore: true)
        }
    }

    /// `hall enroll --again` at the superior, and `hall join` with a new key.
    ///
    /// - Parameter keepsStore: the hall has its store still; else it begins with an empty one.
    func rejoin(_ machine: Machine, keepsStore: Bool, isOff: Bool = false) throws {
        let place = plan.places[machine.place]
        guard let superior = place.superior else { return }
        guard machines[superior].process != nil, isOff || machine.process != nil else {
            return after(World.again) { [unowned self] in try rejoin(machine, keepsStore: keepsStore, isOff: isOff) }
        }
        disconnect(machine)
        machine.disk.quota = nil
        machine.disk.fail(inCalls: 0)
        machine.stop()
        if keepsStore {
            machine.disk.lose("keys")
        } else {
            // Until now it worked on, where its superior was off.
            oracle.setBack(machine.place, to: Oracle.Promise())
            try machine.disk.become(SimDisk())
        }
        let order = Enrolment.Order(
            code: place.code, name: place.name, department: place.department, tier: place.tier,
            validMilliseconds: Enrolment.defaultValidity, again: true)
        let answered = act(at: machines[superior]) { process -> (joining: Joining, answer: Enrolment.JoinAnswer) in
            let joining = Joining(machine.folder, try Enrolment(process.hall).invite(order))
            return (joining, try Enrolment(process.hall).admit(try joining.request(url: machine.url)))
        }
        if case .success? = answered { promise(at: machines[superior]) }
        // The superior's own new key may be on its way down still: then its answer leads nowhere.
        let joined = answered?.flatMap { said in Result<Hall, any Error> { try said.joining.finish(said.answer) } }
        guard case .success(let hall)? = joined else {
            if case .failure(let error)? = joined {
                tell("\(machine.id): cannot join again, \(Violation.words(error))")
            }
            return after(World.again) { [unowned self] in try rejoin(machine, keepsStore: keepsStore, isOff: true) }
        }
        machine.start(hall)
        machine.turnedAwaySince = nil
        reached.count(.rejoined)
        tell("\(machine.id): joins again \(keepsStore ? "with its store" : "with an empty disk")")
        lines[machine.place]?.wake(after: 10)
        if machine.stolenKey != nil {
            after(World.attention / 4) { [unowned self] in try useStolenKey(of: machine) }
        }
    }
}
