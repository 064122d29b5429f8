/// What a reply case (答复件) answers. The three have clocks and cards of their own.
public enum Enquiry: String, Codable, Sendable, Hashable, CaseIterable {
    /// 咨询: a question.
    case consultation
    /// 投诉: against how somebody was served.
    case complaint
    /// 举报: of a wrong that somebody saw.
    case report

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .consultation: "咨询"
        case .complaint: "投诉"
        case .report: "举报"
        }
    }

    /// By when it is answered, counted from acceptance, where the matter sets no limit of its own.
    public var rule: LegalRule { self == .consultation ? .reply : .complaint }
}
