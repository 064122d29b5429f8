/// The first words of a link (`docs/formats.md` §9), JSON: a reader ignores what it does not know.
struct Hello: Hashable, Codable {
    var protocolMin: Int
    var protocolMax: Int
    var node: NodeID
    /// SHA-256 of the network's first root key, in hex.
    var root: String
    var practice: Bool
    /// The token that the other side gave last; nil before the first.
    var token: String?
    /// A token for the other side to present next time.
    var gives: String
    /// The dialling node's clock, ms since 1970 UTC.
    var clock: Int64
    var release: String
    /// The lanes that this node sends, with digests at head, head − 1, − 2, − 4 …
    var sends: [LaneMarks]
    /// How far this node has taken the other's lanes.
    var reads: [LaneMark]
    /// Protocol 2. The newest generation of the lanes between the two that this node knows.
    var generation: UInt32?
    /// Protocol 2. The token that the other side presented last, as `Tokens.mark` tells of it.
    var last: String?
    /// Protocol 2. How far the other side has signed for this node's lanes.
    var signed: [LaneMark]?
    /// Protocol 2. This node asks for new lanes.
    var asks: Asks?

    /// Why a node asks for new lanes by itself.
    enum Asks: String, Hashable, Codable {
        /// It knows that its store is an older copy.
        case setBack = "set-back"
        /// It is new here, or its store was repaired.
        case anew
    }

    struct LaneMark: Hashable, Codable {
        var lane: Int
        var generation: UInt32
        var position: UInt64
        var digest: String

        init(_ lane: LaneCode, generation: UInt32, _ point: LanePoint) {
            self.lane = lane.rawValue
            self.generation = generation
            position = point.position
            digest = point.digest.hex
        }

        var point: LanePoint? { Hash256(hex: digest).map { LanePoint(position: position, digest: $0) } }
    }

    struct LaneMarks: Hashable, Codable {
        var lane: Int
        var generation: UInt32
        var marks: [LaneMark]
    }
}

/// The listening node's answer.
struct Welcome: Hashable, Codable {
    var protocolChosen: Int
    var node: NodeID
    /// The token that the dialling node gave last; nil before the first.
    var token: String?
    /// A fresh one, stored before it is used.
    var gives: String
    /// The listening node's clock, ms since 1970 UTC.
    var clock: Int64
    var release: String
    /// Where this node listens now.
    var address: String?
    var sends: [Hello.LaneMarks]
    var reads: [Hello.LaneMark]
    /// Protocol 2. The lanes between the two begin anew, and both sides compare what they hold.
    var anew: Anew?

    struct Anew: Hashable, Codable {
        /// Of the lanes of both directions, from now on.
        var generation: UInt32
        /// The dialling node's store is an older copy of itself.
        var childIsOlder: Bool
        /// The listening node's store is.
        var superiorIsOlder: Bool
    }
}

/// "No, because": a word that scripts know, and a sentence for people.
public struct Rejection: Error, Hashable, Sendable, Codable {
    /// Why.
    public let reason: Reason
    /// What is wrong and what to do, in English.
    public let message: String

    /// Why a link is refused.
    public enum Reason: String, Hashable, Sendable, Codable {
        /// The directory here has no good key like the caller's.
        case unknownKey = "unknown-key"
        /// The caller's key was ended: a person decides what becomes of it.
        case keyEnded = "key-ended"
        /// No protocol version in common.
        case protocolVersion = "protocol"
        /// Another network's root.
        case otherNetwork = "other-network"
        /// A practice hall and a real one.
        case practice
        /// The token is an older one: that store is an older copy, or its disk runs twice.
        case staleToken = "stale-token"
        /// A lane or a signed receipt goes beyond what that store has: it was set back.
        case setBack = "set-back"
        /// The lanes differ at a position.
        case diverged
        /// The caller is not a child of this node.
        case notAChild = "not-a-child"
    }

    /// A refusal with its sentence.
    public init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}

/// Versions of the link's protocol that this release speaks.
public enum LinkProtocol {
    /// The oldest.
    public static let oldest = 1
    /// From here on lanes may begin anew.
    static let withNewLanes = 2
    /// The newest. 2: lanes that begin anew (`heads`, `lacks`, `renewal`, `plea`), and receipts that name single rows.
    public static let newest = 2
}
