/// What this program is.
public enum Release {
    /// The release.
    public static let version = "0.1.0"
    /// The version of the store's tables; a newer one is refused.
    public static let schema = 1
}
