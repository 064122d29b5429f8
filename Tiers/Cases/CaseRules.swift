/// The rules of a case: what a hall may do, and what it then writes. Pure; run only where a command is given.
///
/// `inbox` is what stands in the case's inbox and no main commit cites yet, oldest first. `now` is this hall's clock.
public enum CaseRules {
    /// The commit that a command writes. Throws why a rule says no, with everything at fault and what is allowed
    /// instead.
    public static func decide(
        _ command: CaseCommand, state: CaseState?, detail: CaseDetail?, inbox: [InboxItem] = [], at hall: HallContext,
        now: Instant, happenedAt: Instant? = nil, clerk: CaseClerk = CaseClerk(), note: String? = nil
    ) throws(CaseRefusal) -> CaseDecision {
        if case .open(let opening) = command {
            guard state == nil else { throw exists(state, detail, inbox, hall, now) }
            return try open(opening, at: hall, now: now, happenedAt: happenedAt, clerk: clerk, note: note)
        }
        guard let state else { throw noCase }
        var desk = CaseDesk(
            state: state.asOf(happenedAt ?? now, calendar: hall.calendar), detail: detail, inbox: inbox, hall: hall,
            now: now, clerk: clerk, happenedAt: happenedAt)
        try desk.checkTime()
        try desk.permit(command.action)
        desk.note = try CaseOptions.optional(note, option: "note")
        return try desk.write(command)
    }

    /// The actions that would succeed here now with suitable options, in the order of the action table. Empty where
    /// this hall has the facts only. `now` is this hall's clock; nil: the time of the case's last step.
    public static func allowed(
        state: CaseState?, detail: CaseDetail?, inbox: [InboxItem] = [], at hall: HallContext, now: Instant? = nil
    ) -> [CaseAction] {
        guard let state else { return [] }
        let now = now ?? state.lastStepAt
        let desk = CaseDesk(
            state: state.asOf(now, calendar: hall.calendar), detail: detail, inbox: inbox, hall: hall, now: now,
            clerk: CaseClerk())
        return CaseAction.allCases.filter { desk.refusal(of: $0) == nil }
    }

    private static func exists(
        _ state: CaseState?, _ detail: CaseDetail?, _ inbox: [InboxItem], _ hall: HallContext, _ now: Instant
    ) -> CaseRefusal {
        let allowed = allowed(state: state, detail: detail, inbox: inbox, at: hall, now: now)
        return CaseRefusal(
            .init(.exists), Bilingual(en: "the case exists already", zh: "该办件已存在"),
            hint: CaseObstacle.exists.hint(allowed: allowed), allowed: allowed)
    }

    private static let noCase = CaseRefusal(
        .noCase, Bilingual(en: "this hall knows no such case", zh: "本单位没有该办件"),
        hint: Bilingual(en: "check the number", zh: "请核对办件编号"))
}
