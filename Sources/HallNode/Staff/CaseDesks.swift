import GRDB
import Sync
public import Tiers

/// The staff of this hall at their cases, inside one transaction: who acts, whether he may, and whose a case is.
struct CaseDesks {
    let hall: HallID
    let list: StaffList
    let day: CivilDate

    /// The staff of a hall on a day.
    init(_ hall: HallID, on day: CivilDate, _ db: Database) throws {
        self.hall = hall
        self.day = day
        list = try StaffStore.load(hall, db)
    }

    /// The staff as a command meets it: today by the superior's clock, where it was heard.
    init(_ hall: HallID, _ batch: WriteBatch, _ db: Database) throws {
        try self.init(
            hall, on: Instant(milliseconds: batch.now).corrected(by: batch.clockOffset).chinaDate, db)
    }

    // MARK: - Who acts

    /// Who acts by the staff list, nil while the list is empty; `standsInFor` of the clerk is what `--for` says.
    func rules(_ clerk: CaseClerk) throws(HallError) -> DeskRules? {
        do throws(StaffRefusal) {
            guard let member = try list.clerk(clerk.name, on: day) else { return nil }
            return try DeskRules(member, for: clerk.standsInFor, in: list, on: day)
        } catch {
            throw HallError(error)
        }
    }

    /// The clerk as the commit records him, if he may do the action; as he was given while the list is empty.
    func clerk(
        _ clerk: CaseClerk, to action: CaseAction, _ file: CaseFile?, _ db: Database
    ) throws -> CaseClerk {
        guard let rules = try rules(clerk) else { return CaseClerk(name: clerk.name, login: clerk.login) }
        let desk = try file.flatMap { try state($0, db) }
        return try named(clerk, rules) { () throws(StaffRefusal) in try rules.permit(action, desk: desk) }
    }

    /// A command with the approver of its extension as the staff list names him. A joint case is extended by the head
    /// of the government (行政许可法 art. 42 clause 2), who is on no hall's list.
    func approved(_ command: CaseCommand, _ file: CaseFile, _ clerk: CaseClerk) throws(HallError) -> CaseCommand {
        guard case .extend(let days, let approver, let reason) = command, file.state.facts.caseType != .joint,
            let rules = try rules(clerk)
        else { return command }
        do throws(StaffRefusal) {
            return .extend(days: days, approvedBy: try rules.approver(approver).name, reason: reason)
        } catch {
            throw HallError(error)
        }
    }

    /// The clerk of an act of supervision (督办、撤销): a supervisor, and nobody who approved in this case.
    func supervisor(_ clerk: CaseClerk, of file: CaseFile) throws -> CaseClerk {
        guard let rules = try rules(clerk) else { return CaseClerk(name: clerk.name, login: clerk.login) }
        let approved = file.record.detail?.history.contains { $0.hall == hall && $0.staff == rules.member.id } ?? false
        return try named(clerk, rules) { () throws(StaffRefusal) in
            try rules.permitSupervision(approvedHere: approved)
            return rules.standsInFor?.id
        }
    }

    /// The clerk of the score book (考核): a supervisor or a head.
    func auditor(_ clerk: CaseClerk) throws -> CaseClerk {
        guard let rules = try rules(clerk) else { return CaseClerk(name: clerk.name, login: clerk.login) }
        return try named(clerk, rules) { () throws(StaffRefusal) in
            try rules.permitAudit()
            return rules.standsInFor?.id
        }
    }

    private func named(
        _ clerk: CaseClerk, _ rules: DeskRules, _ permit: () throws(StaffRefusal) -> String?
    ) throws(HallError) -> CaseClerk {
        do throws(StaffRefusal) {
            return CaseClerk(
                name: rules.member.name, login: clerk.login, staff: rules.member.id, standsInFor: try permit())
        } catch {
            throw HallError(error)
        }
    }

    // MARK: - Whose a case is

    static func stream(_ number: CaseNumber, _ hall: HallID) -> StreamName? { StreamName("desk/\(hall)/\(number)") }

    /// The case on this hall's desks; nil for a copy of facts only.
    func state(_ file: CaseFile, _ db: Database) throws -> CaseDeskState? {
        guard let detail = file.record.detail, let name = CaseDesks.stream(file.number, hall) else { return nil }
        let entries = try CommitLog.stream(name, db).compactMap { BodyJSON.decode(DeskEntry.self, of: $0.commit) }
        // As it counts today: a case that nobody answered in time is accepted without a commit that says so.
        let present = file.state.asOf(day.startInChina, calendar: try CalendarStore.current(db))
        return CaseDeskState(present, detail, entries: entries, at: hall)
    }

    /// What can be done inside the hall, for the list of what is allowed; nothing while it keeps no staff list.
    func allowed(_ file: CaseFile, _ db: Database) throws -> [JSONValue] {
        guard !list.members.isEmpty, try state(file, db)?.task != nil else { return [] }
        return DeskEntry.Kind.allCases.map { kind in
            .fields([
                "action": .text(kind.rawValue), "name": .text(kind.chinese), "options": .list([.text("--to STAFF")]),
            ])
        }
    }

    /// Whether the chief representative decides here at once, with steps left.
    func decidesOnTheSpot(_ command: CaseCommand, _ file: CaseFile, _ clerk: CaseClerk) -> Bool {
        guard command.action == .decide, let matter = file.record.detail?.matter, matter.onTheSpot == true,
            let task = DeskTask.of(file.state, matter, at: hall), task.kind == .review, task.chain == .steps,
            let staff = clerk.staff, let member = list[staff]
        else { return false }
        return member.roles.contains(.chiefRepresentative)
    }

    /// The desk as `case show` and `case list` give it; null where this hall has no work with the case.
    func json(_ file: CaseFile, _ db: Database) throws -> JSONValue {
        guard let desk = try state(file, db), let task = desk.task, let detail = file.record.detail else {
            return .null
        }
        let commits = file.commits.map { stored in
            let header = CaseStore.header(stored)
            return SupervisedCommit(header: header, legalAt: header.at)
        }
        let due = Supervision.stepDeadline(
            SupervisedCase(number: file.number.rawValue, commits: commits, matter: detail.matter),
            calendar: try CalendarStore.current(db), today: day)
        return .fields([
            "task": .text(task.kind.rawValue), "step": .optional(task.step), "due": .optional(due?.date.text),
            "roles": task.roles.map { .list($0.map { .text($0.rawValue) }) } ?? .null,
            "assignee": .optional(desk.assignee), "assigneeName": .optional(desk.assignee.flatMap { list[$0]?.name }),
            "firstContact": .optional(desk.firstContact),
            "firstContactName": .optional(desk.firstContact.flatMap { list[$0]?.name }),
            "checklist": .list(CaseDesks.checklist(detail)),
        ])
    }

    private static func checklist(_ detail: CaseDetail) -> [JSONValue] {
        (detail.matter.checklist ?? []).enumerated().map { place, point in
            .fields([
                "number": .int(Int64(place + 1)), "point": .text(point.point), "required": .bool(point.required),
                "step": .optional(point.step), "ticked": .bool(detail.ticked.contains(place + 1)),
            ])
        }
    }
}

extension Hall {
    /// One command of this hall's staff on a case that is known here, in one transaction.
    func onCase(
        _ text: String,
        _ body: @escaping @Sendable (CaseFile, CaseDesks, inout WriteBatch, Database) throws -> JSONValue
    ) throws(HallError) -> JSONValue {
        let number = try CaseView.number(text)
        let (id, node) = (id, engine.node)
        return try command { batch, db in
            let file = try CaseStore.known(number, at: node, db)
            return try body(file, CaseDesks(id, batch, db), &batch, db)
        }
    }
}

extension CaseWindow {
    /// 分办、移交: gives the present work of a case to a colleague; the pen stays.
    public func give(
        _ text: String, _ kind: DeskEntry.Kind, to colleague: String, _ act: Act
    ) throws(HallError) -> JSONValue {
        try hall.onCase(text) { file, desks, batch, db in
            guard let rules = try desks.rules(act.clerk) else { throw HallError.noStaff }
            guard let desk = try desks.state(file, db), let name = CaseDesks.stream(file.number, desks.hall) else {
                throw HallError.caseUnknown(text)
            }
            let entry: DeskEntry
            do throws(StaffRefusal) {
                entry = try rules.give(kind, to: colleague, desk: desk, heldSince: file.state.heldSince, note: act.note)
            } catch {
                throw HallError(error)
            }
            // Given already: nothing new to write.
            let isGiven = desk.assignee == entry.to && (kind == .dispatch || desk.firstContact == entry.to)
            if !isGiven {
                try batch.append(Draft(stream: name, facts: [], content: try BodyJSON.encode(entry)))
            }
            return .fields([
                "number": .text(file.number.rawValue), "stage": .text(file.state.stage.rawValue),
                "holder": .text(file.state.holder.rawValue), "desk": try desks.json(file, db),
            ])
        }
    }
}

extension HallError {
    static let noStaff = HallError(
        .staff, Bilingual(en: "this hall keeps no staff list", zh: "本单位尚未建立人员名册"),
        hint: Bilingual(en: "enter its people with hall staff add", zh: "请先用 hall staff add 登记人员"))
}
