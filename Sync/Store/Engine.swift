public import GRDB

/// What every part of the engine needs to know: who this node is, whose root it trusts, and whom to ask about streams.
/// A value without state: all state is in the database that each call gets.
public struct Engine: Sendable {
    /// This node.
    public let node: NodeID
    /// SHA-256 of the network's first root key: the one thing that is believed without proof.
    public let root: KeyID
    /// The business's rules about streams.
    public let policy: any Policy
    /// The business's read models.
    public let projector: any Projector

    /// Set inside a write transaction.
    var memo: TransactionMemo?

    /// An engine for one node of the network under `root`.
    public init(node: NodeID, root: KeyID, policy: any Policy, projector: any Projector) {
        self.node = node
        self.root = root
        self.policy = policy
        self.projector = projector
    }
}

/// The business's read models. Called inside the transaction that stores, and again in log order by a rebuild: what it
/// writes must depend on nothing but the log, the journal and what it wrote before.
public protocol Projector: Sendable {
    /// A commit was stored, or the body of one that was held as a header.
    func project(_ stored: StoredCommit, _ db: Database) throws

    /// Forget what was projected: of all streams, before a rebuild.
    func reset(_ db: Database) throws

    /// Forget what was projected of one main stream and its side streams, or of one stream that has none, before it is
    /// projected anew: other contents of it count now.
    func reset(_ main: StreamName, _ db: Database) throws
}
