/// What the province publishes of a calendar: all of its rows.
public struct CalendarContent: Hashable, Sendable, Codable {
    /// The rows, ascending.
    public let days: [CalendarDay]

    /// The rows of a calendar.
    public init(_ calendar: WorkCalendar) { days = calendar.days }

    /// The calendar of these rows. Nil where they are none: what is received is checked like what is typed.
    public func calendar(edition: UInt64) -> WorkCalendar? {
        let rows = days.enumerated().map { place, day in
            CalendarRow(line: place + 1, date: day.date.text, kind: day.kind.rawValue, name: day.name)
        }
        return try? WorkCalendar(rows: rows, file: "calendar", edition: edition)
    }
}

/// What a new calendar makes different.
public struct CalendarChange: Hashable, Sendable {
    /// Days that are worked now and were not before, ascending.
    public let worked: [CivilDate]
    /// Days off now that were worked before, ascending.
    public let off: [CivilDate]
    /// Years that are announced now and were not before, ascending.
    public let newYears: [Int]
    /// Years that were announced before and are no longer, ascending.
    public let lostYears: [Int]

    /// The first day that counts otherwise; nil if none does. A deadline before it stands.
    public var first: CivilDate? { [worked.first, off.first].compactMap(\.self).min() }

    /// From one calendar to the next.
    public init(from old: WorkCalendar, to new: WorkCalendar) {
        let named = Set(old.days.map(\.date)).union(new.days.map(\.date)).sorted()
        worked = named.filter { !old.isWorkingDay($0) && new.isWorkingDay($0) }
        off = named.filter { old.isWorkingDay($0) && !new.isWorkingDay($0) }
        newYears = new.publishedYears.filter { !old.isPublished(year: $0) }
        lostYears = old.publishedYears.filter { !new.isPublished(year: $0) }
    }
}
