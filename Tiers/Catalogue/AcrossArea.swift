/// 通办范围: how far a matter may be taken in for another area.
public enum AcrossArea: String, Codable, Sendable, Hashable, CaseIterable {
    /// 不通办: only for the hall's own area.
    case none
    /// 县域通办: for areas of the same county.
    case county
    /// 市域通办: for areas of the same city.
    case city
    /// 省内通办: for areas of the same province.
    case province

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .none: "不通办"
        case .county: "县域通办"
        case .city: "市域通办"
        case .province: "省内通办"
        }
    }

    /// Whether a case may go from a hall to an area whose ways up first meet at a hall of this tier; nil: they do not
    /// meet.
    public func allows(_ common: Tier?) -> Bool {
        guard let common else { return false }
        switch self {
        case .none: return false
        case .county: return common >= .county
        case .city: return common >= .city
        case .province: return true
        }
    }
}
