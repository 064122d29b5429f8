/// What supervision looks at (监察规则). The words name cards and stand in rule sets; they never change.
public enum SupervisionRule: String, Codable, Sendable, Hashable, CaseIterable {
    /// 受理时限: told what is missing, accepted or declined in time (行政许可法 art. 32).
    case acceptanceTime = "acceptance-time"
    /// 办理时限: the whole case, from acceptance to decision.
    case caseTime = "case-time"
    /// 环节时限: a step over its limit although the whole may not be.
    case stepTime = "step-time"
    /// 上报时限: passed up in time after acceptance.
    case forwardTime = "forward-time"
    /// 送达时限: the result handed out in time after the decision (行政许可法 art. 44).
    case deliveryTime = "delivery-time"
    /// 咨询答复时限
    case consultationTime = "consultation-time"
    /// 投诉、举报办理时限
    case complaintTime = "complaint-time"
    /// 特别程序时限: it took longer than the applicant was told (行政许可法 art. 45).
    case procedureTime = "procedure-time"
    /// 不予受理未说明理由
    case noReason = "no-reason"
    /// 无审查内容
    case noReviewContent = "no-review-content"
    /// 不予许可未说明理由
    case refusalWithoutReason = "refusal-without-reason"
    /// 违规收费: charged what the list does not have, or more.
    case illegalCharge = "illegal-charge"
    /// 上级督办逾期未复
    case queryUnanswered = "query-unanswered"
    /// 下达监察督办单
    case orderIssued = "order-issued"
    /// 复议变更
    case decisionChanged = "decision-changed"
    /// 诉讼败诉
    case lawsuitLost = "lawsuit-lost"
    /// 申请人不满意
    case dissatisfied
    /// 违反程序
    case procedure
    /// 违反条件
    case conditions
    /// 未按规定公开
    case publication
    /// 服务态度
    case attitude

    /// How a breach is found.
    public enum Kind: Sendable, Hashable {
        /// By a clock.
        case time
        /// By what was written.
        case content
        /// By a person, who issues the card.
        case person
    }

    /// How a breach is found.
    public var kind: Kind {
        switch self {
        case .acceptanceTime, .caseTime, .stepTime, .forwardTime, .deliveryTime, .consultationTime, .complaintTime,
            .procedureTime:
            .time
        case .noReason, .noReviewContent, .refusalWithoutReason, .illegalCharge, .queryUnanswered: .content
        case .orderIssued, .decisionChanged, .lawsuitLost, .dissatisfied, .procedure, .conditions, .publication,
            .attitude:
            .person
        }
    }

    /// The five areas that are watched (监察内容).
    public enum Area: String, Sendable, Hashable, CaseIterable {
        /// 信息公开
        case publication
        /// 办件受理
        case acceptance
        /// 办理过程
        case process
        /// 服务态度
        case attitude
        /// 咨询投诉
        case enquiry

        /// The word that people read.
        public var chinese: String {
            switch self {
            case .publication: "信息公开"
            case .acceptance: "办件受理"
            case .process: "办理过程"
            case .attitude: "服务态度"
            case .enquiry: "咨询投诉"
            }
        }
    }

    /// The area that it watches.
    public var area: Area {
        switch self {
        case .publication: .publication
        case .acceptanceTime, .noReason, .conditions: .acceptance
        case .caseTime, .stepTime, .forwardTime, .deliveryTime, .procedureTime, .noReviewContent, .refusalWithoutReason,
            .illegalCharge, .queryUnanswered, .orderIssued, .decisionChanged, .lawsuitLost, .procedure:
            .process
        case .attitude, .dissatisfied: .attitude
        case .consultationTime, .complaintTime: .enquiry
        }
    }

    /// The words that people read.
    public var text: Bilingual {
        switch self {
        case .acceptanceTime: Bilingual(en: "not accepted or told in time", zh: "超过受理时限")
        case .caseTime: Bilingual(en: "the case is over its limit", zh: "超过办理时限")
        case .stepTime: Bilingual(en: "a step is over its limit", zh: "超过环节时限")
        case .forwardTime: Bilingual(en: "not passed up in time", zh: "超过上报时限")
        case .deliveryTime: Bilingual(en: "not handed out in time", zh: "超过送达时限")
        case .consultationTime: Bilingual(en: "a question is not answered in time", zh: "超过咨询答复时限")
        case .complaintTime: Bilingual(en: "a complaint is not answered in time", zh: "超过投诉举报办理时限")
        case .procedureTime: Bilingual(en: "a special procedure took longer than told", zh: "特别程序超过告知的时间")
        case .noReason: Bilingual(en: "declined without reasons", zh: "不予受理未说明理由")
        case .noReviewContent: Bilingual(en: "no review content", zh: "无审查内容")
        case .refusalWithoutReason: Bilingual(en: "refused without reasons", zh: "不予许可未说明理由")
        case .illegalCharge: Bilingual(en: "charged beyond the list", zh: "超出收费目录收费")
        case .queryUnanswered: Bilingual(en: "the superior's urging is unanswered", zh: "上级督办逾期未答复")
        case .orderIssued: Bilingual(en: "a supervision order was issued", zh: "因异常被下达督办单")
        case .decisionChanged: Bilingual(en: "the decision was changed in reconsideration", zh: "行政复议变更决定")
        case .lawsuitLost: Bilingual(en: "a lawsuit was lost", zh: "行政诉讼败诉")
        case .dissatisfied: Bilingual(en: "the applicant is dissatisfied", zh: "申请人不满意")
        case .procedure: Bilingual(en: "against the procedure", zh: "违反法定程序")
        case .conditions: Bilingual(en: "against the conditions", zh: "违反受理条件")
        case .publication: Bilingual(en: "not published as it must be", zh: "未按规定公开")
        case .attitude: Bilingual(en: "conduct at the desk", zh: "服务态度不符合规范")
        }
    }
}

/// The colour of a card (牌).
public enum CardColour: String, Codable, Sendable, Hashable, CaseIterable, Comparable {
    /// 预警: before anything is late; costs nothing.
    case reminder
    /// 黄牌
    case yellow
    /// 红牌
    case red

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .reminder: "预警"
        case .yellow: "黄牌"
        case .red: "红牌"
        }
    }

    /// The graver is more.
    public static func < (left: CardColour, right: CardColour) -> Bool { left.rank < right.rank }

    private var rank: Int { CardColour.allCases.firstIndex(of: self) ?? 0 }
}
