import Tiers

/// Days and times as an official paper writes them (GB/T 9704-2012, 7.3.5.4): Arabic digits, no leading zeros.
enum ChineseDate {
    /// `2026年3月2日`
    static func day(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        return "\(year)年\(month)月\(day)日"
    }

    /// `2026年3月2日 09:05`, in China Standard Time.
    static func time(_ instant: Instant) -> String {
        // The clock part of `2026-03-02T09:05:00.000+08:00`.
        let clock = instant.text.drop { $0 != "T" }.dropFirst().prefix(5)
        return "\(day(instant.chinaDate)) \(clock)"
    }
}
