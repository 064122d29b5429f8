/// The tier of a hall (层级): an attribute of the hall, not the length of its code. Tiers can be missing on the way up
/// (Dongguan has no counties), and a development zone has a hall but no regular code.
public enum Tier: String, Codable, Sendable, CaseIterable, Comparable {
    /// 省
    case province
    /// 市
    case city
    /// 县
    case county
    /// 乡镇
    case township
    /// 村
    case village

    /// 1 for the province … 5 for the village.
    public var depth: Int {
        switch self {
        case .province: 1
        case .city: 2
        case .county: 3
        case .township: 4
        case .village: 5
        }
    }

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .province: "省级"
        case .city: "市级"
        case .county: "县级"
        case .township: "乡镇级"
        case .village: "村级"
        }
    }

    /// A higher tier is *less*: `.province < .village`.
    public static func < (left: Tier, right: Tier) -> Bool { left.depth < right.depth }
}
