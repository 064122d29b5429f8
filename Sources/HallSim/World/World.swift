import HallNode
import Sync
import Tiers

/// A network in one process, on one thread, under one queue of events: machines, and the lines between them. What is to
/// be done to it others say: the workload what clerks do, the faults what befalls it; the checkers look at it.
final class World {
    let time: SimTime
    let seed: UInt64
    let plan: HallPlan
    let mistake: Mistake?
    private let pace: Line.Pace
    private(set) var machines: [Machine] = []
    /// The line of each hall to its superior, by place; none at the province's.
    private(set) var lines: [Line?] = []
    var story = Story()
    var reached = Reached()
    var oracle = Oracle()
    /// Places of halls that are no more.
    var gone = Set<Int>()
    private var queue = EventQueue()
    /// What did not hold while it went on.
    private(set) var violations: [Violation] = []
    var awake = Awake(most: .max)
    /// What was read of stores that nobody has changed since.
    var read = StoresRead()
    private(set) var callers = Callers()
    private var placesByURL: [String: Int] = [:]
    /// Halls whose disk or key something befell, or will: once each.
    var touched = Set<Int>()
    /// Places of halls of which a second machine ran.
    var copied = Set<Int>()
    /// Copies of machines that run beside them.
    var ghosts: [Ghost] = []
    /// Things that clerks were sent to do beside their work.
    var errands = 0
    /// Lines of those that run no more: what was planned for them finds them off.
    var retired: [Line] = []

    init(
        _ plan: HallPlan, seed: UInt64, keepsStory: Bool, mistake: Mistake? = nil,
        from beginning: Instant = SimTime.beginning, pace: Line.Pace = .usual
    ) throws {
        time = SimTime(beginning: beginning)
        self.pace = pace
        self.plan = plan
        self.mistake = mistake
        self.seed = seed
        story.isKept = keepsStory
        for (place, hall) in plan.places.enumerated() {
            let machine = try Machine(place: place, id: hall.id, time: time, seed: seed)
            machine.disk.forgetsToSync = mistake == .answerBeforeSync
            machines.append(machine)
            placesByURL[machine.url] = place
            machine.onFailure = { [unowned self, unowned machine] afterWrite in
                powerFailed(at: machine, afterWrite: afterWrite)
            }
        }
        lines = machines.map { machine in
            plan.places[machine.place].superior == nil ? nil : Line(machine, in: self, seed: seed, pace: pace)
        }
    }

    // MARK: - Time

    /// Plans something, so many milliseconds from now.
    func after(_ milliseconds: Int64, _ run: @escaping () throws -> Void) {
        queue.add(at: time.now + max(milliseconds, 0), run)
    }

    /// Lets time pass, up to a moment.
    func run(until end: Int64) throws {
        while let next = queue.next, next <= end, let event = queue.pop() {
            time.now = event.at
            reached.events += 1
            try event.run()
        }
        time.now = end
    }

    /// Switches everything off. What was still to happen does not, and so keeps nothing of the world any more.
    func end() {
        for machine in machines + ghosts.map(\.machine) { machine.stop() }
        queue = EventQueue()
    }

    /// Notes what does not hold.
    func found(_ violation: Violation) {
        tell(violation.description)
        violations.append(violation)
    }

    /// Adds a line to the story.
    func tell(_ what: @autoclosure () -> String) { story.tell(at: time.now, what()) }

    // MARK: - Machines

    /// The machine that listens at an address.
    func machine(at url: String) -> Machine? { placesByURL[url].map { machines[$0] } }

    /// The machine of a hall.
    func machine(of id: String) -> Machine? { plan.place(of: id).map { machines[$0] } }

    /// Notes where a line leads now.
    func note(_ line: Line, leadsTo listener: Machine?, instead before: Machine?) {
        let place = line.child.place
        guard lines.indices.contains(place), lines[place] === line else { return }  // that of a copied machine
        callers.move(place, from: before, to: listener)
    }

    /// Does something at a hall, and wakes its lines if that changed its store.
    func act<Value>(
        at machine: Machine, _ body: (Machine.Process) throws -> Value
    ) -> Result<Value, any Error>? {
        let result = machine.act(body)
        wakeNeighbours(of: machine)
        keepAwake(machine)
        return result
    }

    private func wakeNeighbours(of machine: Machine) {
        guard let version = machine.process?.hall.changes.version, version != machine.toldVersion else { return }
        machine.toldVersion = version
        if let ghost = ghosts.first(where: { $0.machine === machine }) { return ghost.line.wake(after: pace.gather) }
        lines[machine.place]?.wake(after: pace.gather)
        for place in callers.of(machine) { lines[place]?.wakePull(after: pace.gather) }
        for ghost in ghosts where ghost.line.listener === machine { ghost.line.wakePull(after: pace.gather) }
    }

    /// The power fails at a hall that is doing nothing.
    func cutPower(at machine: Machine) {
        guard machine.process != nil else { return }
        machine.fail()
        reached.count(.crashBefore)
        tell("\(machine.id): the power fails")
        comeBack(machine)
    }

    private func powerFailed(at machine: Machine, afterWrite: Bool) {
        reached.count(afterWrite ? .crashAfter : .crashInside)
        tell("\(machine.id): the power fails \(afterWrite ? "after a write that nobody was told of" : "in a write")")
        comeBack(machine)
    }

    /// Ends all connections of a machine that goes off.
    func disconnect(_ machine: Machine) {
        for line in lines + ghosts.map(\.line) {
            guard let line else { continue }
            if line.child === machine { line.broken() } else if line.listener === machine { line.listenerFailed() }
        }
    }

    /// Some seconds later the machine is on again, with what its disk kept.
    private func comeBack(_ machine: Machine) {
        disconnect(machine)
        var random = SimRandom(seed: seed ^ UInt64(machine.starts), .machine, machine.place)
        let pause = random.within(500...20_000)
        let (draw, kept) = (random.next(), [0, 0, 64, 128, 256][random.below(5)])
        after(pause) { [unowned self] in
            guard machine.process == nil else { return }
            machine.disk.restart(seed: draw, kept: kept)
            try open(machine)
        }
    }

    /// Switches a machine on. A store that does not open is a failure of the run.
    func open(_ machine: Machine) throws {
        guard machine.process == nil else { return }
        do throws(HallError) { try machine.start() } catch {
            if error.code == .diskFull {
                after(5_000) { [unowned self] in try open(machine) }
                return
            }
            // A folder's name is another one in every run of this process.
            let why = error.message.en.replacing(machine.disk.folder, with: "its folder")
            throw Violation("\(machine.id) does not start: \(why)")
        }
        tell("\(machine.id): on again")
        try oracle.checkPromises(of: machine)
        lines[machine.place]?.wake(after: 10)
    }

    /// A disk with a store that is nobody's yet.
    private func modelDisk() throws -> SimDisk {
        let disk = try SimDisk()
        var around = machines[0].folder.surroundings
        around.disk = disk
        try HallFolder(disk.folder, in: around).makeStore()
        return disk
    }

    /// Takes everybody in.
    func found() throws { try found(Array(machines.indices)) }

    /// Takes some halls in, superiors first; the first of all founds the province. Their lines are woken one after the
    /// other.
    func found(_ places: [Int]) throws {
        let model = try modelDisk()
        for place in places { machines[place].disk.model = model }
        defer { for place in places { machines[place].disk.model = nil } }
        for place in places {
            let (hall, machine) = (plan.places[place], machines[place])
            guard let superior = hall.superior else {
                let order = Founding.Order(code: hall.code, name: hall.name, url: machine.url, nextRootFile: nil)
                machine.start(try Founding.run(order, in: machine.folder))
                continue
            }
            guard let above = machines[superior].process?.hall else { throw SimError("no superior") }
            let invitation = try Enrolment(above).invite(
                .init(
                    code: hall.code, name: hall.name, department: hall.department, tier: hall.tier,
                    validMilliseconds: Enrolment.defaultValidity))
            let joining = Joining(machine.folder, invitation)
            let answer = try Enrolment(above).admit(try joining.request(url: machine.url))
            machine.start(try joining.finish(answer))
            keepAwake(machines[superior])
            keepAwake(machine)
        }
        for (order, place) in places.enumerated() { lines[place]?.wake(after: Int64(order)) }
    }
}

/// What was to hold and does not.
struct Violation: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ what: String) { description = what }

    /// What an error says: whatever ends a run is something that was not to be.
    static func words(_ error: any Error) -> String {
        (error as? HallError).map { "\($0.word): \($0.message.en)" } ?? "\(error)"
    }
}
