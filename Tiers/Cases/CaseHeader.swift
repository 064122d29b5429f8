/// What a commit of a case's main stream tells everybody: its header and facts, as far as the rules need them.
public struct CaseHeader: Hashable, Sendable {
    /// The hall that wrote the commit.
    public var author: HallID
    /// The commit's place in the main stream.
    public var sequence: UInt64
    /// The writer's clock.
    public var at: Instant
    /// Who writes next; nil where the pen stays.
    public var nextWriter: HallID?
    /// The commit takes the pen over (接管): its author stands above the holder.
    public var takeover: Bool
    /// The facts; nil where there are none or this version cannot read them.
    public var facts: CaseFacts?

    /// The part of a header that the rules need.
    public init(
        author: HallID, sequence: UInt64, at: Instant, nextWriter: HallID? = nil, takeover: Bool = false,
        facts: CaseFacts? = nil
    ) {
        self.author = author
        self.sequence = sequence
        self.at = at
        self.nextWriter = nextWriter
        self.takeover = takeover
        self.facts = facts
    }
}
