/// The limits that the law and the order of service set (domain.md §4.6 and §4.7), each by its name, with article and
/// source. A matter's own limits stand in the matter; these hold beside them, for all matters alike. Opening hours play
/// no part: days are those of the legal calendar.
public enum LegalRule: String, Codable, Sendable, Hashable, CaseIterable {
    /// 一次告知补正: asked in time, or the case counts as accepted on its receipt.
    case correction
    /// 决定
    case decision
    /// 延期
    case `extension`
    /// 联办决定
    case decisionJoint = "decision-joint"
    /// 联办延期
    case extensionJoint = "extension-joint"
    /// 下级预审
    case preReview = "pre-review"
    /// 颁发送达
    case delivery
    /// 听证申请
    case hearingRequest = "hearing-request"
    /// 组织听证
    case hearingHeld = "hearing-held"
    /// 听证通知
    case hearingNotice = "hearing-notice"
    /// 延续申请
    case renewal
    /// 转报
    case forwarding
    /// 告知结果
    case telling
    /// 答复
    case reply
    /// 投诉、举报办理
    case complaint

    /// The limit. Licences count working days (行政许可法 art. 82).
    public var limit: Limit {
        let days =
            switch self {
            case .correction, .hearingRequest, .reply: 5
            case .decision, .preReview, .hearingHeld: 20
            case .extension, .delivery, .complaint: 10
            case .decisionJoint: 45
            case .extensionJoint: 15
            case .hearingNotice: 7
            case .renewal: 30
            case .forwarding: 3
            case .telling: 2
            }
        return Limit(days: days) ?? LegalRule.oneDay
    }

    /// Where it stands.
    public var source: String {
        switch self {
        case .correction: "《中华人民共和国行政许可法》第三十二条第一款第四项"
        case .decision, .extension: "《中华人民共和国行政许可法》第四十二条第一款"
        case .decisionJoint, .extensionJoint: "《中华人民共和国行政许可法》第四十二条第二款"
        case .preReview: "《中华人民共和国行政许可法》第四十三条"
        case .delivery: "《中华人民共和国行政许可法》第四十四条"
        case .hearingRequest, .hearingHeld: "《中华人民共和国行政许可法》第四十七条"
        case .hearingNotice: "《中华人民共和国行政许可法》第四十八条"
        case .renewal: "《中华人民共和国行政许可法》第五十条"
        case .forwarding, .telling: "抄告相关制度：受理后三日内转报，答复后二日内告知申请人"
        case .reply: "政务服务咨询答复制度：五个工作日"
        case .complaint: "政务服务投诉举报办理制度：十个工作日"
        }
    }

    /// What it limits, for people: from when, and what ends it.
    public var meaning: Bilingual {
        switch self {
        case .correction:
            Bilingual(
                en: "from the receipt until the applicant is told all that is missing; else deemed accepted",
                zh: "自收件至一次告知全部补正内容；逾期视为受理")
        case .decision:
            Bilingual(
                en: "from acceptance to the decision, where the matter sets no other", zh: "自受理至作出决定（事项另有规定的从其规定）")
        case .extension: Bilingual(en: "longest extension, approved by the head", zh: "经负责人批准可以延长的最长时间")
        case .decisionJoint:
            Bilingual(en: "from acceptance to the decision of a joint case", zh: "联办件自受理至作出决定")
        case .extensionJoint: Bilingual(en: "longest extension of a joint case", zh: "联办件可以延长的最长时间")
        case .preReview:
            Bilingual(en: "from acceptance at a lower hall until it passes the case up", zh: "下级自受理至审查完毕并上报")
        case .delivery: Bilingual(en: "from the decision to the delivery", zh: "自作出决定至颁发、送达")
        case .hearingRequest: Bilingual(en: "from being told to the request for a hearing", zh: "自被告知至提出听证申请")
        case .hearingHeld: Bilingual(en: "from the request to the hearing", zh: "自提出申请至组织听证")
        case .hearingNotice: Bilingual(en: "notice before the hearing", zh: "举行听证前的通知时间")
        case .renewal: Bilingual(en: "application before the licence expires", zh: "有效期届满前提出延续申请的时间")
        case .forwarding: Bilingual(en: "from acceptance until the case is passed up", zh: "自受理至转报上级")
        case .telling:
            Bilingual(en: "from the superior's answer until the applicant is told", zh: "自上级答复至告知申请人")
        case .reply: Bilingual(en: "from acceptance of a question to the answer", zh: "咨询自受理至答复")
        case .complaint:
            Bilingual(en: "from acceptance of a complaint or report to the answer", zh: "投诉、举报自受理至答复")
        }
    }

    private static let oneDay: Limit = {
        guard let limit = Limit(days: 1) else { preconditionFailure("a limit can have one day") }
        return limit
    }()
}
