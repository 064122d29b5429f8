/// A rule set of electronic supervision (电子监察规则): one version. Every threshold is data; the province publishes it, and
/// a card says under which version it was issued.
public struct SupervisionRules: Codable, Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// Where it comes from: law, standard, document.
    public var basis: String
    /// 预警: remaining working days at or below which a reminder goes out, 0…30.
    public var reminderDays: Int
    /// 预警: the share of the limit that remains, in per cent, at or below which a reminder goes out, 0…100. The
    /// earlier of the two counts.
    public var reminderPercent: Int
    /// 黄牌: working days over the limit up to which a card is yellow, 1…30; above it is red.
    public var yellowDays: Int
    /// A reason has at least so many characters, 1…1,000.
    public var reasonCharacters: Int
    /// A review has at least so many characters, 1…1,000.
    public var reviewCharacters: Int
    /// Natural days in which an urging is to be answered, 1…365.
    public var answerDays: Int
    /// Points of a unit at the beginning of a month.
    public var base: Points
    /// The rules in force, in order.
    public var entries: [Entry]

    /// One rule.
    public struct Entry: Codable, Hashable, Sendable {
        /// What it looks at.
        public var rule: SupervisionRule
        /// The limit of a rule of time that the matter itself does not give.
        public var limit: Limit?
        /// 黄牌 costs so many points; nil: none is issued.
        public var yellow: Points?
        /// 红牌 costs so many points; nil: none is issued.
        public var red: Points?
        /// Where the rule comes from.
        public var source: String?

        /// A rule.
        public init(
            _ rule: SupervisionRule, limit: Limit? = nil, yellow: Points? = nil, red: Points? = nil,
            source: String? = nil
        ) {
            self.rule = rule
            self.limit = limit
            self.yellow = yellow
            self.red = red
            self.source = source
        }

        /// What a card of a colour costs; nil where none is issued.
        public func points(_ colour: CardColour) -> Points? {
            switch colour {
            case .reminder: Points.none
            case .yellow: yellow
            case .red: red
            }
        }
    }

    /// The rule of a word; nil where the set does not have it.
    public func entry(_ rule: SupervisionRule) -> Entry? { entries.first { $0.rule == rule } }

    /// The rules that hold where the province has published none.
    public static let builtIn = SupervisionRules(
        name: "电子监察默认规则", basis: "《行政许可法》第三十二、四十二至四十五条；2013年绩效考核评分规程", reminderDays: 1,
        reminderPercent: 20, yellowDays: 1, reasonCharacters: 10, reviewCharacters: 2, answerDays: 30,
        base: Points(hundredths: 10_000),
        entries: [
            Entry(.acceptanceTime, limit: Limit(days: 5), yellow: one, red: oneAndHalf, source: "《行政许可法》第三十二条"),
            Entry(.caseTime, yellow: one, red: oneAndHalf, source: "2013年评分规程：超法定时限1日、2日以上"),
            Entry(.stepTime, yellow: one, red: oneAndHalf, source: "环节超时而总时限未超"),
            Entry(.forwardTime, limit: Limit(days: 3), yellow: one, red: oneAndHalf, source: "受理后3日内上报"),
            Entry(.deliveryTime, limit: Limit(days: 10), yellow: one, red: oneAndHalf, source: "《行政许可法》第四十四条"),
            Entry(.consultationTime, yellow: one, red: oneAndHalf, source: "咨询答复：5个工作日"),
            Entry(.complaintTime, yellow: one, red: oneAndHalf, source: "投诉举报办理：10个工作日（含第10日）"),
            Entry(.procedureTime, yellow: one, red: oneAndHalf, source: "《行政许可法》第四十五条"),
            Entry(.noReason, yellow: half, source: "2013年评分规程：理由少于10字"),
            Entry(.noReviewContent, yellow: half, source: "2013年评分规程"),
            Entry(.refusalWithoutReason, yellow: half, source: "2013年评分规程"),
            Entry(.illegalCharge, red: oneAndHalf, source: "无依据收费或超标准收费"),
            Entry(.queryUnanswered, yellow: half, source: "2013年评分规程：上级查询一个月未答复"),
            Entry(.orderIssued, yellow: half, source: "2013年评分规程：异常督办"),
            Entry(.decisionChanged, yellow: one, source: "2013年评分规程"),
            Entry(.lawsuitLost, yellow: one, source: "2013年评分规程"),
            Entry(.dissatisfied, yellow: one, source: "2013年评分规程"),
            Entry(.procedure, yellow: one, red: oneAndHalf, source: "违反程序"),
            Entry(.conditions, yellow: one, red: oneAndHalf, source: "违反条件"),
            Entry(.publication, yellow: half, source: "信息公开检查"),
            Entry(.attitude, yellow: half, source: "服务态度检查"),
        ])

    private static let half = Points(hundredths: 50)
    private static let one = Points(hundredths: 100)
    private static let oneAndHalf = Points(hundredths: 150)
}
