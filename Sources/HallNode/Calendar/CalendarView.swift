public import Tiers

/// The calendar that counts at a hall.
extension Hall {
    /// The calendar that deadlines are computed by: the newest that came from the province, else the built-in one.
    public func calendar() throws(HallError) -> WorkCalendar { try read { try CalendarStore.current($0) } }
}

/// `hall calendar show`.
public enum CalendarView {
    /// Version, years and days of the calendar that counts here.
    public static func show(_ hall: Hall) throws(HallError) -> JSONValue {
        let (calendar, publishedAt) = try hall.read {
            (try CalendarStore.current($0), try CalendarStore.publishedAt($0))
        }
        return .fields([
            "version": .text(calendar.version), "edition": .optional(calendar.edition.map { Int64(clamping: $0) }),
            "publishedAt": .optional(publishedAt?.text),
            "years": .list(calendar.publishedYears.map { .int(Int64($0)) }),
            "days": .list(
                calendar.days.map { day in
                    .fields([
                        "date": .text(day.date.text), "kind": .text(day.kind.rawValue), "name": .text(day.name),
                    ])
                }),
        ])
    }

    /// The table as it is published.
    public static func table(_ hall: Hall) throws(HallError) -> [UInt8] { CalendarFile.written(try hall.calendar()) }
}
