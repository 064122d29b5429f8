public import Testing

/// Marks a test, or a suite, as the one that carries rows of `Tests/Data/owner-features.csv`: it would fail if the
/// program no longer did what the row names. `make coverage` turns these marks into `docs/coverage.md`.
public struct Carries: TestTrait, SuiteTrait {
    /// Numbers of rows, 1…355.
    public let rows: [Int]
}

extension Trait where Self == Carries {
    /// The rows of `Tests/Data/owner-features.csv` that stand or fall with this test, by their numbers.
    public static func carries(_ rows: Int...) -> Carries { Carries(rows: rows) }
}
