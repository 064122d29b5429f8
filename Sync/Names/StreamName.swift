/// The name of a stream: `kind` or `kind/…`. It contains its founder, so that no two nodes can found one stream.
public struct StreamName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The name as it stands in headers.
    public let rawValue: String

    /// Nil unless 1 to 200 bytes without control characters, not beginning or ending with `/` and with no empty part.
    public init?(_ text: String) {
        let utf8 = text.utf8
        guard (1...Bounds.streamNameBytes).contains(utf8.count), utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            utf8.first != 0x2F, utf8.last != 0x2F,
            !zip(utf8, utf8.dropFirst()).contains(where: { $0 == 0x2F && $1 == 0x2F })
        else { return nil }
        rawValue = text
    }

    /// The parts between slashes; never empty.
    public var parts: [Substring] { rawValue.utf8.split(separator: 0x2F).map { Substring($0) } }

    /// The first part: `hall`, `matter`, `case` …
    public var kind: Substring { Substring(rawValue.utf8.prefix { $0 != 0x2F }) }

    /// A stream below this one; nil if the name would be no name.
    public func side(_ suffix: String) -> StreamName? { StreamName(rawValue + "/" + suffix) }

    /// The entry of a node in the directory.
    public static func directory(_ node: NodeID) -> StreamName {
        guard let name = StreamName("hall/" + node.rawValue) else { preconditionFailure("a node id is a name's part") }
        return name
    }

    /// The node whose directory entry this stream is; nil for every other stream.
    public var directoryNode: NodeID? {
        guard rawValue.hasPrefix("hall/") else { return nil }
        return NodeID(String(rawValue.dropFirst(5)))
    }

    /// For people and for logs.
    public var description: String { rawValue }

    /// Bytes are compared, as the database does: to Swift two ways of writing one accented letter are the same text.
    public static func == (left: StreamName, right: StreamName) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    /// Goes with `==`.
    public func hash(into hasher: inout Hasher) {
        for byte in rawValue.utf8 { hasher.combine(byte) }
    }

    /// In the order of their bytes.
    public static func < (left: StreamName, right: StreamName) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}
