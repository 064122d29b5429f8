/// A time limit (时限) with its unit: the unit belongs to the limit, since laws differ (domain.md §4.6).
public struct Limit: Hashable, Sendable {
    /// What is counted.
    public enum Unit: String, Codable, Sendable, Hashable, CaseIterable {
        /// 工作日: days without weekends and statutory holidays (行政许可法 art. 82).
        case working
        /// 自然日: every day.
        case natural

        /// The word that people read.
        public var chinese: String {
            switch self {
            case .working: "工作日"
            case .natural: "自然日"
            }
        }
    }

    /// Days, 1…3650.
    public let days: Int
    /// What is counted.
    public let unit: Unit

    /// The days that a limit can have; ten years is beyond any limit of administrative law.
    public static let range = 1...3_650

    /// A limit. Nil if the days are not in 1…3650.
    public init?(days: Int, unit: Unit = .working) {
        guard Limit.range.contains(days) else { return nil }
        self.days = days
        self.unit = unit
    }
}

extension Limit: Codable {
    private enum CodingKeys: String, CodingKey {
        case days
        case unit
    }

    /// Reads days and unit; refuses days that are not in 1…3650.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let days = try container.decode(Int.self, forKey: .days)
        let unit = try container.decode(Unit.self, forKey: .unit)
        guard let limit = Limit(days: days, unit: unit) else {
            throw DecodingError.dataCorruptedError(
                forKey: .days, in: container, debugDescription: "a limit has 1 to 3650 days, not \(days)")
        }
        self = limit
    }

    /// Writes days and unit.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(days, forKey: .days)
        try container.encode(unit, forKey: .unit)
    }
}
