/// What a person of a hall may do (岗位). The words are the ones of the command line; where a matter names a step by one
/// of them, that role passes the step.
public enum StaffRole: String, Codable, Sendable, Hashable, CaseIterable, Comparable {
    /// 窗口: takes filings in, accepts, hands results out.
    case window
    /// 股室: reviews.
    case section
    /// 分管领导: signs for the head.
    case deputyHead = "deputy-head"
    /// 主管领导: signs last.
    case head
    /// 首席代表: decides on the spot where the matter allows it.
    case chiefRepresentative = "chief-representative"
    /// 监察人员: watches, urges, revokes cards; never approves.
    case supervisor

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .window: "窗口"
        case .section: "股室"
        case .deputyHead: "分管领导"
        case .head: "主管领导"
        case .chiefRepresentative: "首席代表"
        case .supervisor: "监察"
        }
    }

    /// In the order of the chain.
    public static func < (left: StaffRole, right: StaffRole) -> Bool { left.rank < right.rank }

    private var rank: Int { StaffRole.allCases.firstIndex(of: self) ?? 0 }
}
