import Foundation
import GRDB
import HallNode
import Tiers

/// One thing that a clerk does: when, and what is to be drawn for it.
struct WorkEvent: Sendable, Hashable {
    /// Milliseconds since the work began.
    var at: Int64
    var seed: UInt64
}

/// What clerks do all day: filings, steps of cases, the catalogue. Which hall and which case is drawn when it is done,
/// from what the hall's own store says then.
struct Workload: Sendable {
    var events: [WorkEvent]

    /// So many things over a time.
    init(count: Int, over milliseconds: Int64, seed: UInt64) {
        var random = SimRandom(seed: seed, .workload)
        events = (0..<count).map { _ in WorkEvent(at: random.within(0...milliseconds), seed: random.next()) }
            .sorted { ($0.at, $0.seed) < ($1.at, $1.seed) }
    }

    /// Plans everything.
    func begin(in world: World) {
        for (number, event) in events.enumerated() {
            world.after(event.at) { Clerk(world: world, number: number, seed: event.seed).work() }
        }
    }
}

/// A clerk at some hall with one thing to do.
struct Clerk {
    let world: World
    let number: Int
    let seed: UInt64
    private static let triesMax = 6

    init(world: World, number: Int, seed: UInt64) {
        self.world = world
        self.number = number
        self.seed = seed
    }

    /// Does it, if the hall is up.
    func work() {
        var random = SimRandom(seed: seed)
        let kind = random.below(100)
        let machine = world.machines[random.below(world.machines.count)]
        switch kind {
        case ..<30: attempt(at: machine, filing(at: machine, &random))
        case ..<95: attempt(at: machine, step(at: machine, &random))
        case ..<98: attempt(at: world.machines[0], publication(&random))
        default: attempt(at: machine, localisation(&random))
        }
    }

    /// Something that a clerk wants of a hall. Gives what is to be told; nil: there was nothing to do.
    typealias Job = (Machine.Process) throws -> String?

    /// Does a job; where the power failed, or the disk is full, it is done again later with the same words.
    private func attempt(at machine: Machine, _ job: @escaping Job, tries: Int = 0) {
        guard machine.process != nil else { return again(at: machine, job, tries) }
        switch world.act(at: machine, job) {
        case nil:
            world.reached.count(.repeated)
            again(at: machine, job, tries)
        case .failure(let error as HallError)? where error.exit == .store:
            if error.code == .diskFull { world.reached.count(.diskRefusal) }
            again(at: machine, job, tries)
        case .failure(let violation as Violation)?: world.found(violation)
        case .failure(let error)?: world.tell("\(machine.id): \(Clerk.words(error))")
        case .success(let what)?:
            world.promise(at: machine)
            if let what { world.tell("\(machine.id): \(what)") }
        }
    }

    private func again(at machine: Machine, _ job: @escaping Job, _ tries: Int) {
        guard tries < Clerk.triesMax else { return }
        world.after(8_000 + Int64(tries) * 7_000) { attempt(at: machine, job, tries: tries + 1) }
    }

    private static func words(_ error: any Error) -> String {
        (error as? HallError).map { "refused, \($0.word)" } ?? "\(error)"
    }

    // MARK: - Filings

    private func filing(at machine: Machine, _ random: inout SimRandom) -> Job {
        let tier = world.plan.places[machine.place].tier
        let matters = SimCatalogue.matters.filter { $0.acceptedAt.contains(tier) }
        guard let matter = random.pick(matters) else { return { _ in nil } }
        let mark = "F\(number)"
        let name = "\(Clerk.surnames[random.below(Clerk.surnames.count)])\(Clerk.nameMark)\(number)号"
        let applicant = Applicant(
            kind: .person, name: name, certificate: .init(type: "护照", number: "E\(10_000_000 + number)"),
            phone: "1380000\(1_000 + random.below(9_000))")
        var files: [MaterialIntake.Given] = []
        if random.chance(60) {
            let size = random.chance(4) ? 1_200_000 : 200 + random.below(20_000)
            files.append(.init(name: SimCatalogue.form, fileName: "scan.pdf", bytes: random.bytes(size)))
        }
        let paper = MaterialRef(paper: SimCatalogue.certificate)
        return { [world] process in
            let answer = try CaseWindow(process.hall).open(
                .init(matter: matter.code, applicant: applicant, files: files, papers: [paper], external: mark),
                .init(clerk: CaseClerk(name: "柜员"), once: world.mistake == .forgetOnce ? nil : mark))
            guard case .text(let number)? = answer["number"] else { throw SimError("a filing without a number") }
            try world.oracle.filed(mark, number: number)
            world.reached.count(.opened)
            if !files.isEmpty { world.reached.count(.material) }
            return "opens \(number), \(matter.code)"
        }
    }

    /// Stands in every applicant's name, and in nothing that may go above a case's participants.
    static let nameMark = "某"
    private static let surnames = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王"]

    // MARK: - Steps

    private func step(at machine: Machine, _ random: inout SimRandom) -> Job {
        let draw = random
        let once = "S\(number)"
        let neighbours = neighbours(of: machine)
        return { [world] process in
            var random = draw
            let id = process.hall.id.rawValue
            let numbers = try process.hall.read { db in
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT number FROM cases WHERE is_end = 0 AND is_whole = 1 AND (holder = ?1 OR origin = ?1
                          OR EXISTS (SELECT 1 FROM streams WHERE name LIKE 'case/' || number || '/opinion/' || ?1 || '/%'
                            AND head = 0))
                        ORDER BY holder = ?1 DESC, number LIMIT 40
                        """, arguments: [id])
            }
            guard let number = random.pick(numbers) else { return nil }
            let known = try CaseView(process.hall).allowed(number)
            guard case .list(let rows)? = known["allowed"] else { return nil }
            let allowed = rows.compactMap { row -> CaseAction? in
                guard case .text(let word)? = row["action"] else { return nil }
                return CaseAction(rawValue: word)
            }
            guard let command = ClerkChoice(asked: neighbours).command(of: allowed, &random) else { return nil }
            let action = command([]).action
            let files =
                action == .supplement
                ? [MaterialIntake.Given(name: SimCatalogue.form, fileName: "more.pdf", bytes: random.bytes(900))] : []
            let isForked = try process.hall.read { db in
                try Bool.fetchOne(db, sql: "SELECT forked FROM streams WHERE name = ?", arguments: ["case/\(number)"])
            }
            let answer = try CaseWindow(process.hall).perform(
                number, command, files: files, .init(clerk: CaseClerk(name: "柜员"), once: once))
            // An inbox beside the stream is not forked by it.
            if isForked == true, ![.supplement, .withdraw, .giveOpinion].contains(action) {
                throw Violation("\(id) acts on case/\(number), which is forked there")
            }
            world.reached.count(.step)
            if action == .giveBack { world.reached.count(.returned) }
            if action == .decide { world.reached.count(.decided) }
            if case .giveOpinion(.object, _) = command([]) { world.reached.count(.objection) }
            guard case .text(let stage)? = answer["stage"] else { return nil }
            return "\(action.rawValue) \(number), now \(stage)"
        }
    }

    /// Who may be asked for an opinion: the hall above, and those directly below.
    private func neighbours(of machine: Machine) -> [HallID] {
        world.plan.places.indices.filter {
            world.plan.places[$0].superior == machine.place || world.plan.places[machine.place].superior == $0
        }.compactMap { HallID(world.plan.places[$0].id) }
    }

    // MARK: - The catalogue

    private func publication(_ random: inout SimRandom) -> Job {
        let days = 3 + random.below(15)
        let place = random.below(SimCatalogue.matters.count)
        return { [world] process in
            let today = process.hall.now.chinaDate
            let source = SimCatalogue.source(promisedDays: days, of: place, from: today)
            let changes = try PublishMatters(process.hall).run([source])
            world.reached.count(.published)
            return "publishes \(changes.published.map { "\($0.code) v\($0.version)" }.joined(separator: ", "))"
        }
    }

    private func localisation(_ random: inout SimRandom) -> Job {
        var order = LocaliseMatter.Order()
        order.window = "\(1 + random.below(20)) 号窗口"
        let matter = SimCatalogue.matters[random.below(SimCatalogue.matters.count)].code
        return { process in
            _ = try LocaliseMatter(process.hall).run(matter, order)
            return "localises \(matter)"
        }
    }
}
