import Foundation
import GRDB
import HallNode
import Tiers

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
    func work(isEarly: Bool) {
        var random = SimRandom(seed: seed)
        let kind = random.below(100)
        let machine = world.machines[random.below(world.machines.count)]
        switch kind {
        case ..<(isEarly ? 40 : 10): attempt(at: machine, filing(at: machine, &random))
        case ..<95: handle(at: random.chance(70) ? busy(&random) ?? machine : machine, &random)
        case ..<98: attempt(at: world.machines[0], publication(&random))
        default: attempt(at: machine, localisation(&random))
        }
    }

    /// Files something at a hall, now.
    func file(at machine: Machine) {
        var random = SimRandom(seed: seed)
        attempt(at: machine, filing(at: machine, &random))
    }

    /// Does the next step of a case at a hall, now, if it is that hall's to do.
    func goOn(with number: String, at machine: Machine) {
        var random = SimRandom(seed: seed)
        attempt(at: machine, step(at: machine, of: number, &random))
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
            try world.oracle.filed(mark, number: number, at: machine.place)
            world.reached.count(.opened)
            if !files.isEmpty { world.reached.count(.material) }
            return "opens \(number), \(matter.code)"
        }
    }

    /// Follows the surname in every applicant's name; the two together stand in nothing that may go above a case's
    /// participants.
    static let nameMark = "某"
    static let surnames = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王"]

    // MARK: - Steps

    /// Steps that a clerk does with one case in one go, ms apart.
    private static let stepsMax = 3
    private static let stepPause: Int64 = 1_500

    /// Halls that are asked for one with a case in hand, which most have not.
    private static let asked = 12

    /// Some hall that has a case in hand.
    private func busy(_ random: inout SimRandom) -> Machine? {
        let sql = "SELECT 1 FROM cases WHERE holder = ? AND is_end = 0 AND is_whole = 1"
        for _ in 0..<Clerk.asked {
            let machine = world.machines[random.below(world.machines.count)]
            let found = world.act(at: machine) { process in
                try process.hall.read { try Bool.fetchOne($0, sql: sql, arguments: [machine.id]) }
            }
            if case .success(true)? = found { return machine }
        }
        return nil
    }

    /// Takes a case of a hall, and does with it what one does without waiting for anybody.
    private func handle(at machine: Machine, _ random: inout SimRandom) {
        let draws = (0..<(1 + random.below(Clerk.stepsMax))).map { _ in random.next() }
        handle(at: machine, nil, draws[...])
    }

    private func handle(at machine: Machine, _ number: String?, _ draws: ArraySlice<UInt64>) {
        guard let draw = draws.first else { return }
        var random = SimRandom(seed: draw)
        let job = step(at: machine, of: number, part: draws.startIndex, &random) { [world] number in
            world.after(Clerk.stepPause) { handle(at: machine, number, draws.dropFirst()) }
        }
        attempt(at: machine, job)
    }

    /// A step of a case: of a certain one, or of some that the hall has to do with.
    ///
    /// - Parameters:
    ///   - part: which of the clerk's steps it is, so that each is known when it is repeated.
    ///   - done: told the case when the step was done.
    private func step(
        at machine: Machine, of certain: String? = nil, part: Int = 0, _ random: inout SimRandom,
        then done: @escaping (String) -> Void = { _ in }
    ) -> Job {
        let draw = random
        let once = "S\(number).\(part)"
        let neighbours = neighbours(of: machine)
        return { [world] process in
            var random = draw
            let id = process.hall.id.rawValue
            let numbers = try certain.map { [$0] } ?? Clerk.cases(of: process.hall)
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
            let before = try Clerk.fork(of: number, at: process.hall)
            let answer = try CaseWindow(process.hall).perform(
                number, command, files: files, .init(clerk: CaseClerk(name: "柜员"), once: once))
            // An inbox beside the stream is not forked by it, and a repeat writes nothing.
            if let before, let after = try Clerk.fork(of: number, at: process.hall), after != before {
                throw Violation("\(id) acts on case/\(number), which is forked there")
            }
            world.reached.count(.step)
            if action == .giveBack { world.reached.count(.returned) }
            if action == .decide { world.reached.count(.decided) }
            if case .giveOpinion(.object, _) = command([]) { world.reached.count(.objection) }
            done(number)
            guard case .text(let stage)? = answer["stage"] else { return nil }
            return "\(action.rawValue) \(number), now \(stage)"
        }
    }

    /// Cases that a hall has in hand, has opened, or is asked about.
    private static func cases(of hall: Hall) throws -> [String] {
        try hall.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT number FROM cases WHERE is_end = 0 AND is_whole = 1 AND (holder = ?1 OR origin = ?1
                      OR EXISTS (SELECT 1 FROM streams WHERE name LIKE 'case/' || number || '/opinion/' || ?1 || '/%'
                        AND head = 0))
                    ORDER BY holder = ?1 DESC, number LIMIT 40
                    """, arguments: [hall.id.rawValue])
        }
    }

    /// The head of a case's main stream where that is forked; else nil.
    private static func fork(of number: String, at hall: Hall) throws -> Int64? {
        try hall.read { db in
            try Int64.fetchOne(
                db, sql: "SELECT head FROM streams WHERE name = ? AND forked != 0", arguments: ["case/\(number)"])
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
