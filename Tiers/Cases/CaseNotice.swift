/// Something that the applicant must be told (须告知), until a clerk marks it told.
public struct CaseNotice: Hashable, Sendable {
    /// What there is to tell.
    public enum What: String, Codable, Sendable, Hashable, CaseIterable {
        /// 受理
        case acceptance
        /// 补正
        case correction
        /// 不予受理
        case decline
        /// 容缺事项
        case gaps
        /// 告知承诺
        case commitment
        /// 退回
        case returned = "return"
        /// 特别程序
        case procedure
        /// 特别程序结束
        case resumption
        /// 延期
        case extended = "extension"
        /// 更正
        case amendment
        /// 决定
        case decision
        /// 领取
        case result
        /// 撤回
        case withdrawal
        /// 终止
        case termination

        /// The word that people read.
        public var chinese: String {
            switch self {
            case .acceptance: "受理"
            case .correction: "补正"
            case .decline: "不予受理"
            case .gaps: "容缺事项"
            case .commitment: "告知承诺"
            case .returned: "退回"
            case .procedure: "特别程序"
            case .resumption: "特别程序结束"
            case .extended: "延期"
            case .amendment: "更正"
            case .decision: "决定"
            case .result: "办理结果"
            case .withdrawal: "撤回"
            case .termination: "终止"
            }
        }

        /// Tells of an end that no delivery tells of.
        var isOfAnEnd: Bool { self == .decline || self == .withdrawal || self == .termination }

        /// What an action makes necessary to tell; nil for one of which the applicant need not be told.
        static func of(_ action: CaseAction?) -> What? {
            switch action {
            case .accept: .acceptance
            case .requestCorrection: .correction
            case .decline: .decline
            case .acceptWithGaps: .gaps
            case .notifyAndCommit: .commitment
            case .giveBack: .returned
            case .suspend: .procedure
            case .resume: .resumption
            case .extend: .extended
            case .amend: .amendment
            case .decide: .decision
            case .conclude, .answer, .sendResult: .result
            case .withdraw: .withdrawal
            case .terminate: .termination
            default: nil
            }
        }
    }

    /// How somebody was told.
    public enum How: String, Codable, Sendable, Hashable, CaseIterable {
        /// 当面
        case counter
        /// 电话
        case phone
        /// 短信
        case message
        /// 信函
        case letter
        /// 邮寄
        case courier
        /// 网上
        case online
        /// 公告
        case posting

        /// The word that people read.
        public var chinese: String {
            switch self {
            case .counter: "当面"
            case .phone: "电话"
            case .message: "短信"
            case .letter: "信函"
            case .courier: "邮寄"
            case .online: "网上"
            case .posting: "公告"
            }
        }
    }

    /// What there is to tell.
    public var what: What
    /// Since when.
    public var since: Instant
    /// The rule that says until when; nil where none does but the sense of duty.
    public var rule: LegalRule?

    /// The last day to tell it; nil where no rule sets one.
    public func deadline(calendar: WorkCalendar) -> Deadline? {
        rule.map { calendar.deadline(from: since.chinaDate, limit: $0.limit) }
    }
}

/// A clerk's word that the applicant was told.
public struct CaseTold: Hashable, Sendable {
    /// What.
    public var what: CaseNotice.What
    /// How.
    public var how: CaseNotice.How
    /// Who was told; nil: the applicant.
    public var person: String?
    /// When, by the clock of the hall that told.
    public var at: Instant
    /// The hall that told.
    public var hall: HallID
    /// The clerk who told.
    public var clerk: String?
}

extension CaseDetail {
    /// What the applicant is still to be told, oldest first. `state` is the case as it counts now.
    ///
    /// Once a case has ended, only its end is to be told: a result in the applicant's hands tells all before it, an
    /// immediate case's acceptance too, and nobody is told of a gap or a stop that no longer matters.
    public func toTell(_ state: CaseState) -> [CaseNotice] {
        var notices: [CaseNotice] = []
        for entry in history where entry.irregular == nil {
            guard let what = CaseNotice.What.of(entry.action) else { continue }
            // The newest of a kind is what counts: an older correction need not be told any more.
            notices.removeAll { $0.what == what }
            notices.append(CaseNotice(what: what, since: entry.at, rule: rule(of: what, state)))
        }
        if state.facts.deemedAccepted, !notices.contains(where: { $0.what == .acceptance }),
            let since = state.acceptedAt
        {
            notices.append(CaseNotice(what: .acceptance, since: since, rule: nil))
        }
        return notices.filter { notice in
            !told.contains { $0.what == notice.what && $0.at >= notice.since }
                && (!state.stage.isEnd || state.stage != .archived && notice.what.isOfAnEnd)
        }.sorted { $0.since < $1.since }
    }

    /// The superior's answer is told within two working days; a decision of one's own goes out with the result.
    private func rule(of what: CaseNotice.What, _ state: CaseState) -> LegalRule? {
        switch what {
        case .result where state.facts.acceptingHall != state.facts.decidingHall: .telling
        case .decision: .delivery
        default: nil
        }
    }
}
