/// The permanent name of a hall: its division code at founding without empty trailing groups (`3410`, `340122100`),
/// plus `:KEY` for a department's own node, plus `~N` if that id was used before. It never changes; the division code
/// does.
public struct HallID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id as it is written everywhere.
    public let rawValue: String

    /// Longest id in characters; a case number (at most 50) begins with it.
    public static let longest = 29

    /// Reads an id. Nil unless it is 2, 4, 6, 9 or 12 digits, then optionally `:` and 1 to 12 lower-case letters or
    /// digits, then optionally `~` and a number from 2 to 99.
    public init?(_ text: String) {
        guard text.utf8.count <= HallID.longest else { return nil }
        var rest = Substring(text)
        if let mark = rest.firstIndex(of: "~") {
            let number = rest[rest.index(after: mark)...]
            guard let value = Int(number), (2...99).contains(value), String(value) == number else { return nil }
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: ":") {
            let key = rest[rest.index(after: mark)...].utf8
            guard (1...12).contains(key.count), key.allSatisfy({ isLowerOrDigit($0) }) else { return nil }
            rest = rest[..<mark]
        }
        guard [2, 4, 6, 9, 12].contains(rest.utf8.count), rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        rawValue = text
    }

    /// The digits before any `:` or `~`: the division code at founding, by natural length.
    public var foundingDigits: String {
        String(rawValue.prefix { $0 != ":" && $0 != "~" })
    }

    /// The department's key for a department's own node (`dkj` of `360732:dkj`), else nil.
    public var department: String? {
        guard let mark = rawValue.firstIndex(of: ":") else { return nil }
        return String(rawValue[rawValue.index(after: mark)...].prefix { $0 != "~" })
    }

    /// The id as it is written everywhere.
    public var description: String { rawValue }

    /// By text, so that a hall stands before those founded under its code.
    public static func < (left: HallID, right: HallID) -> Bool { left.rawValue < right.rawValue }
}

private func isLowerOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
}

extension HallID: Codable {
    /// Reads a text that is an id; anything else is refused.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = HallID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a hall id: \(text.prefix(40))")
        }
        self = id
    }

    /// Writes the id as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
