/// The last day of a limit (截止日).
public struct Deadline: Hashable, Sendable {
    /// The last day on which the work is in time.
    public let date: CivilDate
    /// True if the count ran through a year whose holidays are not published yet: compute it again when they are.
    public let provisional: Bool

    /// A deadline as computed or as read from a record.
    public init(date: CivilDate, provisional: Bool) {
        self.date = date
        self.provisional = provisional
    }
}

/// The calendar of working days (工作日历): Monday to Friday, without the holidays and with the make-up working days (调休)
/// that the State Council announces each year, in October to December for the next. It is the *legal* calendar; on
/// which days a hall opens is another matter.
public struct WorkCalendar: Sendable, Hashable {
    /// The rows that it was made of, ascending.
    public let days: [CalendarDay]
    /// The province's edition, from 1; nil for a calendar that nobody published, such as the built-in one.
    public let edition: UInt64?
    /// Holidays that fall on Monday to Friday, ascending, as days since 1970-01-01.
    private let holidays: [Int64]
    /// Weekend days that are worked, ascending, as days since 1970-01-01.
    private let makeUpDays: [Int64]
    /// The years whose holidays are announced, ascending; never empty.
    public let publishedYears: [Int]

    /// What is shown beside a deadline: last published year and number of rows, `2026.141`; of a published calendar
    /// its edition too, `2027.172.1`.
    public var version: String {
        "\(lastPublishedYear).\(days.count)" + (edition.map { ".\($0)" } ?? "")
    }

    /// The first year whose holidays are announced.
    public var firstPublishedYear: Int { publishedYears.first ?? 0 }
    /// The last year whose holidays are announced.
    public var lastPublishedYear: Int { publishedYears.last ?? 0 }

    /// The calendar that the program brings along.
    public static let builtIn: WorkCalendar = {
        do {
            return try WorkCalendar(csv: BuiltInData.holidays)
        } catch {
            preconditionFailure("the built-in calendar cannot be read: \(error)")
        }
    }()

    /// Reads a table `date,kind,name` with kind `holiday` or `workday`, at most 1 MB and 3,000 rows. A year counts as
    /// published when its 1 January is listed as holiday: a notice may touch the December before, so another row proves
    /// nothing. Throws all faults with their lines; the file's name stands in them.
    public init(csv: String, file: String = "holidays.csv") throws(TableFaults) {
        self.init(try CalendarTable(csv: csv, file: file), edition: nil)
    }

    /// Makes a calendar of rows that were cut already; as ``init(csv:file:)``.
    ///
    /// - Parameters:
    ///   - edition: the province's, from 1; nil for a calendar that nobody published.
    ///   - found: faults that whoever cut the rows has found; they are thrown with the others.
    public init(
        rows: [CalendarRow], file: String, edition: UInt64? = nil, found: [Fault] = []
    ) throws(TableFaults) {
        self.init(try CalendarTable(rows: rows, file: file, faults: found), edition: edition)
    }

    private init(_ table: CalendarTable, edition: UInt64?) {
        self.edition = edition
        days = table.days
        holidays = table.days.filter { $0.kind == .holiday && $0.date.weekday <= 5 }.map(\.date.daysSince1970)
        makeUpDays = table.days.filter { $0.kind == .workday }.map(\.date.daysSince1970)
        publishedYears = table.publishedYears
    }

    /// Whether offices work on this day. In a year that is not published: Monday to Friday.
    public func isWorkingDay(_ date: CivilDate) -> Bool {
        let day = date.daysSince1970
        return date.weekday <= 5
            ? !WorkCalendar.contains(day, in: holidays) : WorkCalendar.contains(day, in: makeUpDays)
    }

    /// Whether the holidays of the year are announced.
    public func isPublished(year: Int) -> Bool { publishedYears.contains(year) }

    /// The last day of a limit that starts on a day; the day itself is not counted. Working days: the n-th working day
    /// after it. Natural days: plain addition, never provisional.
    public func deadline(from start: CivilDate, limit: Limit) -> Deadline {
        let days = Int64(limit.days)
        guard limit.unit == .working else { return Deadline(date: start.adding(days: days), provisional: false) }
        // Any 7 days have 5 from Monday to Friday, so this many days hold the limit even if all holidays fell into
        // them.
        var low = Int64(1)
        var high = 2 * (days + Int64(holidays.count)) + 7
        while low < high {
            let middle = (low + high) / 2
            if workingDays(after: start, through: start.adding(days: middle)) >= days {
                high = middle
            } else {
                low = middle + 1
            }
        }
        let date = start.adding(days: low)
        let years = start.adding(days: 1).components.year...date.components.year
        return Deadline(date: date, provisional: !years.allSatisfy(isPublished))
    }

    /// Working days that are left: those after today up to the deadline; 0 on its own day. When late it is negative:
    /// the working days since the deadline, and at least one, so that a Saturday after a Friday's deadline is −1 as
    /// well.
    public func workingDaysLeft(from today: CivilDate, to deadline: CivilDate) -> Int {
        guard deadline < today else { return Int(workingDays(after: today, through: deadline)) }
        return -max(1, Int(workingDays(after: deadline, through: today)))
    }

    /// Working days later than one day and not later than another; 0 if the second is not later.
    public func workingDays(after start: CivilDate, through end: CivilDate) -> Int64 {
        guard start < end else { return 0 }
        return WorkCalendar.weekdays(through: end) - WorkCalendar.weekdays(through: start)
            - WorkCalendar.count(in: holidays, after: start, through: end)
            + WorkCalendar.count(in: makeUpDays, after: start, through: end)
    }

    /// Days from Monday to Friday since Monday, 1969-12-29, that day and the given one included.
    private static func weekdays(through date: CivilDate) -> Int64 {
        let days = date.daysSince1970 + 4
        let weeks = floorDivide(days, 7)
        return weeks * 5 + min(5, days - weeks * 7)
    }

    private static func count(in days: [Int64], after start: CivilDate, through end: CivilDate) -> Int64 {
        Int64(position(of: end.daysSince1970 + 1, in: days) - position(of: start.daysSince1970 + 1, in: days))
    }

    private static func contains(_ day: Int64, in days: [Int64]) -> Bool {
        let index = position(of: day, in: days)
        return index < days.count && days[index] == day
    }

    /// The index of the first entry that is not smaller.
    private static func position(of day: Int64, in days: [Int64]) -> Int {
        var low = 0
        var high = days.count
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
