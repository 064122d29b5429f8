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

    /// The word that people read. The title on the paper says more where the matter or the outcome does.
    public var chinese: String {
        switch self {
        case .receipt: "收件凭证"
        case .acceptance: "受理通知书"
        case .correction: "补正材料一次性告知书"
        case .decline: "不予受理通知书"
        case .decision: "决定书"
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
            case .decision: state.stage.isDecided
            }
        }
    }

    /// The form that a clerk most likely wants when none is named: the one of the newest event that has a form.
    public static func usual(state: CaseState, detail: CaseDetail) -> CaseForm {
        for entry in detail.history.reversed() where entry.irregular == nil {
            switch entry.action {
            case .open, .supplement: return .receipt
            case .requestCorrection: return .correction
            case .accept: return .acceptance
            case .decline: return .decline
            case .decide: return .decision
            default: continue
            }
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
        return FormLayout.page(paper).text
    }

    private static func unfitting(_ form: CaseForm, stage: CaseStage, fitting: [CaseForm]) -> HallError {
        HallError(
            .actionNotAllowed,
            Bilingual(
                en: "the form \(form.rawValue) does not fit a case that is \(stage.rawValue): \(form.lackEnglish)",
                zh: "办件处于“\(stage.chinese)”阶段，不能打印\(form.chinese)：\(form.lackChinese)"),
            hint: Bilingual(
                en: "forms that fit now: " + fitting.map(\.rawValue).joined(separator: ", "),
                zh: "现在可以打印：" + fitting.map { "\($0.chinese)（\($0.rawValue)）" }.joined(separator: "、")))
    }

    private var lackEnglish: String {
        switch self {
        case .receipt: "it was not taken in"
        case .acceptance: "it was not accepted"
        case .correction: "no correction was asked"
        case .decline: "it was not declined"
        case .decision: "it is not decided"
        }
    }

    private var lackChinese: String {
        switch self {
        case .receipt: "尚未收件"
        case .acceptance: "尚未受理"
        case .correction: "没有补正告知"
        case .decline: "没有不予受理"
        case .decision: "尚未作出决定"
        }
    }
}
