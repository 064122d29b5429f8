/// A moment: milliseconds since 1970-01-01 00:00 UTC. The only form in which time travels; text is made at the edge.
public struct Instant: Hashable, Sendable, Comparable, Codable {
    /// Milliseconds since 1970-01-01 00:00 UTC; may be negative.
    public let milliseconds: Int64

    /// A moment by its milliseconds since 1970-01-01 00:00 UTC.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads a whole number.
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a whole number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    /// Earlier is less.
    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// Offset of China Standard Time, UTC+8 all year.
    public static let chinaOffsetMilliseconds: Int64 = 8 * 3_600_000

    /// The day in China on which this moment falls.
    public var chinaDate: CivilDate {
        let (local, overflow) = milliseconds.addingReportingOverflow(Instant.chinaOffsetMilliseconds)
        return CivilDate(daysSince1970: floorDivide(overflow ? milliseconds : local, 86_400_000))
    }

    /// `2026-02-13T09:00:00.000+08:00`: RFC 3339 in China Standard Time.
    public var text: String {
        let (sum, overflow) = milliseconds.addingReportingOverflow(Instant.chinaOffsetMilliseconds)
        let local = overflow ? milliseconds : sum
        let day = floorDivide(local, 86_400_000)
        let inDay = local - day * 86_400_000
        let clock = [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1_000 % 60].map { padded($0, 2) }
        return "\(CivilDate(daysSince1970: day).text)T\(clock.joined(separator: ":")).\(padded(inDay % 1_000, 3))+08:00"
    }
}

/// Division that rounds towards minus infinity; the divisor is positive.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}

/// A non-negative number with leading zeros.
func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
