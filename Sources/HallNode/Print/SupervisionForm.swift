/// A paper of electronic supervision (监察文书).
public enum SupervisionForm: String, Codable, CaseIterable, Hashable, Sendable {
    /// 预警、黄牌、红牌通知书
    case card
    /// 情况说明: what the hall says to its card.
    case explanation
    /// 撤销决定
    case revocation
    /// 督办单, with the answer once it is there.
    case order

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .card: "监察通知书"
        case .explanation: "监察情况说明"
        case .revocation: "监察牌撤销决定书"
        case .order: "督办单"
        }
    }

    /// The title for those who do not read Chinese.
    var english: String {
        switch self {
        case .card: "Notice of supervision"
        case .explanation: "Explanation of a card"
        case .revocation: "Revocation of a card"
        case .order: "Supervision order"
        }
    }

    /// The word in the document's number (文书编号).
    var numberWord: String {
        switch self {
        case .card: "监"
        case .explanation: "监说"
        case .revocation: "监撤"
        case .order: "督"
        }
    }
}
