/// A day of the Gregorian calendar, without time zone. Legal limits count these days as they fall in China.
public struct CivilDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Whole days since 1970-01-01; may be negative.
    public let daysSince1970: Int64

    /// A day by its distance from 1970-01-01.
    public init(daysSince1970: Int64) { self.daysSince1970 = daysSince1970 }

    /// A day by year, month and day. Nil if there is no such day, or the year is not in 1…9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.daysInMonth(year: year, month: month)
        else { return nil }
        daysSince1970 = CivilDate.days(year: Int64(year), month: Int64(month), day: Int64(day))
    }

    /// Reads `2026-02-13`. Nil for anything else, also for a day that does not exist.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]), let day = decimal(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month and day.
    public var components: (year: Int, month: Int, day: Int) {
        // Civil-from-days with eras of 400 years that begin on 1 March.
        let shifted = daysSince1970 + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))
    }

    /// 1 for Monday … 7 for Sunday (GB/T 7408, ISO 8601).
    public var weekday: Int {
        let sinceMonday = daysSince1970 + 3  // 1970-01-01 was a Thursday
        return Int(sinceMonday - floorDivide(sinceMonday, 7) * 7) + 1
    }

    /// The day that is so many days later (or earlier, if negative).
    public func adding(days: Int64) -> CivilDate { CivilDate(daysSince1970: daysSince1970 + days) }

    /// 00:00 of this day in China.
    public var startInChina: Instant {
        Instant(milliseconds: daysSince1970 * 86_400_000 - Instant.chinaOffsetMilliseconds)
    }

    /// `2026-02-13`.
    public var text: String {
        let (year, month, day) = components
        let sign = year < 0 ? "-" : ""
        return "\(sign)\(padded(Int64(abs(year)), 4))-\(padded(Int64(month), 2))-\(padded(Int64(day), 2))"
    }

    /// `2026-02-13`.
    public var description: String { text }

    /// Earlier is less.
    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// Days of a month, 28 to 31; the month is in 1…12.
    static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// The value of ASCII digits; nil if there is another character.
private func decimal(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}

extension CivilDate: Codable {
    /// Reads `2026-02-13`; anything else is refused.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CivilDate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date: \(text.prefix(20))")
        }
        self = date
    }

    /// Writes `2026-02-13`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
