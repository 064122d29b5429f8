/// The signed part of a commit (`docs/formats.md` §1). Its bytes are kept and reproduced as they came; this value is
/// read from them.
public struct Header: Hashable, Sendable {
    /// Version that this engine writes. 0 is never used: it marks the inner nodes of hash trees.
    public static let currentVersion: UInt8 = 1

    /// Format version, from 1. The layout is the same for every version; what comes later stands in `extra`.
    public var version = Header.currentVersion
    /// Signature and hash algorithms.
    public var suite = Suite.p256
    /// The key that signed.
    public var author: KeyID
    /// Ordinal among all commits of this key, from 1. A key ends at one of these.
    public var authorSequence: UInt64
    /// The stream that this commit continues.
    public var stream: StreamName
    /// Ordinal in the stream, from 1.
    public var sequence: UInt64
    /// Id of the stream's previous commit; zero at sequence 1.
    public var previous: CommitID
    /// Who holds the pen after this commit; nil: as before.
    public var nextWriter: NodeID?
    /// Side streams that this commit opens, each with its writer.
    public var pens: [PenGrant] = []
    /// Nodes that this commit adds to the case.
    public var joins: [NodeID] = []
    /// Set when the author takes the pen over from below.
    public var takeover: Takeover?
    /// The writer's clock: milliseconds since 1970 UTC. Decides nothing but legal time.
    public var writtenAt: Int64
    /// The writer's clock less the time that its superior said, in milliseconds, as last measured; nil: never measured.
    public var clockOffset: Int64?
    /// SHA-256 of the body.
    public var bodyHash: Hash256
    /// What later versions add; hashed, and carried on by those who do not know it.
    public var extra: [UInt8] = []
    /// The public part of what happened, opaque to the engine; at most 512 bytes.
    public var facts: [UInt8]

    /// A side stream and its first writer.
    public struct PenGrant: Hashable, Sendable {
        /// What follows the main stream's name and a slash: `opinion/360732/dkj`.
        public var suffix: String
        /// Who may write there.
        public var writer: NodeID

        /// The side stream `suffix` of the commit's own stream, written by `writer`.
        public init(suffix: String, writer: NodeID) {
            self.suffix = suffix
            self.writer = writer
        }
    }

    /// Names the directory commit that puts the author above the holder. `previous` names the last commit that counts.
    public struct Takeover: Hashable, Sendable {
        /// The node that held the pen.
        public var holder: NodeID
        /// Sequence in the holder's directory stream.
        public var entrySequence: UInt64
        /// Id of that directory commit.
        public var entry: CommitID

        /// A takeover from `holder`, whose entry `entry` at `entrySequence` names its superiors.
        public init(holder: NodeID, entrySequence: UInt64, entry: CommitID) {
            self.holder = holder
            self.entrySequence = entrySequence
            self.entry = entry
        }
    }

    /// A header with the parts that every commit has; the others are set after.
    public init(
        author: KeyID, authorSequence: UInt64, stream: StreamName, sequence: UInt64, previous: CommitID,
        writtenAt: Int64, clockOffset: Int64?, bodyHash: Hash256, facts: [UInt8]
    ) {
        self.author = author
        self.authorSequence = authorSequence
        self.stream = stream
        self.sequence = sequence
        self.previous = previous
        self.writtenAt = writtenAt
        self.clockOffset = clockOffset
        self.bodyHash = bodyHash
        self.facts = facts
    }
}

/// Signature and hash algorithms, a byte of every header, so that SM2 with SM3 can stand beside these.
public struct Suite: RawRepresentable, Hashable, Sendable {
    /// The byte in the header.
    public let rawValue: UInt8

    /// Any byte: a suite that is not known makes a commit wait, not fail.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// ECDSA over P-256 with SHA-256.
    public static let p256 = Suite(rawValue: 1)
}
