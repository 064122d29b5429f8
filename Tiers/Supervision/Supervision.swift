/// Names a card (牌): case, the main-stream commit with which the step began, rule, colour. The same breach has the same
/// name wherever and however often it is found.
public struct CardName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The commit of the main stream with which the step began.
    public let sequence: UInt64
    /// The rule.
    public let rule: SupervisionRule
    /// The colour.
    public let colour: CardColour

    /// A name.
    public init(sequence: UInt64, rule: SupervisionRule, colour: CardColour) {
        self.sequence = sequence
        self.rule = rule
        self.colour = colour
    }

    /// Reads `3.case-time.yellow`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let sequence = UInt64(parts[0]), String(sequence) == parts[0],
            let rule = SupervisionRule(rawValue: parts[1]), let colour = CardColour(rawValue: parts[2])
        else { return nil }
        self.init(sequence: sequence, rule: rule, colour: colour)
    }

    /// `3.case-time.yellow`
    public var description: String { "\(sequence).\(rule.rawValue).\(colour.rawValue)" }

    /// By step, rule, colour.
    public static func < (left: CardName, right: CardName) -> Bool {
        (left.sequence, left.rule.rawValue, left.colour) < (right.sequence, right.rule.rawValue, right.colour)
    }
}

/// What supervision finds in one case.
public struct SupervisionFindings: Hashable, Sendable {
    /// Cards that are due, by name; those that stand already among them.
    public var cards: [Card] = []
    /// Halls of which a card may be due, were it known what they did since.
    public var unknown: [Unknown] = []
    /// Halls whose clock, or the own one, was never measured: nothing rests on it.
    public var unmeasured: [HallID] = []
    /// The hall to which the case is on its way, and since when.
    public var transit: Unknown?

    /// A card that is due.
    public struct Card: Hashable, Sendable {
        /// Its name.
        public var name: CardName
        /// The hall that held the case when the rule was broken.
        public var hall: HallID
        /// What it costs.
        public var points: Points
        /// The last day in time; nil for rules about contents.
        public var deadline: CivilDate?
        /// The signed time on which the card rests; nil for rules about contents.
        public var asOf: Instant?
        /// The step's name.
        public var step: String?

        /// A card that is due.
        public init(
            name: CardName, hall: HallID, points: Points, deadline: CivilDate? = nil, asOf: Instant? = nil,
            step: String? = nil
        ) {
            self.name = name
            self.hall = hall
            self.points = points
            self.deadline = deadline
            self.asOf = asOf
            self.step = step
        }
    }

    /// A hall and since when nothing is known.
    public struct Unknown: Hashable, Sendable {
        /// The hall.
        public var hall: HallID
        /// Nil: nothing was ever known.
        public var since: Instant?
    }
}

/// Electronic supervision (电子监察): the rules over one case at one moment. Pure: the same facts give the same cards.
///
/// The clock is charged from signed times of the halls that worked. A way between two halls is the link's; a hall not
/// heard from is unknown, not late; no card rests on a clock that was never measured.
public enum Supervision {
    /// What is due in a case at a moment.
    public static func evaluate(
        _ supervised: SupervisedCase, _ rules: SupervisionRules, at moment: SupervisionMoment
    ) -> SupervisionFindings {
        let timeline = CaseTimeline(supervised, rules)
        var watch = Watch(rules: rules, moment: moment, tenures: timeline.tenures)
        for span in timeline.spans { watch.measure(span) }
        watch.read(timeline.acts, supervised)
        if let last = timeline.tenures.last, last.isOpen, last.from == nil, timeline.state?.stage.isEnd == false {
            watch.findings.transit = .init(hall: last.hall, since: last.sentAt)
        }
        watch.findings.cards.sort { $0.name < $1.name }
        return watch.findings
    }

    /// The last day of the step that runs now, by its own limit; nil where no such step runs.
    public static func stepDeadline(
        _ supervised: SupervisedCase, calendar: WorkCalendar, today: CivilDate
    ) -> Deadline? {
        let timeline = CaseTimeline(supervised, .builtIn)
        return timeline.spans.last { $0.rule == .stepTime && $0.isRunning }?.deadline(calendar, on: today)
    }
}

/// One look at one case.
private struct Watch {
    let rules: SupervisionRules
    let moment: SupervisionMoment
    let tenures: [CaseTimeline.Tenure]
    var findings = SupervisionFindings()

    // MARK: - By the clock

    mutating func measure(_ span: CaseTimeline.Span) {
        guard let entry = rules.entry(span.rule) else { return }
        guard let start = span.start else { return noteUnmeasured(tenures.first?.hall) }
        var transit: Int64 = 0
        var lateBefore = 0
        // A reminder has one name in a case: one goes out, to whoever has the case when it is due.
        var isReminded = false
        for tenure in tenures {
            if let to = tenure.to, to <= start { continue }
            guard let from = tenure.from else {
                if !tenure.isOpen { return noteUnmeasured(tenure.hall) }
                continue
            }
            if let end = span.end, from >= end { break }
            if let sent = tenure.sentAt, sent < from {
                transit += moment.calendar.workingDays(after: max(sent, start).chinaDate, through: from.chinaDate)
            }
            guard let look = look(span, tenure) else { return }
            let late = late(span, on: look.at.chinaDate, transit: transit)
            for colour in [CardColour.yellow, .red] {
                let days = colour == .yellow ? 1 : rules.yellowDays + 1
                if lateBefore < days, days <= late.days {
                    add(span, colour, entry, tenure.hall, late.deadline, look.at)
                }
            }
            if look.isRunning {
                if !isReminded, late.days == 0, isNearTheEnd(span, late, on: look.at.chinaDate, transit: transit) {
                    add(span, .reminder, entry, tenure.hall, late.deadline, look.at)
                }
                noteUnknown(span, tenure.hall, late: late.days, at: look.at, transit: transit)
            }
            lateBefore = max(lateBefore, late.days)
            // Who sends a case on in the morning was reminded the day before, if at all.
            let before = look.at.chinaDate.adding(days: -1)
            if !isReminded, from.chinaDate <= before {
                let then = self.late(span, on: before, transit: transit)
                isReminded = isNearTheEnd(span, then, on: before, transit: transit)
            }
        }
    }

    /// Up to when a hall's hold of a running limit may be judged; nil where it may not.
    private mutating func look(
        _ span: CaseTimeline.Span, _ tenure: CaseTimeline.Tenure
    ) -> (at: Instant, isRunning: Bool)? {
        if !tenure.isOpen {
            guard let to = tenure.to else {
                noteUnmeasured(tenure.hall)
                return nil
            }
            return (span.end.map { min($0, to) } ?? to, false)
        }
        if !span.isRunning {
            guard let end = span.end else {
                noteUnmeasured(tenure.hall)
                return nil
            }
            return (end, false)
        }
        guard let now = moment.now else {
            noteUnmeasured(tenure.hall)
            return nil
        }
        guard let heard = moment.heardUntil[tenure.hall] else {
            findings.note(unknown: .init(hall: tenure.hall, since: nil))
            return nil
        }
        return (min(now, heard), true)
    }

    private func late(
        _ span: CaseTimeline.Span, on day: CivilDate, transit: Int64
    ) -> (days: Int, left: Int, deadline: CivilDate?) {
        guard let deadline = span.deadline(moment.calendar, on: day) else { return (0, .max, nil) }
        // Days on the way are nobody's: the last day moves on by them, so that a weekend after it counts as any other.
        let onTheWay = Limit(days: Int(clamping: transit))
        let last = onTheWay.map { moment.calendar.deadline(from: deadline.date, limit: $0).date } ?? deadline.date
        let left = moment.calendar.workingDaysLeft(from: day, to: last)
        return (max(0, -left), left, deadline.date)
    }

    /// Whether so little of a limit is left that a reminder is due: never on the day on which it began.
    private func isNearTheEnd(
        _ span: CaseTimeline.Span, _ late: (days: Int, left: Int, deadline: CivilDate?), on day: CivilDate,
        transit: Int64
    ) -> Bool {
        guard let deadline = late.deadline, let limit = span.shared, let start = span.start, start.chinaDate < day
        else { return false }
        let rest =
            limit.unit == .working ? Int64(late.left) : deadline.daysSince1970 - day.daysSince1970 + transit
        return late.left <= rules.reminderDays || rest * 100 <= Int64(limit.days) * Int64(rules.reminderPercent)
    }

    /// Were the hall heard until now and had done nothing, more would be due: that is not known.
    private mutating func noteUnknown(
        _ span: CaseTimeline.Span, _ hall: HallID, late: Int, at: Instant, transit: Int64
    ) {
        guard let now = moment.now, at < now else { return }
        if self.late(span, on: now.chinaDate, transit: transit).days > late {
            findings.note(unknown: .init(hall: hall, since: at))
        }
    }

    private mutating func noteUnmeasured(_ hall: HallID?) {
        guard let hall, !findings.unmeasured.contains(hall) else { return }
        findings.unmeasured.append(hall)
    }

    private mutating func add(
        _ span: CaseTimeline.Span, _ colour: CardColour, _ entry: SupervisionRules.Entry, _ hall: HallID,
        _ deadline: CivilDate?, _ at: Instant
    ) {
        guard let points = entry.points(colour) else { return }
        findings.cards.append(
            .init(
                name: CardName(sequence: span.sequence, rule: span.rule, colour: colour), hall: hall, points: points,
                deadline: deadline, asOf: at, step: span.step))
    }

    // MARK: - By what was written

    mutating func read(
        _ acts: [(sequence: UInt64, hall: HallID, facts: CaseFacts)], _ supervised: SupervisedCase
    ) {
        // The whole list, where each fee of it has one amount: more than that nobody can owe.
        let most = supervised.matter?.fees.flatMap { fees -> UInt64? in
            let amounts = fees.compactMap(\.most)
            return amounts.count == fees.count ? amounts.reduce(0) { $0 + UInt64(clamping: $1) } : nil
        }
        for act in acts {
            if let most, let charged = act.facts.charged, charged > most { add(.illegalCharge, act.sequence, act.hall) }
            guard let characters = act.facts.noteCharacters.map(Int.init) else { continue }
            switch act.facts.action {
            case .decline where characters < rules.reasonCharacters: add(.noReason, act.sequence, act.hall)
            case .review where characters < rules.reviewCharacters: add(.noReviewContent, act.sequence, act.hall)
            case .decide where act.facts.stage == .refused && characters < rules.reasonCharacters:
                add(.refusalWithoutReason, act.sequence, act.hall)
            default: continue
            }
        }
        for charge in supervised.charges where charge.listed.map({ charge.amount > $0 }) ?? true {
            add(.illegalCharge, charge.sequence, charge.hall)
        }
    }

    /// One card for a rule about contents: of the gravest colour that the rule has.
    private mutating func add(_ rule: SupervisionRule, _ sequence: UInt64, _ hall: HallID) {
        guard let entry = rules.entry(rule) else { return }
        let colour: CardColour = entry.red == nil ? .yellow : .red
        let name = CardName(sequence: sequence, rule: rule, colour: colour)
        guard let points = entry.points(colour), !findings.cards.contains(where: { $0.name == name }) else { return }
        findings.cards.append(.init(name: name, hall: hall, points: points))
    }
}

extension SupervisionFindings {
    /// A hall once, with the earliest time.
    fileprivate mutating func note(unknown: Unknown) {
        guard let place = self.unknown.firstIndex(where: { $0.hall == unknown.hall }) else {
            self.unknown.append(unknown)
            return
        }
        if let since = self.unknown[place].since, unknown.since.map({ $0 < since }) ?? true {
            self.unknown[place] = unknown
        }
    }
}
