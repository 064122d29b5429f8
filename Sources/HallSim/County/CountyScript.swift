import Tiers

/// Writes the script of one case. It knows what every act does to stage, holder and limits, in plain words and without
/// a line of the code that is judged by it.
///
/// Two habits of the county keep it plain. Whoever sends a case to another hall does it in the morning; and the other
/// hall takes it in, and does the first thing with it, in the afternoon of the day on which it has arrived.
struct CountyScript {
    let halls: CountyHalls
    var random: SimRandom
    var story: CountyCase
    /// Where the scene plays: a day, a time of day, a hall.
    var day: Int
    var time: Int64 = 0
    var place: Int
    var stage = CaseStage.received
    private(set) var sequence = 0
    private var isMorning = true
    /// Where acts are entered afterwards: the true day, and how many there were.
    var paper: (day: Int, acts: Int)?

    private static let hour: Int64 = 3_600_000
    private static let mornings: [Int64] = [9 * hour, 9 * hour + hour / 2, 10 * hour]
    private static let afternoons: [Int64] = [14 * hour, 15 * hour, 16 * hour]

    init(_ index: Int, _ matter: CountyMatter, at origin: Int, on day: Int, _ halls: CountyHalls, _ random: SimRandom) {
        self.halls = halls
        self.random = random
        self.day = day
        place = origin
        story = CountyCase(
            index: index, matter: matter, origin: origin, tenures: [.init(place: origin, from: day, to: nil)])
        sit(day, morning: self.random.chance(50))
    }

    var days: CountyDays { halls.days }
    var legalDay: Int { paper?.day ?? day }

    // MARK: - When

    private mutating func sit(_ day: Int, morning: Bool) {
        self.day = day
        isMorning = morning
        let times = morning ? CountyScript.mornings : CountyScript.afternoons
        time = times[random.below(times.count)]
    }

    /// Lets so many worked days pass; none: the same sitting goes on.
    mutating func wait(_ count: Int) {
        if count > 0 { sit(days.after(day, count), morning: random.chance(50)) }
    }

    /// Lets so many worked days pass, and then it is morning: the first one that is not over.
    mutating func waitForMorning(_ count: Int) {
        if count > 0 || !isMorning { sit(days.after(day, max(count, 1)), morning: true) }
    }

    /// Goes on at a hall in the afternoon of a worked day.
    mutating func goOn(at place: Int, on day: Int) {
        self.place = place
        sit(days.worked(from: day), morning: false)
    }

    /// How many worked days a step takes: mostly within its limit, seldom beyond it.
    mutating func takes(_ limit: Int?, late percent: Int = 5) -> Int {
        guard let limit else { return random.below(3) }
        if random.chance(percent) { return limit + 1 + random.below(3) }
        return random.below(max(1, min(limit, 4)))
    }

    // MARK: - What

    /// An act of the main stream.
    mutating func act(_ deed: CountyDeed, _ person: CountyHalls.Person, _ stage: CaseStage) {
        sequence += 1
        self.stage = stage
        write(deed, person, at: place, sequence: sequence)
        if stage.isEnd { endAll() }
    }

    /// An act of an inbox: asked or given by a hall that does not hold the case.
    mutating func note(_ deed: CountyDeed, _ person: CountyHalls.Person, at place: Int) {
        write(deed, person, at: place, sequence: 0)
    }

    private mutating func write(_ deed: CountyDeed, _ person: CountyHalls.Person, at place: Int, sequence: Int) {
        var happened: (day: Int, minute: Int)?
        if let paper {
            happened = (paper.day, paper.acts)
            self.paper?.acts += 1
        }
        story.acts.append(
            CountyAct(
                day: day, time: time, happened: happened, place: place, deed: deed, person: person, sequence: sequence,
                stage: stage, holder: self.place))
        time += 1_000
        showsItHas(place)
    }

    /// What a hall does with the case says that it has it, whenever its superior hears of that.
    private mutating func showsItHas(_ place: Int) {
        guard let last = story.tenures.last, last.place == place, day < last.from else { return }
        story.tenures[story.tenures.count - 1].from = day
    }

    /// An act that sends the case to another hall, in the morning. The scene goes on there, where it is taken in.
    mutating func send(
        _ deed: CountyDeed, _ person: CountyHalls.Person, _ stage: CaseStage, to target: Int,
        ending rules: [SupervisionRule] = []
    ) {
        let from = place
        sequence += 1
        self.stage = stage
        place = target
        write(deed, person, at: from, sequence: sequence)
        for rule in rules { end(rule) }
        story.tenures[story.tenures.count - 1].to = day
        let arrival = halls.arrival(from: from, to: target, on: day)
        // What comes from below passes no superior on its way: that one hears of it over the hall's own line.
        let isFromBelow = halls.plan.path(from: from).contains(target)
        let known = isFromBelow ? halls.up(target, from: arrival) : arrival
        story.tenures.append(.init(place: target, from: known, to: nil))
        goOn(at: target, on: arrival)
    }

    /// A breach in what was just written. The card that it brings is sometimes taken back later, on a day on which the
    /// line is there to say so.
    mutating func fault(_ rule: SupervisionRule) {
        guard let act = story.acts.last else { return }
        let back = halls.up(act.place, from: days.after(day, 8 + random.below(30)))
        story.faults.append(
            .init(
                rule: rule, sequence: act.sequence, place: act.place, day: act.day,
                revoked: random.chance(20) ? back : nil))
    }

    // MARK: - Limits

    /// A limit begins with the newest act.
    mutating func begin(_ rule: SupervisionRule, _ limit: Int, share: Int?, from counted: Int? = nil) {
        story.spans.append(
            .init(
                rule: rule, sequence: sequence, limit: limit, share: share, counted: counted ?? legalDay,
                start: legalDay, shown: day))
    }

    /// A limit ends with the newest act, if it runs.
    mutating func end(_ rule: SupervisionRule) {
        for place in story.spans.indices where story.spans[place].rule == rule && story.spans[place].end == nil {
            story.spans[place].end = legalDay
            story.spans[place].endShown = day
        }
    }

    private mutating func endAll() {
        for rule in Set(story.spans.filter { $0.end == nil }.map(\.rule)) { end(rule) }
    }

    /// Worked days since a limit that runs began to count; 0 where it does not run.
    func used(_ rule: SupervisionRule) -> Int {
        guard let span = story.spans.last(where: { $0.rule == rule && $0.end == nil }) else { return 0 }
        return days.between(span.counted, day)
    }

    /// Whether a stop of the clock would come too late to count, or nearly so.
    var isNearTheEnd: Bool {
        story.spans.contains { span in span.end == nil && used(span.rule) + 2 > span.limit }
    }

    // MARK: - Who

    /// Who sits at the window today.
    mutating func clerk() -> CountyHalls.Person { random.chance(60) ? .window1 : .window2 }

    /// Who passes a step.
    mutating func person(_ role: StaffRole) -> CountyHalls.Person {
        switch role {
        case .window: clerk()
        case .section: random.chance(50) ? .section1 : .section2
        default: .head
        }
    }
}
