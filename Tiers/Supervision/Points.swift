/// Points of a score book (分), in hundredths, so that sums are exact.
public struct Points: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Hundredths of a point.
    public let hundredths: Int

    /// So many hundredths, cut to ±1,000,000 points.
    public init(hundredths: Int) { self.hundredths = min(max(hundredths, -Points.most), Points.most) }

    /// Reads `1`, `0.5` or `1.25`, 0 to 1000; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : "0"
        let isDigits = (parts + [fraction]).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard isDigits, parts[0].utf8.count <= 4, fraction.utf8.count <= 2, let whole = Int(parts[0]), whole <= 1_000,
            let part = Int(fraction.utf8.count == 1 ? fraction + "0" : fraction)
        else { return nil }
        hundredths = whole * 100 + part
    }

    private static let most = 100_000_000

    /// None.
    public static let none = Points(hundredths: 0)

    /// `1.5`, `100`, `-0.25`.
    public var description: String {
        let size = abs(hundredths)
        let fraction = size % 100
        let digits = fraction % 10 == 0 ? String(fraction / 10) : padded(Int64(fraction), 2)
        return (hundredths < 0 ? "-" : "") + String(size / 100) + (fraction == 0 ? "" : "." + digits)
    }

    /// Fewer is less.
    public static func < (left: Points, right: Points) -> Bool { left.hundredths < right.hundredths }

    /// The sum.
    public static func + (left: Points, right: Points) -> Points {
        Points(hundredths: left.hundredths + right.hundredths)
    }

    /// The difference.
    public static func - (left: Points, right: Points) -> Points {
        Points(hundredths: left.hundredths - right.hundredths)
    }
}

extension Points: Codable {
    /// Reads a whole number of hundredths.
    public init(from decoder: any Decoder) throws {
        self.init(hundredths: try decoder.singleValueContainer().decode(Int.self))
    }

    /// Writes a whole number of hundredths.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hundredths)
    }
}
