/// A time in which the main clock stood still: the applicant was asked to correct a returned case, or a special
/// procedure ran (行政许可法 art. 45).
///
/// Days count as they fall in China. As with acceptance, the day of the event itself is not counted: the days later
/// than `from` and not later than `through` do not count towards a limit, and a stop within one day changes
/// nothing.
public struct ClockStop: Hashable, Sendable {
    /// The day on which the correction was asked or the procedure began.
    public let from: CivilDate
    /// The day on which the supplement came, the procedure ended or the case went on; not before `from`.
    public let through: CivilDate

    /// A stop between two days. Nil if the second is not later: nothing was stopped.
    public init?(from: CivilDate, through: CivilDate) {
        guard from < through else { return nil }
        self.from = from
        self.through = through
    }
}
