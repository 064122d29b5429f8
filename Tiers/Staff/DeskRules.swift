/// Who of a hall's staff may do what to a case (岗位权限). Asked only where a command is given, and only where the hall
/// keeps a staff list: other halls cannot judge it.
public struct DeskRules: Sendable {
    /// The hall's staff.
    public let list: StaffList
    /// The day in China.
    public let day: CivilDate
    /// Who acts.
    public let member: StaffMember
    /// For whom he says that he acts; nil where he says nothing.
    public let standsInFor: StaffMember?

    /// Who acts on a day, perhaps for another.
    ///
    /// - Parameter principal: id or name of the colleague for whom the person acts.
    public init(
        _ member: StaffMember, for principal: String?, in list: StaffList, on day: CivilDate
    ) throws(StaffRefusal) {
        self.list = list
        self.day = day
        self.member = member
        guard let principal else {
            standsInFor = nil
            return
        }
        let colleague = try list.one(principal, on: day)
        guard colleague.deputy == member.id else {
            throw StaffRefusal(
                .notTheRole,
                Bilingual(
                    en: "\(member.name) is not the deputy of \(colleague.name)",
                    zh: "\(member.name) 不是 \(colleague.name) 的代理人（B岗）"),
                hint: Bilingual(
                    en: "hall staff change \(colleague.id) --deputy \(member.id)",
                    zh: "可用 hall staff change \(colleague.id) --deputy \(member.id) 登记"))
        }
        standsInFor = colleague
    }

    /// Whether the person may do an action to a case now; gives the id of the colleague for whom he acts, nil where he
    /// acts for himself.
    public func permit(_ action: CaseAction, desk: CaseDeskState?) throws(StaffRefusal) -> String? {
        try checkApproves()
        if let assignee = desk?.assignee, isWork(action) {
            guard let principal = acting(for: assignee) else { throw notTheAssignee(assignee) }
            return try permit(roles(for: action, desk), principal: principal)
        }
        return try permit(roles(for: action, desk), principal: standsInFor)
    }

    /// Whether the person may watch a case: a supervisor who did not approve in it.
    public func permitSupervision(approvedHere: Bool) throws(StaffRefusal) {
        guard member.isSupervisor else {
            throw StaffRefusal(
                .notTheRole, Bilingual(en: "\(member.name) does not supervise", zh: "\(member.name) 不是监察人员"),
                hint: Bilingual(en: "it takes: supervisor", zh: "须由监察人员办理"))
        }
        guard !approvedHere else {
            throw StaffRefusal(
                .bothSides,
                Bilingual(en: "\(member.name) worked on this case", zh: "\(member.name) 曾办理该办件"),
                hint: Bilingual(en: "another supervisor has to do it", zh: "请由其他监察人员办理"))
        }
    }

    /// Whether the person may keep the score book: a supervisor or a head.
    public func permitAudit() throws(StaffRefusal) {
        guard member.isSupervisor || member.roles.contains(.head) else {
            throw DeskRules.lacks([.supervisor, .head], member)
        }
    }

    /// Who approved an extension, of today's staff: the head, a deputy head, or who stands in for one of them
    /// (行政许可法 art. 42: 经本行政机关负责人批准).
    public func approver(_ text: String) throws(StaffRefusal) -> StaffMember {
        let person = try list.one(text, on: day)
        let heads: [StaffRole] = [.deputyHead, .head]
        let persons = [person] + list.principals(of: person, on: day)
        guard persons.contains(where: { !heads.filter($0.roles.contains).isEmpty }) else {
            throw DeskRules.lacks(heads, person)
        }
        return person
    }

    /// Whether the present work of a case is this person's: given to him or to one for whom he stands in, or given to
    /// nobody and of his role. What needs no role is the work of who took the case.
    public func isMine(_ desk: CaseDeskState) -> Bool {
        guard let task = desk.task, !member.isSupervisor else { return false }
        let persons = [member] + list.principals(of: member, on: day)
        if let assignee = desk.assignee { return persons.contains { $0.id == assignee } }
        if let roles = task.roles { return persons.contains { !roles.filter($0.roles.contains).isEmpty } }
        guard let owner = desk.firstContact else { return true }
        return persons.contains { $0.id == owner }
    }

    /// 分办、移交: the line to write. Who hands over must have the case; who dispatches need not.
    public func give(
        _ kind: DeskEntry.Kind, to text: String, desk: CaseDeskState, heldSince: Instant, note: String?
    ) throws(StaffRefusal) -> DeskEntry {
        try checkApproves()
        guard let task = desk.task else { throw needsWork }
        let colleague = try list.one(text, on: day)
        if let roles = task.roles, roles.filter(colleague.roles.contains).isEmpty {
            throw DeskRules.lacks(roles, colleague)
        }
        guard !colleague.isSupervisor else { throw DeskRules.lacks(nil, colleague) }
        var principal = standsInFor
        if kind == .handOver {
            let owners = [desk.assignee, desk.firstContact].compactMap { $0 }
            let held = owners.lazy.compactMap { acting(for: $0) }.first
            guard owners.isEmpty || held != nil || member.roles.contains(.head) else {
                throw notTheAssignee(owners.first ?? "")
            }
            principal = held ?? principal
        }
        return DeskEntry(
            kind: kind, to: colleague.id, by: member.id,
            standsInFor: principal.flatMap { $0.id == member.id ? nil : $0.id }, task: task.key,
            heldSince: heldSince.milliseconds, note: note)
    }

    // MARK: -

    private func checkApproves() throws(StaffRefusal) {
        guard member.isSupervisor else { return }
        throw StaffRefusal(
            .bothSides,
            Bilingual(en: "\(member.name) supervises and does not approve", zh: "\(member.name) 为监察人员，不得办件"),
            hint: Bilingual(en: "a colleague has to do it", zh: "请由其他人员办理"))
    }

    /// The person himself or one for whom he stands in, if that is the one of an id.
    private func acting(for id: String) -> StaffMember? {
        if id == member.id { return member }
        return list.principals(of: member, on: day).first { $0.id == id }
    }

    private func permit(_ roles: [StaffRole]?, principal: StaffMember?) throws(StaffRefusal) -> String? {
        func has(_ person: StaffMember) -> Bool { roles.map { !$0.filter(person.roles.contains).isEmpty } ?? true }
        if let principal {
            guard has(principal) || has(member) else { throw DeskRules.lacks(roles, principal) }
            return principal.id == member.id ? nil : principal.id
        }
        if has(member) { return nil }
        // A deputy need not say for whom he acts where only one can be meant.
        let able = list.principals(of: member, on: day).filter(has)
        if let only = able.first, able.count == 1 { return only.id }
        guard able.isEmpty else {
            let names = able.map { "\($0.name) (\($0.id))" }
            throw StaffRefusal(
                .ambiguous,
                Bilingual(en: "\(member.name) is the deputy of several", zh: "\(member.name) 是多人的代理人"),
                hint: Bilingual(
                    en: "write --for: " + names.joined(separator: ", "),
                    zh: "请用 --for 指明：" + names.joined(separator: "、")))
        }
        throw DeskRules.lacks(roles, member)
    }

    /// Work that can be given to one person. The rest is about the applicant's own wishes and never waits.
    private func isWork(_ action: CaseAction) -> Bool {
        switch action {
        case .open, .supplement, .withdraw, .amend, .tell, .sendPapers, .takePapers: false
        default: true
        }
    }

    private func roles(for action: CaseAction, _ desk: CaseDeskState?) -> [StaffRole]? {
        switch action {
        case .open, .supplement, .accept, .acceptWithGaps, .notifyAndCommit, .requestCorrection, .deliver:
            [.window, .chiefRepresentative]
        case .decline: [.window, .section, .deputyHead, .head, .chiefRepresentative]
        case .review: desk?.task?.kind == .review ? desk?.task?.roles : nil
        case .decide: desk?.task?.kind == .decide ? desk?.task?.roles : nil
        default: nil
        }
    }

    private func notTheAssignee(_ id: String) -> StaffRefusal {
        let name = list[id]?.name ?? id
        return StaffRefusal(
            .notTheAssignee, Bilingual(en: "the case is with \(name)", zh: "该办件由 \(name) 承办"),
            hint: Bilingual(
                en: "\(name) or the deputy does it, or hands it over: hall case do NUMBER hand-over --to STAFF",
                zh: "请由 \(name) 或其代理人办理，或先移交：hall case do 编号 hand-over --to 人员"))
    }

    private var needsWork: StaffRefusal {
        StaffRefusal(
            .notTheAssignee, Bilingual(en: "nothing is to be done here with this case", zh: "该办件目前在本单位无待办事项"),
            hint: Bilingual(en: "hall case show says where it is", zh: "可用 hall case show 查看"))
    }

    private static func lacks(_ roles: [StaffRole]?, _ person: StaffMember) -> StaffRefusal {
        let wanted = roles ?? StaffRole.allCases.filter { $0 != .supervisor }
        return StaffRefusal(
            .notTheRole,
            Bilingual(
                en:
                    "\(person.name) is \(person.roles.map(\.rawValue).joined(separator: ", ")), and this is not theirs to do",
                zh: "\(person.name) 的岗位是\(person.roles.map(\.chinese).joined(separator: "、"))，不能办理此环节"),
            hint: Bilingual(
                en: "it takes: " + wanted.map(\.rawValue).joined(separator: ", "),
                zh: "须由：" + wanted.map(\.chinese).joined(separator: "、")))
    }
}
