// Between halls: opinions, paper originals, and a result that is fetched elsewhere.
extension CaseDesk {
    /// 征求意见: the asked hall joins the case and gets an inbox of its own.
    func requestOpinion(from target: HallID, question: String, days: Int?) throws(CaseRefusal) -> CaseDecision {
        let text = try CaseOptions.required(question, option: "question")
        if let days { try CaseOptions.number(days, option: "days", in: Limit.range) }
        try checkTarget(target)
        var decision = try commit(.requestOpinion, note: text) {
            $0.toHall = target
            $0.days = days
        }
        let asked = detail?.opinions().map(\.hall) ?? []
        if !asked.contains(target) {
            decision.pens = [.init(stream: CaseDesk.opinionStream(target), hall: target)]
            if !state.heldBy.contains(target) { decision.joins.append(target) }
        }
        return decision
    }

    /// 反馈意见: an objection without reasons is none.
    func giveOpinion(_ value: OpinionValue, opinion: String?) throws(CaseRefusal) -> CaseDecision {
        let text =
            value == .object
            ? try CaseOptions.required(opinion ?? "", option: "opinion")
            : try CaseOptions.optional(opinion, option: "opinion")
        return ask(.giveOpinion, in: .opinion(CaseDesk.opinionStream(here)), note: text) { $0.value = value }
    }

    func refusalOfOpinion() -> CaseRefusal? {
        if state.stage.isEnd { return refusal(.ended, .giveOpinion) }
        if state.stage.isDecided { return refusal(.decided, .giveOpinion) }
        return questions.isEmpty ? CaseDesk.notAsked : nil
    }

    /// The last parts of the inbox of an asked hall: its id and its department, `hall` for a hall itself.
    static func opinionStream(_ hall: HallID) -> String { "opinion/\(hall)/\(hall.department ?? "hall")" }

    /// 移交领取: who gets the pen hands the result out.
    func sendResult(to target: HallID) throws(CaseRefusal) -> CaseDecision {
        try checkTarget(target)
        return try commit(.sendResult, to: target) { $0.toHall = target }
    }

    /// 移送原件
    func sendPapers(_ names: [String], to target: HallID, tracking: String?) throws(CaseRefusal) -> CaseDecision {
        try CaseOptions.count(names.count, option: "item", atLeast: 1)
        if let tracking { try CaseOptions.name(tracking, option: "tracking") }
        try checkTarget(target)
        guard paperTargets.contains(target) else {
            throw CaseRefusal(
                .init(.wrongTarget), Bilingual(en: "\(target) takes no part in this case", zh: "\(target) 未参与该办件"),
                hint: Bilingual(
                    en: "hand the case to it, or ask its opinion, first", zh: "请先移交办件或征求其意见"), allowed: allowed)
        }
        try check(names, among: papersHere)
        let fill: (inout CaseBody) -> Void = {
            $0.papers = names
            $0.toHall = target
            $0.tracking = tracking
        }
        return holdsPen ? try commit(.sendPapers, body: fill) : ask(.sendPapers, body: fill)
    }

    /// 接收原件: what is on its way here, or what was left where nobody can write of it any more.
    func takePapers(_ names: [String]) throws(CaseRefusal) -> CaseDecision {
        let taken = names.isEmpty ? papersComing : names
        try CaseOptions.count(taken.count, option: "item", atLeast: 1)
        try check(taken, among: papersComing + papersLeftBehind)
        return holdsPen ? try commit(.takePapers) { $0.papers = taken } : ask(.takePapers) { $0.papers = taken }
    }

    func refusalOfPapers(_ action: CaseAction, _ detail: CaseDetail) -> CaseRefusal? {
        let papers = action == .sendPapers ? papersHere : papersComing + papersLeftBehind
        guard !papers.isEmpty else { return CaseDesk.paperElsewhere }
        return action == .sendPapers && paperTargets.isEmpty ? CaseDesk.nobodyElse : nil
    }

    /// Halls to which an original may go: those that take part, and from the holder those to which the case goes next,
    /// so that the papers can travel with it.
    private var paperTargets: Set<HallID> {
        var targets = Set(state.heldBy + (detail?.opinions().map(\.hall) ?? []))
        if holdsPen {
            targets.insert(state.decidingHall)
            if let next = hall.nextOnTheWay(to: state.decidingHall) { targets.insert(next) }
        }
        return targets.subtracting([here])
    }

    private var papersHere: [String] {
        (detail?.custody ?? []).filter { $0.hall == here && $0.toHall == nil }.map(\.name)
    }

    private var papersComing: [String] { (detail?.custody ?? []).filter { $0.toHall == here }.map(\.name) }

    /// Originals at, or on their way to, a hall that is neither the origin nor the holder: it cannot write to the case.
    private var papersLeftBehind: [String] {
        (detail?.custody ?? []).filter { ![here, state.origin, state.holder].contains($0.toHall ?? $0.hall) }.map(
            \.name)
    }

    private func check(_ names: [String], among papers: [String]) throws(CaseRefusal) {
        for name in names where !papers.contains(name) {
            var refusal = CaseDesk.paperElsewhere
            refusal.hint = Bilingual(
                en: papers.isEmpty ? "there is none" : papers.joined(separator: ", "),
                zh: papers.isEmpty ? "没有可办理的原件" : papers.joined(separator: "、"))
            throw refusal
        }
    }

    private func checkTarget(_ target: HallID) throws(CaseRefusal) {
        guard target != here else {
            throw CaseRefusal(
                .init(.wrongTarget), Bilingual(en: "that is this hall itself", zh: "不能指向本单位"),
                hint: Bilingual(en: "name another hall with --to", zh: "请用 --to 指明其他单位"), allowed: allowed)
        }
        guard hall.known.contains(target) else {
            throw CaseRefusal(
                .hallUnknown, Bilingual(en: "\(target) is not known here", zh: "本单位尚不知道 \(target)"),
                hint: Bilingual(
                    en: "halls down to county tier and those below are known", zh: "县级以上和下属大厅方可指明"),
                allowed: allowed)
        }
    }

    private static let notAsked = CaseRefusal(
        .notAsked, Bilingual(en: "nobody waits for this hall's opinion", zh: "没有等待本单位反馈的意见"),
        hint: Bilingual(en: "it can be asked with request-opinion", zh: "可由主办单位征求意见（request-opinion）"))
    private static let nobodyElse = CaseRefusal(
        .noTarget, Bilingual(en: "no other hall takes part in this case", zh: "没有其他单位参与该办件"),
        hint: Bilingual(
            en: "hand the case to a hall, or ask its opinion, first", zh: "请先移交办件或征求其他单位意见"))
    private static let paperElsewhere = CaseRefusal(
        .paperElsewhere, Bilingual(en: "no such paper is here, or on its way here", zh: "该原件不在本单位，也不在移送途中"),
        hint: Bilingual(en: "`hall case show` says where each is", zh: "hall case show 可查看原件所在"))
}
