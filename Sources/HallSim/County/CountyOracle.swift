import Tiers

/// A card that a breach must bring.
struct CountyCard: Hashable, Sendable {
    let index: Int
    let name: CardName
    /// The hall that it is about.
    let place: Int
    /// The day in whose evening it is issued.
    let issued: Int
    let points: Points
    var revoked: Int?
}

/// What supervision must come to, told from the scripts day by day: on every worked day on which somebody has a case
/// whose clock runs, a day of its limit is used; when more are used than there are, it is late.
struct CountyOracle {
    let halls: CountyHalls
    /// The last day of the year.
    let last: Int
    /// By how many days its limits are too short: 0, unless its own checks are to be proved.
    var daysLess = 0

    private static let yellow = Points(hundredths: 100)
    private static let red = Points(hundredths: 150)
    private static let content = Points(hundredths: 50)

    /// The cards of a case.
    func cards(_ story: CountyCase) -> [CountyCard] {
        var found = story.spans.filter { $0.shown <= last }.flatMap { cards($0, story) }
        for fault in story.faults where fault.day <= last {
            let isRed = fault.rule == .illegalCharge
            let issued = halls.up(fault.place, from: fault.day)
            guard halls.superior(fault.place) != nil, issued <= last else { continue }
            found.append(
                CountyCard(
                    index: story.index,
                    name: CardName(sequence: UInt64(fault.sequence), rule: fault.rule, colour: isRed ? .red : .yellow),
                    place: fault.place, issued: issued, points: isRed ? CountyOracle.red : CountyOracle.content,
                    revoked: fault.revoked.flatMap { $0 <= last ? $0 : nil }))
        }
        return found
    }

    // MARK: - Limits

    /// A limit as it stands in the evening of each day.
    private struct Evening {
        var used: Int
        var late: Int
    }

    private func cards(_ span: CountyCase.Span, _ story: CountyCase) -> [CountyCard] {
        let evenings = walk(span, story)
        var found: [CountyCard] = []
        var lateBefore = 0
        var isReminded = false
        for tenure in story.tenures {
            if let to = tenure.to, to < span.start { continue }
            if let end = span.end, tenure.from > end { break }
            let judged = min(tenure.to ?? Int.max, span.end ?? Int.max)
            for card in cards(of: tenure, until: judged, span, evenings, lateBefore, story)
            where !found.contains(where: { $0.name == card.name }) && !(isReminded && card.name.colour == .reminder) {
                found.append(card)
            }
            // One reminder in a case: whoever had it the evening before it went on was to be reminded, heard or not.
            if judged <= last, tenure.from < judged, let evening = evenings[judged - 1], judged - 1 > span.start {
                isReminded = isReminded || isDue(evening, span, story, on: judged - 1)
            }
            if judged <= last, let evening = evenings[judged] { lateBefore = max(lateBefore, evening.late) }
        }
        return found
    }

    /// What the superior of one hall issues, evening by evening on which it hears of it: while the case is there, as it
    /// stands that evening; when it is gone or done, as it stood then.
    private func cards(
        of tenure: CountyCase.Tenure, until judged: Int, _ span: CountyCase.Span, _ evenings: [Int: Evening],
        _ lateBefore: Int, _ story: CountyCase
    ) -> [CountyCard] {
        guard halls.superior(tenure.place) != nil else { return [] }
        var cards: [CountyCard] = []
        func add(_ colour: CardColour, _ day: Int, _ points: Points) {
            let name = CardName(sequence: UInt64(span.sequence), rule: span.rule, colour: colour)
            guard !cards.contains(where: { $0.name == name }) else { return }
            cards.append(
                CountyCard(index: story.index, name: name, place: tenure.place, issued: day, points: points))
        }
        func judge(_ evening: Evening, on day: Int) {
            if lateBefore < 1, evening.late >= 1 { add(.yellow, day, CountyOracle.yellow) }
            if lateBefore < 2, evening.late >= 2 { add(.red, day, CountyOracle.red) }
        }
        var day = max(tenure.from, span.shown)
        while day <= last {
            guard halls.isUp(tenure.place, on: day) else {
                day += 1
                continue
            }
            let isOver = day >= (tenure.to ?? Int.max) || day >= (span.endShown ?? Int.max)
            guard let evening = evenings[isOver ? judged : day] else { return cards }
            judge(evening, on: day)
            if isOver { return cards }
            if evening.late == 0, day > span.start, isDue(evening, span, story, on: day) { add(.reminder, day, .none) }
            day += 1
        }
        return cards
    }

    /// Whether so little is left in the evening of a day that a reminder is due.
    private func isDue(
        _ evening: Evening, _ span: CountyCase.Span, _ story: CountyCase, on day: Int
    ) -> Bool {
        guard let share = span.share else { return false }
        let left = limit(span, story, on: day) - evening.used
        return left <= 1 || left * 5 <= share
    }

    private func limit(_ span: CountyCase.Span, _ story: CountyCase, on day: Int) -> Int {
        let limit = max(0, span.limit - daysLess)
        guard span.rule == .caseTime, let extended = story.extended, extended.day <= day else { return limit }
        return limit + extended.by
    }

    /// How many days of a limit are used in the evening of each day, and by how many it is over. On a day off after the
    /// last day it is over by one.
    private func walk(_ span: CountyCase.Span, _ story: CountyCase) -> [Int: Evening] {
        var evenings = [span.counted: Evening(used: 0, late: 0)]
        var used = 0
        var day = span.counted
        while day < min(last, span.end ?? last) {
            day += 1
            let most = limit(span, story, on: day)
            let stands = stands(span, story, on: day)
            if halls.days.isWorked(day), !stands { used += 1 }
            let isOff = !halls.days.isWorked(day) && !stands && used == most
            evenings[day] = Evening(used: used, late: used > most ? used - most : isOff ? 1 : 0)
        }
        return evenings
    }

    /// Whether nobody's time runs on a day: the clock stands, but for that of the procedure which stops it, or the case
    /// is on its way.
    private func stands(_ span: CountyCase.Span, _ story: CountyCase, on day: Int) -> Bool {
        if span.rule != .procedureTime, story.stops.contains(where: { $0.from < day && day <= $0.through }) {
            return true
        }
        return zip(story.tenures, story.tenures.dropFirst()).contains { sent, next in
            guard let to = sent.to else { return false }
            return to < day && day <= next.from
        }
    }
}
