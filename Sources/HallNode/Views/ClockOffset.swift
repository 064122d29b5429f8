import Tiers

/// How far two clocks are apart, as people say it.
enum ClockOffset {
    /// "… by 12 minutes": in the largest unit that fits at least twice, rounded down.
    ///
    /// - Parameters:
    ///   - offset: ms; above 0 the clock is ahead.
    ///   - ahead: what to say of a clock that is ahead, without how far.
    ///   - behind: of one that is behind.
    static func words(_ offset: Int64, ahead: Bilingual, behind: Bilingual) -> Bilingual {
        let units: [(milliseconds: UInt64, en: String, zh: String)] = [
            (365 * 86_400_000, "years", "年"), (86_400_000, "days", "天"), (3_600_000, "hours", "小时"),
            (60_000, "minutes", "分钟"), (1_000, "seconds", "秒"), (1, "ms", "毫秒"),
        ]
        let unit = units.first { offset.magnitude >= 2 * $0.milliseconds } ?? (1, "ms", "毫秒")
        let count = offset.magnitude / unit.milliseconds
        let begin = offset < 0 ? behind : ahead
        return Bilingual(en: "\(begin.en) by \(count) \(unit.en)", zh: "\(begin.zh) \(count) \(unit.zh)")
    }
}
