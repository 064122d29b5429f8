import GRDB

/// What this program is.
public enum Release {
    /// The release.
    public static let version = "0.2.0"
    /// The first one, which did not write its name into its stores.
    static let first = "0.1.0"
    /// The version of the store's tables: the number of steps that lead to them. A store with more is refused.
    public static var schema: Int { HallSchema.migrator.migrations.count }
}
