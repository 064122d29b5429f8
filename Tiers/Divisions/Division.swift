/// One division (行政区划) of a tree.
public struct Division: Hashable, Sendable {
    /// Its code.
    public let code: DivisionCode
    /// Its name, 1 to 100 characters.
    public let name: String
    /// Its tier, as the table says it.
    public let tier: Tier
    /// The division above; nil for a province.
    public let parent: DivisionCode?
}
