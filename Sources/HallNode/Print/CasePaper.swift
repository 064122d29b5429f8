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
        form == .decision ? (isGranted ? "Decision: granted" : "Decision: refused") : form.english
    }

    /// The newest entry of an action that had its effect.
    func newest(_ action: CaseAction) -> CaseDetail.Entry? { detail.newest(action) }

    /// The entry whose paper this is; nil where the history does not have it. An acceptance can have three actions, and
    /// the approval sheet is of all steps up to the newest.
    var event: CaseDetail.Entry? {
        switch form {
        case .acceptance: newest(.accept) ?? newest(.acceptWithGaps) ?? newest(.notifyAndCommit)
        case .approval: newest(.decide) ?? newest(.review)
        default: newest(form.action)
        }
    }

    /// The hall in whose name the paper is written.
    var issuer: HallID {
        switch form {
        case .receipt: state.origin
        case .acceptance: state.facts.acceptingHall ?? event?.hall ?? state.holder
        case .decision, .answer: state.decidingHall
        case .papers: move?.hall ?? state.holder
        default: event?.hall ?? state.holder
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
        case .papers: move?.at ?? context.printedAt
        default: event?.at ?? context.printedAt
        }
    }

    /// 文书编号: year, kind of paper and case number; a further correction of the same case has a number behind it.
    var documentNumber: String {
        let year = at.chinaDate.components.year
        let times = detail.history.filter { $0.action == event?.action && $0.irregular == nil }.count
        let which = [.correction, .procedure, .opinion].contains(form) && times > 1 ? "之\(times)" : ""
        return "〔\(year)〕\(form.numberWord)字 \(number)\(which) 号"
    }

    /// A handing over of originals.
    struct Move {
        let at: Instant
        let hall: HallID
        let body: CaseBody
        /// The id of its commit; nil where this print does not know it.
        let commit: String?
    }

    /// The newest handing over of originals, wherever it was written.
    var move: Move? {
        let own = newest(.sendPapers).flatMap { entry in
            entry.body.map {
                Move(at: entry.at, hall: entry.hall, body: $0, commit: context.commits[entry.sequence])
            }
        }
        let noted = detail.notes.filter { $0.body.action == .sendPapers }.map {
            Move(at: $0.at, hall: $0.author, body: $0.body, commit: $0.citation.id)
        }
        return (noted + [own].compactMap { $0 }).max { $0.at < $1.at }
    }

    /// 经办人: who did it; on a receipt the one who prints stands in where the record has no name.
    var clerk: String? { event?.clerk ?? (context.hallID == issuer ? context.clerk : nil) }

    /// Whether the check code may stand on this paper.
    var checkCode: String? {
        [.receipt, .acceptance, .correction, .gaps].contains(form) ? context.checkCode : nil
    }

    /// What the QR code says: the commit that the paper is of, and the province's root. No address: who checks it has a
    /// dossier or a hall. Nil where this print does not know them.
    var proof: String? {
        let sequence = event?.sequence ?? (state.facts.deemedAccepted ? 0 : nil)
        let commit = form == .papers ? move?.commit : sequence.flatMap { context.commits[$0] }
        guard let root = context.root, let commit else { return nil }
        return "hallnet1 \(commit) \(root)"
    }

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
