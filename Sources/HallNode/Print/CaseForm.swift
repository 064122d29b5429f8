public import Tiers

/// A paper that a hall hands to the applicant (文书).
public enum CaseForm: String, Codable, CaseIterable, Hashable, Sendable {
    /// 收件凭证: what was handed in, and the number to ask by.
    case receipt
    /// 受理通知书: accepted, with the deadline (行政许可法 art. 32).
    case acceptance
    /// 补正材料一次性告知书: all that is missing or wrong, told at once (行政许可法 art. 32).
    case correction
    /// 不予受理通知书: with the reason and the remedies (行政许可法 art. 32).
    case decline
    /// 决定书: granted, or refused with the reason and the remedies (行政许可法 art. 38).
    case decision
    /// 容缺受理告知书: what comes later, until when, and what follows if it does not.
    case gaps
    /// 告知承诺书: conditions and consequences, and the applicant's signature.
    case commitment
    /// 特别程序告知书: how long it takes (行政许可法 art. 45).
    case procedure
    /// 延长办理期限告知书: with the reason (行政许可法 art. 42).
    case extended = "extension"
    /// 征求意见函 with the answer, once it is there.
    case opinion
    /// 审批表: every step with opinion, clerk and time.
    case approval
    /// 答复书: the answer to a question.
    case answer
    /// 送达回证: signed by who takes the result.
    case delivery
    /// 材料原件移交清单: signed at both ends.
    case papers
    /// 终止办理通知书
    case termination

    /// The word that people read. The title on the paper says more where the matter or the outcome does.
    public var chinese: String {
        switch self {
        case .receipt: "收件凭证"
        case .acceptance: "受理通知书"
        case .correction: "补正材料一次性告知书"
        case .decline: "不予受理通知书"
        case .decision: "决定书"
        case .gaps: "容缺受理告知书"
        case .commitment: "告知承诺书"
        case .procedure: "特别程序告知书"
        case .extended: "延长办理期限告知书"
        case .opinion: "征求意见函"
        case .approval: "审批表"
        case .answer: "答复书"
        case .delivery: "送达回证"
        case .papers: "材料原件移交清单"
        case .termination: "终止办理通知书"
        }
    }

    /// The forms that can be printed of a case now, in the order of a case's life. The receipt always; a form once its
    /// event happened, also later, as a second print.
    public static func fitting(state: CaseState, detail: CaseDetail) -> [CaseForm] {
        allCases.filter { form in
            switch form {
            case .receipt: true
            case .acceptance: state.acceptedAt != nil
            case .correction: !detail.correction.isEmpty
            case .decline: state.stage == .declined
            case .decision: detail.newest(.decide) != nil
            case .papers:
                detail.newest(.sendPapers) != nil || detail.notes.contains { $0.body.action == .sendPapers }
            case .approval: detail.newest(.review) != nil || detail.newest(.decide) != nil
            default: detail.newest(form.action) != nil
            }
        }
    }

    /// The form that a clerk most likely wants when none is named: the one of the newest event that has a form.
    public static func usual(state: CaseState, detail: CaseDetail) -> CaseForm {
        for entry in detail.history.reversed() where entry.irregular == nil {
            if entry.action == .supplement { return .receipt }
            // A review has a sheet, but what the applicant waits for is the paper before it.
            if let form = allCases.first(where: { $0.action == entry.action && $0 != .approval }) { return form }
        }
        return .receipt
    }

    /// One page of HTML that prints right on A4 and refers to nothing outside. Throws `action-not-allowed`, naming the
    /// forms that fit, where the case has not come so far.
    public static func html(
        _ form: CaseForm, number: CaseNumber, state: CaseState, detail: CaseDetail, context: FormContext
    ) throws(HallError) -> String {
        let fitting = fitting(state: state, detail: detail)
        guard fitting.contains(form) else { throw unfitting(form, stage: state.stage, fitting: fitting) }
        let paper = CasePaper(form: form, number: number, state: state, detail: detail, context: context)
        return FormLayout.page(paper.page).text
    }

    private static func unfitting(_ form: CaseForm, stage: CaseStage, fitting: [CaseForm]) -> HallError {
        HallError(
            .actionNotAllowed,
            Bilingual(
                en: "the form \(form.rawValue) does not fit a case that is \(stage.rawValue): \(form.lack.en)",
                zh: "办件处于“\(stage.chinese)”阶段，不能打印\(form.chinese)：\(form.lack.zh)"),
            hint: Bilingual(
                en: "forms that fit now: " + fitting.map(\.rawValue).joined(separator: ", "),
                zh: "现在可以打印：" + fitting.map { "\($0.chinese)（\($0.rawValue)）" }.joined(separator: "、")))
    }
}
