/// A day on which the legal calendar departs from the week: a row of the table that the province publishes.
public struct CalendarDay: Hashable, Sendable, Codable {
    /// How it departs.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// 放假: a day off, on whatever day of the week it falls.
        case holiday
        /// 调休上班: a Saturday or Sunday that is worked.
        case workday
    }

    /// The day.
    public let date: CivilDate
    /// How it departs.
    public let kind: Kind
    /// The holiday that it belongs to, for people: 1 to 40 characters, none of them a control character.
    public let name: String

    /// Most characters of a name.
    public static let nameMax = 40

    /// A row of a table.
    public init(date: CivilDate, kind: Kind, name: String) {
        self.date = date
        self.kind = kind
        self.name = name
    }
}

/// A row of a calendar's table as it was written, with the line on which it stands, from 1.
public struct CalendarRow: Sendable {
    /// The line, from 1.
    public let line: Int
    /// `2026-02-13`.
    public let date: String
    /// `holiday` or `workday`.
    public let kind: String
    /// The holiday's name.
    public let name: String

    /// A row as it was written.
    public init(line: Int, date: String, kind: String, name: String) {
        self.line = line
        self.date = date
        self.kind = kind
        self.name = name
    }
}
