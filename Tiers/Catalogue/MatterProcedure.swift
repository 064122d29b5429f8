/// A special procedure that a matter may need, with the time that it takes at most (特别程序及所需时间). The guide and the
/// notice of acceptance say it beforehand.
public struct MatterProcedure: Codable, Hashable, Sendable {
    /// Which one.
    public var procedure: SpecialProcedure
    /// Working days, 1…3650.
    public var days: Int

    /// A procedure and its time.
    public init(_ procedure: SpecialProcedure, days: Int) {
        self.procedure = procedure
        self.days = days
    }
}
