/// The permanent id of a node (a hall). The engine takes it as a name; what its characters mean is the business's
/// affair.
public struct NodeID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id as it is written everywhere.
    public let rawValue: String

    /// Nil unless 1 to 32 characters of `0-9 a-z : ~`.
    public init?(_ text: String) {
        let utf8 = text.utf8
        guard (1...Bounds.nodeIDBytes).contains(utf8.count), utf8.allSatisfy(NodeID.allows) else { return nil }
        rawValue = text
    }

    private static func allows(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x3A || byte == 0x7E
    }

    /// For people and for logs.
    public var description: String { rawValue }

    /// In the order of their bytes.
    public static func < (left: NodeID, right: NodeID) -> Bool { left.rawValue < right.rawValue }
}

extension NodeID: Codable {
    /// From its text; anything else is an error that names the place.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = NodeID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a node id")
        }
        self = id
    }

    /// As its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
