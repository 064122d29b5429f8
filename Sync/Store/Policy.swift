/// What the engine asks the business about a stream. Answers depend on names alone, so that they are the same
/// everywhere.
public protocol Policy: Sendable {
    /// Who founds a stream, what kind it is, where it goes. Any name gets an answer: kinds of a later version pass
    /// through.
    func rules(of stream: StreamName) -> StreamRules

    /// Whether a superior with these codes may give a node this code (it lies inside one of its own).
    func mayGive(code: String, superiorCodes: [String]) -> Bool

    /// Whether a superior with these codes may found the entry of this node: else any hall could take the id of one
    /// that another is yet to enrol.
    func mayFound(_ node: NodeID, superiorCodes: [String]) -> Bool

    /// Whether a superior of one tier may enter a node of another: an entry of a high tier goes to every hall.
    func mayStand(tier: String, under superiorTier: String) -> Bool

    /// Whether every node of the network holds the entries of nodes of this tier.
    func isHeldEverywhere(tier: String) -> Bool
}

extension Policy {
    /// Where ids tell no code, any superior may.
    public func mayFound(_ node: NodeID, superiorCodes: [String]) -> Bool { true }

    /// Where tiers have no order, any may stand under any.
    public func mayStand(tier: String, under superiorTier: String) -> Bool { true }
}

/// The rules of one stream.
public struct StreamRules: Hashable, Sendable {
    /// Who writes the first commit.
    public var founder: Founder
    /// Whether each commit counts, or the newest alone.
    public var kind: Kind
    /// Which lanes it takes.
    public var laneClass: LaneClass
    /// Where it goes.
    public var scope: Scope
    /// A node above that gets a side stream whole, though of the main stream it gets headers only; nil: nobody.
    public var addressee: NodeID?

    /// The rules of a stream.
    public init(
        founder: Founder, kind: Kind, laneClass: LaneClass, scope: Scope, addressee: NodeID? = nil
    ) {
        self.founder = founder
        self.kind = kind
        self.laneClass = laneClass
        self.scope = scope
        self.addressee = addressee
    }

    /// Who may write a stream's first commit.
    public enum Founder: Hashable, Sendable {
        /// The node that the name contains.
        case node(NodeID)
        /// The superior of the node that the name contains: directory entries.
        case superior
        /// The top of the network.
        case top
        /// The node to which a commit of this stream gave the pen.
        case granted(by: StreamName)
    }

    /// Value or history.
    public enum Kind: Hashable, Sendable {
        /// Each commit holds the whole value.
        case value
        /// Every commit counts.
        case history
    }

    /// Where a stream's commits go.
    public enum Scope: Hashable, Sendable {
        /// A directory entry: to its ancestors, its subtree, and everywhere if its tier is.
        case directory
        /// To everyone below the node that it enters at, and up to the ancestors of its founder.
        case downAndUp
        /// To everyone below.
        case down
        /// To the participants of this main stream and the nodes between them; headers of the main stream to all above.
        case group(main: StreamName)
        /// Nowhere.
        case local
    }
}

/// The two kinds of lanes: order holds inside one, nothing depends on order between them.
public enum LaneClass: Int, Hashable, Sendable, CaseIterable {
    /// Directory and cases.
    case urgent = 0
    /// Catalogue, local lists, calendar.
    case bulk = 1
}
