import HallNode
import Sync
public import Tiers

/// A year of a county: its halls with their city and province, cases of all kinds on its worked days, lines that are
/// down for days, machines that lose their power; and at the end every case, card and sum as an oracle has computed it
/// beforehand from the seed alone.
public final class CountyYear {
    /// What a year is made of. The same options give the same year, on every machine.
    public struct Options: Sendable {
        /// Cases, 1 to 1,000,000.
        public var cases = 30_000
        /// The year: one whose holidays are announced, and those of the next.
        public var year = 2025
        /// Months of it, 1 to 12.
        public var months = 12
        /// Townships of the county.
        public var townships = 4
        /// Villages of each.
        public var villages = 2
        /// Stretches of days in which a hall has no line, for each.
        public var cutsPerLine = 5
        /// Failures of power, full disks, slow, doubled and broken requests.
        public var faults = 400
        /// The places of the cases that alone are played, each as among all of them; nil: all.
        public var only: Set<Int>?
        /// A mistake made on purpose; nil: none.
        public var mistake: CountyMistake?

        /// The usual ones.
        public init() {}
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// What did not hold, the first of many; empty: the year is right.
        public var violations: [String] = []
        /// The scripts of the first cases of which something did not hold, by the case's place, line by line.
        public var stories: [Int: [String]] = [:]
        /// Violations in all.
        public var violationCount = 0
        /// Lines of scripts that were done.
        public var acts = 0
        /// Commits in all stores.
        public var commits = 0
        /// Cards issued, by colour.
        public var cards: [CardColour: Int] = [:]
        /// How many cases ended in each stage.
        public var stages: [CaseStage: Int] = [:]
        /// Rows of score books that were compared.
        public var scoreRows = 0
        /// Bytes of all disks.
        public var diskBytes: Int64 = 0
        /// What happened how often.
        public var reached = Reached()
    }

    let options: Options
    let halls: CountyHalls
    let world: World
    let stories: [CountyCase]
    let oracle: CountyOracle
    let book: CountyBook
    var outcome = Outcome()
    /// The number that a case got, by its place.
    var numbers: [String?]
    /// How far each case's script is done: the place of its newest act in the main stream.
    private var done: [Int]
    /// The place of the case that has a number.
    var indices: [String: Int] = [:]
    private let actsByDay: [[(story: Int, act: Int)]]
    private let revocations: [Int: [CountyCard]]

    static let dayMilliseconds: Int64 = 86_400_000
    static let hour: Int64 = 3_600_000
    /// The world begins so many days before the year: everybody joins, and the catalogue goes out.
    private static let daysBefore: Int64 = 2

    /// A year to be.
    public init(seed: UInt64, _ options: Options = Options()) throws {
        let knowsMakeUp = options.mistake != .noMakeUpDays
        guard let days = CountyDays(year: options.year, months: options.months, knowsMakeUp: knowsMakeUp) else {
            throw SimError("the holidays of \(options.year) and \(options.year + 1) are not announced")
        }
        self.options = options
        let halls = try CountyHalls(
            townships: options.townships, villages: options.villages, days: days, cutsPerLine: options.cutsPerLine,
            seed: seed)
        self.halls = halls
        let stories = (0..<options.cases).map { index in
            let story = CountyScript.draw(index, of: options.cases, halls, seed: seed)
            return options.only?.contains(index) ?? true ? story : story.unplayed
        }
        self.stories = stories
        oracle = CountyOracle(
            halls: halls, last: days.count - 1, daysLess: options.mistake == .dayLess ? 1 : 0)
        var cards: [Int: [CountyCard]] = [:]
        for story in stories { cards[story.index] = oracle.cards(story) }
        book = CountyBook(halls: halls, stories: stories, cards: cards)
        revocations = Dictionary(grouping: cards.values.joined().filter { $0.revoked != nil }) { $0.revoked ?? 0 }
        var byDay = [[(story: Int, act: Int)]](repeating: [], count: days.count)
        for story in stories {
            for (place, act) in story.acts.enumerated() where act.day < days.count {
                byDay[act.day].append((story.index, place))
            }
        }
        actsByDay = byDay
        numbers = [String?](repeating: nil, count: stories.count)
        done = [Int](repeating: 0, count: stories.count)
        world = try World(
            halls.plan, seed: seed, keepsStory: false,
            from: days.first.adding(days: -CountyYear.daysBefore).startInChina, pace: .slow)
    }

    /// Milliseconds of the world at the beginning of a day.
    func start(of day: Int) -> Int64 { (Int64(day) + CountyYear.daysBefore) * CountyYear.dayMilliseconds }

    func violated(_ what: String, of index: Int? = nil) {
        outcome.violationCount += 1
        blame(index)
        if outcome.violations.count < 50 { outcome.violations.append(what) }
    }

    /// Plays it, and says after each month how far it is.
    public func run(progress: (String) -> Void = { _ in }) throws -> Outcome {
        try world.found()
        let opened = halls.days.date(-1)
        guard let province = world.machines.first?.process else { throw SimError("no province") }
        _ = try PublishMatters(province.hall).run([CountyMatter.source(from: opened)])
        for machine in world.machines {
            if let hall = machine.process?.hall { try CountyHalls.staff(hall, from: opened) }
        }
        try world.run(until: start(of: 0))
        planFaults()
        for day in 0..<halls.days.count {
            plan(day)
            try world.run(until: start(of: day + 1))
            if halls.days.month(day) != halls.days.month(day + 1) {
                progress("\(halls.days.month(day)): \(outcome.acts) acts, \(outcome.violationCount) violations")
            }
        }
        try FaultEvent.endAll(in: world)
        close(after: halls.days.count)
        try world.run(until: start(of: halls.days.count + 1))
        try check()
        outcome.reached = world.reached
        world.end()
        return outcome
    }

    // MARK: - One day

    private func plan(_ day: Int) {
        let start = start(of: day)
        for (story, act) in actsByDay[day] {
            world.after(start + stories[story].acts[act].time - world.time.now) { [unowned self] in
                play(story, act, until: start + 21 * CountyYear.hour)
            }
        }
        for card in revocations[day] ?? [] {
            world.after(start + 10 * CountyYear.hour - world.time.now) { [unowned self] in
                revoke(card, until: start + 21 * CountyYear.hour)
            }
        }
        for place in world.lines.indices where world.lines[place] != nil {
            let line = world.lines[place]
            if !halls.isUp(place, on: day + 1), halls.isUp(place, on: day) {
                // Before midnight, so that nothing of the next day is heard.
                world.after(start + 23 * CountyYear.hour + 2_400_000 - world.time.now) { [world] in
                    world.reached.count(.cut)
                    line?.cut(true)
                }
            }
            if halls.isUp(place, on: day), day > 0, !halls.isUp(place, on: day - 1) {
                world.after(start + 5 * CountyYear.hour - world.time.now) { line?.cut(false) }
            }
        }
        world.after(start + 22 * CountyYear.hour - world.time.now) { [world] in
            for line in world.lines { line?.report() }
        }
        world.after(start + 23 * CountyYear.hour - world.time.now) { [unowned self] in supervise(on: day) }
        if day > 0, halls.days.month(day) != halls.days.month(day - 1) { close(after: day) }
    }

    /// Every hall with others below looks at them once an evening.
    private func supervise(on day: Int) {
        let isBlind = options.mistake == .unsupervised && halls.days.month(day).month == CountyMistake.month
        for place in Set(halls.plan.places.compactMap(\.superior)).sorted() {
            if isBlind, place == CountyHalls.county { continue }
            switch world.act(at: world.machines[place], { try SupervisionRun($0.hall).run(onlyNews: true) }) {
            case .success?: break
            case nil: violated("\(halls.id(place)) was off when it was to supervise")
            case .failure(let error)?: violated("\(halls.id(place)) cannot supervise: \(error)")
            }
        }
    }

    /// The first evening of a month: every hall closes the one that is over.
    private func close(after day: Int) {
        let month = halls.days.month(day - 1)
        world.after(start(of: day) + 23 * CountyYear.hour + 1_200_000 - world.time.now) { [unowned self] in
            for machine in world.machines { close(month, at: machine, on: day) }
        }
    }

    // MARK: - Acts

    /// Does a line of a script; where the power failed, the disk is full, or what it needs has not come yet, it is done
    /// a little later with the same words.
    private func play(_ index: Int, _ place: Int, until end: Int64) {
        let story = stories[index]
        let act = story.acts[place]
        if options.mistake == .nothingArchived, act.deed == .archive { return }
        func again(_ milliseconds: Int64, _ why: String) {
            guard world.time.now < end else {
                return violated(
                    "case \(index), act \(place) \(act.deed) at \(halls.id(act.place)): \(why)", of: index)
            }
            world.after(milliseconds) { [unowned self] in play(index, place, until: end) }
        }
        guard act.sequence == 0 || act.sequence == done[index] + 1 else {
            return again(300_000, "its turn has not come")
        }
        let machine = world.machines[act.place]
        switch world.act(at: machine, { [unowned self] in try perform(act, place, of: story, $0.hall) }) {
        case nil:
            world.reached.count(.repeated)
            again(30_000, "the power failed")
        case .failure(let error)?: again(300_000, (error as? HallError)?.message.en ?? "\(error)")
        case .success?:
            outcome.acts += 1
            world.promise(at: machine)
            if act.sequence > 0 { done[index] = act.sequence }
        }
    }

    private func perform(_ act: CountyAct, _ place: Int, of story: CountyCase, _ hall: Hall) throws {
        let happened = act.happened.map { day, minute in
            Instant(
                milliseconds: halls.days.date(day).startInChina.milliseconds + 9 * CountyYear.hour + Int64(minute)
                    * 60_000)
        }
        let how = CaseWindow.Act(
            clerk: act.person.clerk, once: "C\(story.index).\(place)", happenedAt: happened)
        if let command = try act.deed.command(halls) {
            guard let number = numbers[story.index] else { throw SimError("it has no number") }
            let answer = try CaseWindow(hall).perform(number, { _ in command }, how)
            guard act.sequence == 0 || answer["stage"] == .text(act.stage.rawValue) else {
                throw SimError("the stage is \(answer["stage"]?.line ?? "none"), not \(act.stage.rawValue)")
            }
            return
        }
        let applicant = Applicant(
            kind: .person, name: "某\(story.index)号",
            certificate: .init(type: "护照", number: "E\(10_000_000 + story.index)"), phone: "13800000000")
        var papers = [MaterialRef(paper: CountyMatter.form)]
        if act.deed == .open(complete: true) { papers.append(MaterialRef(paper: CountyMatter.certificate)) }
        let mark = "F\(story.index)"
        let answer = try CaseWindow(hall).open(
            .init(matter: story.matter.rawValue, applicant: applicant, papers: papers, external: mark), how)
        guard case .text(let number)? = answer["number"] else { throw SimError("a filing without a number") }
        try world.oracle.filed(mark, number: number, at: act.place)
        numbers[story.index] = number
        indices[number] = story.index
        world.reached.count(.opened)
    }

    /// The supervisor takes a card back.
    private func revoke(_ card: CountyCard, until end: Int64) {
        guard let place = halls.superior(card.place), let number = numbers[card.index] else { return }
        let name = card.name.description
        let result = world.act(at: world.machines[place]) { process in
            try SupervisionDesk(process.hall).revoke(
                number, name, reason: "经核实，情况属实，予以撤销", .init(clerk: CountyHalls.Person.supervisor.clerk))
        }
        if case .success? = result { return }
        guard world.time.now < end else {
            return violated("card \(name) of case \(card.index) cannot be taken back", of: card.index)
        }
        world.after(60_000) { [unowned self] in revoke(card, until: end) }
    }

    /// What befalls machines and lines in the hours of work.
    private func planFaults() {
        let kinds: [FaultKind] = [.crashBefore, .crashInside, .crashAfter, .delay, .duplicate, .truncate, .fullDisk]
        var random = SimRandom(seed: world.seed, .faults, 1)
        for _ in 0..<options.faults {
            let day = random.pick(halls.days.all) ?? 0
            let event = FaultEvent(
                at: start(of: day) + random.within(7 * CountyYear.hour...19 * CountyYear.hour),
                kind: random.pick(kinds) ?? .crashBefore, hall: random.below(world.machines.count), seed: random.next())
            world.after(event.at - world.time.now) { [world] in try event.happen(in: world) }
        }
    }
}
