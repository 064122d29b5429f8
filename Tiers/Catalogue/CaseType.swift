/// How a matter is handled (办件类型): the word that the catalogue, the command line and the facts of a case use.
public enum CaseType: String, Codable, Sendable, Hashable, CaseIterable {
    /// 即办件: everything is there and the window decides at once; its deadline is the day of acceptance.
    case immediate
    /// 答复件: the applicant asks, and the hall answers.
    case reply
    /// 承诺件: accepted at the window and decided within the promised limit.
    case promise
    /// 上报件: accepted at one hall and decided by a higher one.
    case reportUp = "report-up"
    /// 联办件: several departments review one case at the same time.
    case joint

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .immediate: "即办件"
        case .reply: "答复件"
        case .promise: "承诺件"
        case .reportUp: "上报件"
        case .joint: "联办件"
        }
    }
}
