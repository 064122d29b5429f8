/// One case on the desk of one hall, with a command about to be given.
struct CaseDesk {
    let state: CaseState
    let detail: CaseDetail?
    let inbox: [InboxItem]
    let hall: HallContext
    let now: Instant
    let clerk: CaseClerk
    var note: String?
    /// When it truly happened, where it is entered afterwards.
    var happenedAt: Instant?

    /// The time that counts for the rules.
    var at: Instant { happenedAt ?? now }
    var here: HallID { hall.here.id }
    var holdsPen: Bool { state.holder == here }
    var supplements: [InboxItem] { inbox.filter { $0.body.action == .supplement } }
    var withdrawals: [InboxItem] { inbox.filter { $0.body.action == .withdraw } }
    var amendments: [InboxItem] { inbox.filter { $0.body.action == .amend } }
    /// The questions to this hall that it has not answered yet.
    var questions: [OpinionRequest] {
        (detail?.opinions(pending: inbox) ?? []).filter { $0.hall == here && $0.answer == nil }
    }

    /// What this hall may do now.
    var allowed: [CaseAction] { CaseAction.allCases.filter { refusal(of: $0) == nil } }

    /// Throws why an action is refused whatever its options, with what is allowed instead.
    func permit(_ action: CaseAction) throws(CaseRefusal) {
        guard var refusal = refusal(of: action) else { return }
        refusal.allowed = allowed
        if let obstacle = CaseObstacle(rawValue: refusal.code.rawValue) {
            refusal.hint = obstacle.hint(allowed: refusal.allowed)
        }
        throw refusal
    }

    /// Why an action is refused whatever its options; nil if suitable options make it succeed. The one source both
    /// for `decide` and for `allowed`.
    func refusal(of action: CaseAction) -> CaseRefusal? {
        guard let detail else { return holdsPen ? CaseDesk.contentAway : CaseDesk.factsOnly }
        if action == .giveOpinion { return refusalOfOpinion() }
        if goesToInbox(action) { return refusalOfAsking(action, detail) }
        if let obstacle = state.obstacle(to: action, by: here) { return refusal(obstacle, action) }
        switch action {
        case .supplement:
            if here != state.origin { return supplements.isEmpty ? refusal(.notOrigin, action) : nil }
            return supplements.isEmpty ? refusalWithoutNames(detail) : nil
        case .withdraw:
            return here != state.origin && withdrawals.isEmpty ? refusal(.notOrigin, action) : nil
        case .amend:
            return here != state.origin && amendments.isEmpty && !holdsPen ? refusal(.notOrigin, action) : nil
        case .accept: return state.deemedUnrecorded ? nil : refusalOfMissing(detail.taking(supplements))
        case .acceptWithGaps: return refusalOfGaps(detail.taking(supplements))
        case .notifyAndCommit:
            return detail.taking(supplements).missing.isEmpty ? CaseDesk.nothingMissing : nil
        case .terminate: return refusalOfTermination()
        case .extend: return refusalOfExtension()
        case .sendPapers, .takePapers: return refusalOfPapers(action, detail)
        case .tell: return detail.toTell(state).isEmpty ? CaseDesk.nothingToTell : nil
        case .archive: return refusalOfArchiving(detail)
        case .sendResult: return hall.known.contains { $0 != here } ? nil : CaseDesk.noTarget
        case .forward:
            let hasTarget = hall.nextOnTheWay(to: state.decidingHall) != nil || hall.known.contains { $0 != here }
            return hasTarget ? nil : CaseDesk.noTarget
        default: return nil
        }
    }

    /// The origin asks, gives and tells through its inbox while the pen is elsewhere.
    func goesToInbox(_ action: CaseAction) -> Bool {
        guard here == state.origin, !holdsPen else { return false }
        if action.countsAtOnce { return state.stage != .archived }
        return (action == .supplement || action == .withdraw || action == .amend) && !state.stage.isEnd
    }

    private func refusalOfAsking(_ action: CaseAction, _ detail: CaseDetail) -> CaseRefusal? {
        if let obstacle = state.obstacle(to: action, by: state.holder) { return refusal(obstacle, action) }
        switch action {
        case .supplement: return refusalWithoutNames(detail)
        case .sendPapers, .takePapers: return refusalOfPapers(action, detail)
        case .tell: return detail.toTell(state).isEmpty ? CaseDesk.nothingToTell : nil
        case .amend: return nil
        default: return withdrawals.isEmpty ? nil : CaseDesk.withdrawalAsked
        }
    }

    private func refusalWithoutNames(_ detail: CaseDetail) -> CaseRefusal? {
        guard detail.materialNames.isEmpty else { return nil }
        return CaseRefusal(
            .materialUnknown, Bilingual(en: "the matter asks for no materials", zh: "该事项不需要材料"),
            hint: Bilingual(en: "nothing can be handed in", zh: "无需补交"))
    }

    private func refusalOfMissing(_ detail: CaseDetail) -> CaseRefusal? {
        refusal(
            ofMissing: detail.missing, Bilingual(en: "required and not there", zh: "缺少必要材料"),
            each: Bilingual(en: "required and not there", zh: "必要材料，尚未提交"),
            hint: CaseDesk.askForAll)
    }

    /// What is missing, all of it named, with a fault each; nil where nothing is.
    func refusal(
        ofMissing names: [String], _ what: Bilingual, each: Bilingual, hint: Bilingual, allowed: [CaseAction] = []
    ) -> CaseRefusal? {
        guard !names.isEmpty else { return nil }
        return CaseRefusal(
            .materialsMissing,
            Bilingual(
                en: "\(what.en): " + names.joined(separator: ", "), zh: "\(what.zh)：" + names.joined(separator: "、")),
            hint: hint, allowed: allowed, faults: names.map { CaseFault(field: $0, message: each) })
    }

    static let askForAll = Bilingual(
        en: "ask for all of them in one request-correction", zh: "请一次性告知补正（request-correction）")

    func refusal(_ obstacle: CaseObstacle, _ action: CaseAction) -> CaseRefusal {
        CaseRefusal(
            .init(obstacle), obstacle.message(action: action, state: state), hint: obstacle.hint(allowed: []))
    }

    private static let factsOnly = CaseRefusal(
        .factsOnly,
        Bilingual(en: "this hall has only the facts of the case", zh: "本单位只有该办件的事实，没有内容"),
        hint: Bilingual(en: "the halls that take part in it can act", zh: "请由参与办理的单位操作"))
    /// Its holder has none of it: the disk was lost, or what is to come is still on its way.
    private static let contentAway = CaseRefusal(
        .factsOnly,
        Bilingual(
            en: "the case is this hall's, and its content is not here", zh: "该办件由本单位主办，但内容不在本机"),
        hint: Bilingual(
            en: "wait for the superior, which sends what it has; what was only on a lost disk is in the last backup, "
                + "or the applicant files again (`hall case open`)",
            zh: "请等待上级补送；仅存于已损坏磁盘的内容请从最近备份恢复，否则请申请人重新申请（hall case open）"))
    static let noTarget = CaseRefusal(
        .noTarget, Bilingual(en: "no hall above this one is known", zh: "本单位没有已知的上级"),
        hint: Bilingual(en: "name one with --to, once it is known here", zh: "请用 --to 指明单位"))
    private static let withdrawalAsked = CaseRefusal(
        .withdrawalAsked,
        Bilingual(en: "the withdrawal was asked already", zh: "已申请撤回"),
        hint: Bilingual(en: "it takes effect when the holder withdraws the case", zh: "由主办单位办理撤回后生效"))
}
