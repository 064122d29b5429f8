import Tiers

/// The days of a county's year, numbered from 0 at 1 January. Which of them are worked is looked up day by day in the
/// State Council's table, and counted on fingers: an oracle shares no arithmetic with what it judges.
struct CountyDays: Sendable {
    /// 1 January of the year.
    let first: CivilDate
    /// Days from 1 January to the end of the last month that is played.
    let count: Int
    /// For each day, on into the next year, whether it is worked.
    private let worked: [Bool]

    /// Days beyond the year's end, in which nothing is done any more but limits still end.
    private static let beyond = 200

    /// The first months of a year. Nil where the next year is not announced: what is opened in December ends there.
    ///
    /// - Parameter knowsMakeUp: whether a make-up day (调休) is worked; false only where the checks are to be proved.
    init?(year: Int, months: Int, knowsMakeUp: Bool = true, calendar: WorkCalendar = .builtIn) {
        guard let first = CivilDate(year: year, month: 1, day: 1),
            let next = CivilDate(year: year + months / 12, month: months % 12 + 1, day: 1),
            calendar.isPublished(year: year), calendar.isPublished(year: year + 1)
        else { return nil }
        self.init(
            from: first, count: Int(next.daysSince1970 - first.daysSince1970), beyond: CountyDays.beyond,
            knowsMakeUp: knowsMakeUp, calendar: calendar)
    }

    /// So many days from a day on.
    ///
    /// - Parameters:
    ///   - beyond: days after them in which limits still end.
    ///   - knowsMakeUp: see above.
    init(from first: CivilDate, count: Int, beyond: Int, knowsMakeUp: Bool, calendar: WorkCalendar = .builtIn) {
        self.first = first
        self.count = count
        let listed = Dictionary(
            calendar.days.map { ($0.date.daysSince1970, $0.kind) }, uniquingKeysWith: { first, _ in first })
        worked = (0..<count + beyond).map { day in
            let date = first.adding(days: Int64(day))
            let kind = listed[date.daysSince1970]
            return date.weekday <= 5 ? kind != .holiday : knowsMakeUp && kind == .workday
        }
    }

    /// Whether a day is worked; beyond the table none is.
    func isWorked(_ day: Int) -> Bool { worked.indices.contains(day) && worked[day] }

    /// The n-th worked day after a day; the day itself for 0.
    func after(_ day: Int, _ days: Int) -> Int {
        var (day, left) = (day, days)
        while left > 0, day < worked.count {
            day += 1
            if isWorked(day) { left -= 1 }
        }
        return day
    }

    /// The first worked day that is not earlier.
    func worked(from day: Int) -> Int { isWorked(day) ? day : after(day, 1) }

    /// Worked days later than one day and not later than another.
    func between(_ start: Int, _ end: Int) -> Int { start < end ? (start + 1...end).count { isWorked($0) } : 0 }

    /// The date of a day.
    func date(_ day: Int) -> CivilDate { first.adding(days: Int64(day)) }

    /// The month of a day.
    func month(_ day: Int) -> ScoreMonth { ScoreMonth(date(day)) }

    /// The worked days that are played.
    var all: [Int] { (0..<count).filter(isWorked) }
}
