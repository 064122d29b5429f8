/// Where a case stands (阶段). The words are the ones of the command line and never change with the language.
public enum CaseStage: String, Codable, Sendable, Hashable, CaseIterable {
    /// 收件: taken in at the origin.
    case received
    /// 补正: the applicant was told, once, all that is missing.
    case correcting
    /// 受理: complete; the main clock runs.
    case accepted
    /// 不予受理: an end.
    case declined
    /// 办理中: a step of a chain was passed, or an addressee has received the case.
    case inReview = "in-review"
    /// 特别程序: a hearing, an inspection …; the main clock stands still.
    case suspended
    /// 已上报: handed to another hall that has not received it yet.
    case forwarded
    /// 已退回: given back to a hall that held it before.
    case returned
    /// 准予: decided for the applicant.
    case granted
    /// 不予许可: decided against the applicant.
    case refused
    /// 办结: the result is registered, and the case is back at its origin.
    case concluded
    /// 已送达: the result was handed over; an end.
    case delivered
    /// 已撤回: the applicant no longer wants it; an end.
    case withdrawn
    /// 已终止: what was left open at the acceptance was not handed in; an end.
    case terminated
    /// 已归档: nothing is written any more.
    case archived

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .received: "收件"
        case .correcting: "补正"
        case .accepted: "受理"
        case .declined: "不予受理"
        case .inReview: "办理中"
        case .suspended: "特别程序"
        case .forwarded: "已上报"
        case .returned: "已退回"
        case .granted: "准予"
        case .refused: "不予许可"
        case .concluded: "办结"
        case .delivered: "已送达"
        case .withdrawn: "已撤回"
        case .terminated: "已终止"
        case .archived: "已归档"
        }
    }

    /// Nothing follows for the applicant: declined, delivered, withdrawn, terminated, and then archived.
    public var isEnd: Bool {
        self == .declined || self == .delivered || self == .withdrawn || self == .terminated || self == .archived
    }

    /// The hall has decided: granted, refused and what follows them. The main clock has stopped for good.
    public var isDecided: Bool {
        self == .granted || self == .refused || self == .concluded || self == .delivered
    }
}
