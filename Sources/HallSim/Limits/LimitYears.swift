import HallNode
import Tiers

/// The limits of the law and the defaults of supervision, while the clock of a simulated province, city and county
/// goes through 2025 and 2026. Before each holiday cases of all rows begin; in the evenings every hall must tell each
/// limit's last day, how it stands and the days left, and the city must have issued exactly the cards, as a count on
/// the State Council's table says, day by day.
public final class LimitYears {
    private let stage: Stage
    private let days: CountyDays
    private let starts: [Int]
    /// What is to be looked at on a day.
    private var looks: [[Look]]
    /// The days that were gone through.
    private var visited: Set<Int> = []

    private struct Look {
        let row: LimitRow
        let start: Int
        let number: String
    }

    private static let years: ClosedRange<Int> = 2025...2026

    /// Two years to be.
    ///
    /// - Parameters:
    ///   - starts: only so many of the days on which cases begin; nil: all.
    ///   - knowsMakeUp: whether the count knows the make-up days; false only where the checks are to be proved.
    public init(seed: UInt64 = 1, starts limit: Int? = nil, knowsMakeUp: Bool = true) throws {
        guard let first = CivilDate(year: LimitYears.years.lowerBound, month: 1, day: 1),
            let end = CivilDate(year: LimitYears.years.upperBound + 1, month: 1, day: 1)
        else { throw SimError("years without a New Year") }
        let count = Int(end.daysSince1970 - first.daysSince1970)
        days = CountyDays(from: first, count: count, beyond: 0, knowsMakeUp: knowsMakeUp)
        let all = LimitYears.starts(first, CountyDays(from: first, count: count, beyond: 0, knowsMakeUp: true))
        starts = Array(all.prefix(limit ?? all.count))
        looks = [[Look]](repeating: [], count: count)
        // Everybody has joined and knows the catalogue on the last day before.
        let eve = first.adding(days: -1)
        let file = Array(LimitCourse.catalogue(from: eve).utf8)
        stage = try Stage(
            seed: seed, halls: 3, pace: .slow, from: eve.startInChina,
            catalogue: .init(name: "limits.yaml", bytes: file))
    }

    /// The last worked day before each stretch of days off that has a holiday in it.
    private static func starts(_ first: CivilDate, _ days: CountyDays) -> [Int] {
        var starts: Set<Int> = []
        for listed in WorkCalendar.builtIn.days where listed.kind == .holiday {
            let day = Int(listed.date.daysSince1970 - first.daysSince1970)
            guard (0..<days.count).contains(day), let last = (0..<day).last(where: days.isWorked) else { continue }
            starts.insert(last)
        }
        return starts.sorted()
    }

    /// Plays them; gives what did not hold.
    public func run() throws -> Simulation.Outcome { try play().ended() }

    /// Plays them: on each day on which something begins or is looked at, the city supervises in the evening.
    func play() throws -> Stage {
        for day in 0..<days.count {
            let begins = starts.contains(day)
            guard begins || !looks[day].isEmpty else { continue }
            visited.insert(day)
            stage.morning(of: day)
            if begins { try begin(on: day) }
            try stage.evening()
            try stage.act(at: stage.city) { try SupervisionRun($0).run(onlyNews: true) }
            try check(looks[day], on: day)
            looks[day] = []
        }
        try stage.rest()
        return stage
    }

    // MARK: - In the morning

    private func begin(on day: Int) throws {
        let date = days.date(day)
        for course in LimitCourse.allCases where course != .none {
            let number = try stage.open(at: stage.county, matter: course.matter)
            var place = stage.county
            for step in course.steps(county: stage.county, city: stage.city) {
                if step.place != place { try stage.wait(120) }
                place = step.place
                try stage.step(number, step.command, at: place)
            }
            for row in LimitRow.all where row.course == course { plan(row, number, from: day) }
        }
        for row in LimitRow.all where row.seen == .asked { try ask(row, from: day, date) }
    }

    /// One looks at once, on the last day, on the next, and on the second worked day after it. What ends in a year that
    /// is not announced is not looked at: the count does not reach it.
    private func plan(_ row: LimitRow, _ number: String, from start: Int) {
        guard days.between(start, days.count - 1) > row.days + 2 else { return }
        let due = days.after(start, row.days)
        for day in Set([start, due, due + 1, days.after(due, 2)]) where looks.indices.contains(day) {
            looks[day].append(Look(row: row, start: start, number: number))
        }
    }

    private func ask(_ row: LimitRow, from start: Int, _ date: CivilDate) throws {
        guard let limit = row.rule?.limit, days.between(start, days.count - 1) >= row.days else { return }
        for place in stage.places {
            let last = try stage.hall(place).calendar().deadline(from: date, limit: limit)
            let wanted = days.date(days.after(start, row.days))
            stage.expect(
                last.date == wanted && !last.provisional,
                "\(title(row, start)) at \(stage.id(place)): \(last.date.text), not \(wanted.text)")
        }
    }

    // MARK: - In the evening

    private func check(_ looks: [Look], on day: Int) throws {
        for (number, looks) in Dictionary(grouping: looks, by: \.number).sorted(by: { $0.key < $1.key }) {
            for place in stage.places {
                let shown = try CaseView(stage.hall(place)).show(number)
                for look in looks { check(look, shown, at: place, on: day) }
            }
        }
    }

    private func check(_ look: Look, _ shown: JSONValue, at place: Int, on day: Int) {
        let due = days.after(look.start, look.row.days)
        func expect(_ found: [String], _ wanted: [String]) {
            stage.expect(
                found == wanted,
                "\(title(look.row, look.start)) at \(stage.id(place)) on \(days.date(day).text): "
                    + "\(found.joined(separator: " ")), not \(wanted.joined(separator: " "))")
        }
        let left = day <= due ? days.between(day, due) : -over(due, day)
        expect(found(look.row, shown), wanted(look.row, due: due, left: left, isLate: day > due))
        guard place == stage.city, let rule = look.row.card else { return }
        expect(cards(by: rule, shown), wantedCards(look.row, look.start, due: due, on: day))
    }

    /// By how many worked days a limit is over; on a day off after its last day by one.
    private func over(_ due: Int, _ day: Int) -> Int { day > due ? max(1, days.between(due, day)) : 0 }

    private func title(_ row: LimitRow, _ start: Int) -> String {
        "\(row.rule?.rawValue ?? row.card?.rawValue ?? "") from \(days.date(start).text)"
    }

    /// What a hall must tell: the last day, how it stands, the days left. A case of which nobody told anything counts
    /// as accepted once the time to do so has run out, and has no days left to tell anything.
    private func wanted(_ row: LimitRow, due: Int, left: Int, isLate: Bool) -> [String] {
        let date = days.date(due).text
        switch row.seen {
        case .deadline: return [date, "\(left)"]
        case .clock where row.rule == .correction:
            return [date, isLate ? "late" : "running", isLate ? "-" : "\(left)", isLate ? "accepted" : "received"]
        case .clock: return [date, isLate ? "late" : "running", "\(left)"]
        case .asked, .cards: return []
        }
    }

    private func found(_ row: LimitRow, _ shown: JSONValue) -> [String] {
        func text(_ value: JSONValue?) -> String {
            switch value {
            case .text(let text)?: text
            case .int(let number)?: "\(number)"
            default: "-"
            }
        }
        switch row.seen {
        case .deadline: return [text(shown["deadline"]), text(shown["workingDaysLeft"])]
        case .clock:
            guard case .list(let clocks)? = shown["clocks"], let rule = row.rule,
                let clock = clocks.first(where: { $0["rule"] == .text(rule.rawValue) })
            else { return [] }
            let answer = [text(clock["deadline"]), text(clock["status"]), text(clock["workingDaysLeft"])]
            return rule == .correction ? answer + [text(shown["stage"])] : answer
        case .asked, .cards: return []
        }
    }

    private func cards(by rule: SupervisionRule, _ shown: JSONValue) -> [String] {
        guard case .list(let cards)? = shown["supervision"]?["cards"] else { return [] }
        let own = cards.filter { $0["rule"] == .text(rule.rawValue) }
        return own.compactMap { card in
            if case .text(let colour)? = card["colour"] { colour } else { nil }
        }.sorted()
    }

    /// A reminder when one looks with one working day or a fifth of the limit left, whichever comes first, never on the
    /// first day; yellow by one working day over, red beyond.
    private func wantedCards(_ row: LimitRow, _ start: Int, due: Int, on day: Int) -> [String] {
        let evenings = visited.filter { $0 > start && $0 <= min(day, due) }
        let isReminded = evenings.contains { evening in
            let left = days.between(evening, due)
            return left <= 1 || left * 5 <= row.days
        }
        let over = over(due, day)
        return (over > 1 ? ["red"] : []) + (isReminded ? ["reminder"] : []) + (over > 0 ? ["yellow"] : [])
    }
}

extension Stage {
    /// All places.
    fileprivate var places: [Int] { Array(world.machines.indices) }

    /// Halls say how they are, as they do every so often.
    fileprivate func evening() throws {
        try wait(300)
        for line in world.lines { line?.report() }
        try wait(120)
    }

    /// All clocks show nine o'clock of a day, numbered from the first day after the beginning.
    fileprivate func morning(of day: Int) {
        let time = Int64(day + 1) * 86_400_000 + 9 * 3_600_000
        for machine in world.machines { machine.clock.set(ahead: time - world.time.now) }
    }
}
