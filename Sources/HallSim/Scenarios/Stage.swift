import GRDB
import HallNode
import Sync
import Tiers

/// A small network, a line from the province to a village and whatever else fits, for a story told step by step.
final class Stage {
    let world: World
    /// What did not hold so far.
    private(set) var violations: [String] = []
    private var filings = 0

    /// Places of the line.
    let (province, county, township, village) = (0, 2, 3, 4)

    /// - Parameters:
    ///   - halls: how many; from seven on, the county has a department with a node of its own at place 5.
    ///   - clocks: how far clocks are ahead from the first boot on, ms, by place.
    ///   - pace: how often lines say something although there is nothing to say.
    ///   - beginning: when the world begins.
    ///   - catalogue: what the province publishes; nil: the usual matters.
    init(
        seed: UInt64 = 1, halls: Int = 5, clocks: [Int: Int64] = [:], pace: Line.Pace = .usual,
        from beginning: Instant = SimTime.beginning, catalogue: PublishMatters.Source? = nil
    ) throws {
        world = try World(
            try HallPlan(halls, of: .ganzhou, seed: seed), seed: seed, keepsStory: true, from: beginning, pace: pace)
        for (place, ahead) in clocks { world.machines[place].clock.set(ahead: ahead) }
        if let catalogue {
            try world.found()
            try act(at: province) { try PublishMatters($0).run([catalogue]) }
            try wait(600)
        } else {
            try world.begin()
        }
    }

    /// Notes what does not hold.
    func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { violations.append(what()) }
    }

    /// Switches everything off; gives what came of the story.
    func ended() -> Simulation.Outcome {
        var outcome = Simulation.Outcome()
        outcome.violations = violations
        outcome.end(world)
        return outcome
    }

    func id(_ place: Int) -> String { world.plan.places[place].id }

    func hall(_ place: Int) throws -> Hall {
        guard let hall = world.machines[place].process?.hall else { throw SimError("\(id(place)) is off") }
        return hall
    }

    // MARK: - Time and lines

    /// Lets seconds pass.
    func wait(_ seconds: Int64) throws { try world.run(until: world.time.now + seconds * 1_000) }

    /// Cuts the line of a hall to its superior, or mends it.
    func cut(_ place: Int, _ cut: Bool = true) {
        world.tell("\(id(place)): the line is \(cut ? "cut" : "mended")")
        world.lines[place]?.cut(cut)
    }

    /// Waits until all is told, and notes what does not hold then.
    func rest() throws {
        do { try world.comeToRest() } catch let violation as Violation {
            return violations.append(violation.description)
        }
        violations += try Checkers.check(world, try NetworkImage(world), verifying: world.machines.count)
    }

    // MARK: - Disks

    /// What a hall's disk holds now.
    func image(of place: Int) throws -> DiskImage { try world.image(of: world.machines[place]) }

    /// Puts a hall's disk back to an image of it, which nobody notes.
    func setBack(_ place: Int, to image: DiskImage) throws {
        world.tell("\(id(place)): the disk is set back")
        try world.setBack(world.machines[place], to: image, isKnown: false)
    }

    // MARK: - Clerks

    /// Opens a case at a hall; gives its number.
    @discardableResult
    func open(at place: Int, matter: String = "JX-SIM-004", scan: Int = 0) throws -> String {
        filings += 1
        let mark = "T\(filings)"
        var random = SimRandom(seed: UInt64(filings))
        let files =
            scan > 0
            ? [MaterialIntake.Given(name: SimCatalogue.form, fileName: "scan.pdf", bytes: random.bytes(scan))] : []
        let applicant = Applicant(
            kind: .person, name: "\(Clerk.surnames[0])\(Clerk.nameMark)\(filings)号",
            certificate: .init(type: "护照", number: "E\(10_000_000 + filings)"))
        let answer = try act(at: place) { hall in
            try CaseWindow(hall).open(
                .init(
                    matter: matter, applicant: applicant, files: files,
                    papers: [MaterialRef(paper: SimCatalogue.certificate)], external: mark), .init(once: mark))
        }
        guard case .text(let number)? = answer["number"] else { throw SimError("a filing without a number") }
        try world.oracle.filed(mark, number: number, at: place)
        world.reached.count(.opened)
        world.tell("\(id(place)): opens \(number)")
        return number
    }

    /// Opens a case at a hall, accepts it there and hands it up; gives its number.
    func handUp(at place: Int, matter: String, scan: Int = 0) throws -> String {
        let number = try open(at: place, matter: matter, scan: scan)
        try step(number, .accept, at: place)
        try step(number, .forward(to: nil), at: place)
        return number
    }

    /// Does a step of a case at a hall.
    func step(_ number: String, _ command: CaseCommand, at place: Int) throws {
        _ = try act(at: place) { try CaseWindow($0).perform(number, { _ in command }, .init()) }
        world.reached.count(.step)
        world.tell("\(id(place)): \(command.action.rawValue) \(number)")
    }

    /// Does something in a hall's process, which must not fail.
    @discardableResult
    func act<Value>(at place: Int, _ body: (Hall) throws -> Value) throws -> Value {
        let machine = world.machines[place]
        guard let result = world.act(at: machine, { try body($0.hall) }) else { throw SimError("\(machine.id) is off") }
        let value = try result.get()
        world.promise(at: machine)
        return value
    }

    /// Takes a case over at a hall, after the newest commit that counts there.
    func takeOver(_ number: String, at place: Int) throws {
        try act(at: place) { hall in try World.takeOver("case/\(number)", at: hall, reason: "持有单位长期失联") }
        world.reached.count(.takeover)
        world.tell("\(id(place)): takes over \(number)")
    }

    // MARK: - What halls know

    /// Whether a hall knows a case.
    func knows(_ number: String, at place: Int) throws -> Bool {
        (try? CaseView(try hall(place)).stage(number)) != nil
    }

    /// Notes a hall that does not know a case.
    func expectKnown(_ number: String, at places: [Int]) throws {
        for place in places { expect(try knows(number, at: place), "\(id(place)) does not know \(number)") }
    }

    /// Who holds a case in a hall's eyes.
    func holder(of number: String, at place: Int) throws -> String? {
        try hall(place).read { db in
            try String.fetchOne(db, sql: "SELECT holder FROM cases WHERE number = ?", arguments: [number])
        }
    }

    /// Notes every hall that sees another holder of a case.
    func expectHolder(_ place: Int, of number: String, at places: [Int]) throws {
        for other in places {
            let holder = try holder(of: number, at: other)
            expect(holder == id(place), "at \(id(other)) \(number) is held by \(holder ?? "nobody")")
        }
    }

    /// Keys that a hall has had, by the province's directory.
    func keys(of place: Int) throws -> Int {
        try hall(province).read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM directory_keys WHERE node = ?", arguments: [id(place)]) ?? 0
        }
    }

    /// `hall key rotate` at the province of a practice network, which keeps its next root key in the folder.
    func renewRootKey() throws {
        try act(at: province) { try RootKey(file: nil, nextFile: nil, stolen: false).rotate($0, dryRun: false) }
        world.reached.count(.newKey)
        world.tell("\(id(province)): a new root key")
    }

    /// Keys that the province has had, by what a hall knows.
    func rootKeys(at place: Int) throws -> Int {
        try hall(place).read { db in
            try NodeID(id(province)).flatMap { try Directory.entry($0, db) }?.keys.count ?? 0
        }
    }

    /// Materials that a hall wants and does not hold whole.
    func lackingMaterials(at place: Int) throws -> Int { try StoreEnds(hall(place)).lackingBlobs.count }

    /// Commits of a case that are void in a hall's store.
    func void(_ number: String, at place: Int) throws -> Int {
        try hall(place).read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM commits JOIN streams USING(sid) WHERE name = ? AND standing = 2",
                arguments: ["case/\(number)"]) ?? 0
        }
    }
}
