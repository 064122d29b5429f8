import Tiers

/// One paper of one case: what all forms have in common, read from the case.
struct CasePaper: Sendable {
    let form: CaseForm
    let number: CaseNumber
    let state: CaseState
    let detail: CaseDetail
    let context: FormContext

    /// The matter is an administrative licence (行政许可), so that the 行政许可法 applies.
    var isLicence: Bool { detail.matter.type == "01" }

    /// The case was decided for the applicant.
    var isGranted: Bool { newest(.decide)?.stage == .granted || state.stage == .granted }

    /// 标题.
    var title: String {
        guard form == .decision else { return form.chinese }
        return (isGranted ? "准予" : "不予") + (isLicence ? "行政许可" : "办理") + "决定书"
    }

    /// The title for those who do not read Chinese.
    var englishTitle: String {
        switch form {
        case .receipt: "Receipt"
        case .acceptance: "Notice of acceptance"
        case .correction: "Notice of all corrections needed"
        case .decline: "Notice of non-acceptance"
        case .decision: isGranted ? "Decision: granted" : "Decision: refused"
        }
    }

    /// The newest entry of an action that had its effect.
    func newest(_ action: CaseAction) -> CaseDetail.Entry? {
        detail.history.last { $0.action == action && $0.irregular == nil }
    }

    /// The entry whose paper this is; nil where the history does not have it.
    var event: CaseDetail.Entry? {
        switch form {
        case .receipt: newest(.open)
        case .acceptance: newest(.accept)
        case .correction: newest(.requestCorrection)
        case .decline: newest(.decline)
        case .decision: newest(.decide)
        }
    }

    /// The hall in whose name the paper is written.
    var issuer: HallID {
        switch form {
        case .receipt: state.origin
        case .acceptance: state.facts.acceptingHall ?? event?.hall ?? state.holder
        case .correction, .decline: event?.hall ?? state.holder
        case .decision: state.decidingHall
        }
    }

    /// Its name.
    var issuerName: String { context.name(of: issuer) }

    /// When the event happened, which is the date of the paper.
    var at: Instant {
        switch form {
        case .receipt: state.receivedAt
        case .acceptance: state.acceptedAt ?? event?.at ?? context.printedAt
        case .decision: state.facts.decidedAt ?? event?.at ?? context.printedAt
        case .correction, .decline: event?.at ?? context.printedAt
        }
    }

    /// 文书编号: year, kind of paper and case number; a further correction of the same case has a number behind it.
    var documentNumber: String {
        let words: [CaseForm: String] = [
            .receipt: "收", .acceptance: "受", .correction: "补", .decline: "不受", .decision: "决",
        ]
        let year = at.chinaDate.components.year
        let times = detail.history.filter { $0.action == event?.action && $0.irregular == nil }.count
        let which = form == .correction && times > 1 ? "之\(times)" : ""
        return "〔\(year)〕\(words[form] ?? "")字 \(number)\(which) 号"
    }

    /// 经办人: who did it; on a receipt the one who prints stands in where the record has no name.
    var clerk: String? { event?.clerk ?? (context.hallID == issuer ? context.clerk : nil) }

    /// Whether the check code may stand on this paper.
    var checkCode: String? { form == .decline || form == .decision ? nil : context.checkCode }

    /// 你 or 你单位.
    var you: String { detail.applicant.kind == .organisation ? "你单位" : "你" }

    /// The matter's name within a sentence. A very long one stands in the table only.
    var matterName: String { detail.matter.name.count <= 80 ? "“\(detail.matter.name)”" : "下列事项的" }

    /// 依据, as it stands in a sentence.
    var basis: String {
        let basis = detail.matter.basis
        return basis.contains { !$0.isWhitespace } ? "\(basis)的规定" : "有关规定"
    }

    /// The deadlines as of the print.
    var deadlines: CaseDeadlines {
        state.deadlines(calendar: context.calendar, today: context.printedAt.chinaDate)
    }

    /// A day, with 暂定 beside it where it was counted through a year whose holidays are not announced.
    func day(_ date: CivilDate, provisional: Bool) -> String {
        ChineseDate.day(date) + (provisional ? "（暂定）" : "")
    }
}
