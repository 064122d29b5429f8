/// Mistakes made in a county's year on purpose: each must be found, or what is compared at its end says nothing.
public enum CountyMistake: String, CaseIterable, Sendable {
    /// The oracle gives every limit a day less than it has.
    case dayLess
    /// The oracle takes make-up working days (调休) for days off.
    case noMakeUpDays
    /// No hall archives anything.
    case nothingArchived
    /// For a month the county does not look at the halls below it.
    case unsupervised
    /// A person takes points that no script knows.
    case unknownDeduction

    /// The month in which it is made, where it is made in one.
    static let month = 2
}
