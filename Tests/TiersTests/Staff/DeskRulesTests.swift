import TestSupport
import Testing

@testable import Tiers

/// Who may do what to a case inside one hall, at which step, for whom; and whose a case is.
@Suite struct DeskRulesTests {
    static let monday = staffDay("2026-03-02")

    private static func rules(_ name: String, for principal: String? = nil) throws -> DeskRules {
        let list = try StaffListTests.county()
        return try DeskRules(list.one(name, on: monday), for: principal, in: list, on: monday)
    }

    /// A case that the county decides, played so far; each entry of the desk by its giver.
    private static func desk(
        _ lines: [String],
        matter: CaseMatter = CaseWorld.matter(decidedBy: .county, steps: ["window", "section", "head"]),
        entries: [DeskEntry] = []
    ) throws -> CaseDeskState {
        var world = try CaseWorld.opened(at: "county", matter)
        try world.play(lines)
        let state = try #require(world.state)
        let detail = try #require(world.record.detail)
        return CaseDeskState(state, detail, entries: entries, at: CaseWorld.id("county"))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let who: String
        var principal: String? = nil
        let action: CaseAction
        var after: [String] = []
        var onTheSpot = false
        /// For whom it counts, "" for the person himself, or the word of the refusal.
        let answer: String
        var testDescription: String {
            "\(who)\(principal.map { " for \($0)" } ?? ""): \(action.rawValue) after \(after.last ?? "open")"
        }
    }

    static let rows: [Row] = [
        Row(who: "李娜", action: .open, answer: ""),
        Row(who: "陈静", action: .open, answer: "not-the-role"),
        Row(who: "吴刚", action: .open, answer: "both-sides"),
        Row(who: "李娜", action: .accept, answer: ""),
        Row(who: "王芳", action: .accept, answer: ""),
        Row(who: "周敏", action: .accept, answer: ""),
        Row(who: "陈静", action: .decline, answer: ""),
        Row(who: "李娜", action: .review, after: ["county accept"], answer: "not-the-role"),
        Row(who: "陈静", action: .review, after: ["county accept"], answer: ""),
        Row(who: "谢安", action: .review, after: ["county accept"], answer: "not-the-role"),
        Row(who: "谢安", action: .review, after: ["county accept", "county review"], answer: ""),
        Row(who: "钟会", action: .review, after: ["county accept", "county review"], answer: "002"),
        Row(who: "钟会", principal: "谢安", action: .review, after: ["county accept", "county review"], answer: "002"),
        Row(
            who: "陈静", principal: "谢安", action: .review, after: ["county accept", "county review"],
            answer: "not-the-role"),
        Row(who: "周敏", action: .review, after: ["county accept", "county review"], answer: "not-the-role"),
        Row(who: "周敏", action: .review, after: ["county accept", "county review"], onTheSpot: true, answer: ""),
        Row(who: "谢安", action: .decide, after: ["county accept", "county review", "county review"], answer: ""),
        Row(
            who: "陈静", action: .decide, after: ["county accept", "county review", "county review"],
            answer: "not-the-role"),
        Row(
            who: "周敏", action: .decide, after: ["county accept", "county review", "county review"], onTheSpot: true,
            answer: ""),
        Row(who: "吴刚", action: .review, after: ["county accept"], answer: "both-sides"),
        Row(
            who: "陈静", action: .conclude, after: ["county accept", "county review", "county review", "county grant"],
            answer: ""),
        Row(who: "李娜", action: .deliver, after: concluded, answer: ""),
        Row(who: "陈静", action: .deliver, after: concluded, answer: "not-the-role"),
    ]

    private static let concluded = [
        "county accept", "county review", "county review", "county grant", "county conclude",
    ]

    @Test("Who may act at which step", .carries(38, 40, 41, 179, 211, 237, 245, 246, 259, 293), arguments: rows)
    func acts(row: Row) throws {
        var matter = CaseWorld.matter(decidedBy: .county, steps: ["window", "section", "head"])
        matter.onTheSpot = row.onTheSpot
        let desk = row.action == .open ? nil : try DeskRulesTests.desk(row.after, matter: matter)
        let answer: String
        let list = try StaffListTests.county()
        do throws(StaffRefusal) {
            let member = try list.one(row.who, on: DeskRulesTests.monday)
            let rules = try DeskRules(member, for: row.principal, in: list, on: DeskRulesTests.monday)
            answer = try rules.permit(row.action, desk: desk) ?? ""
        } catch {
            answer = error.code.rawValue
        }
        #expect(answer == row.answer)
    }

    @Test(
        "An extension is approved by a head of this hall's staff, or by who stands in for one", .carries(237),
        arguments: [
            ("谢安", "谢安"), ("002", "谢安"), ("钟会", "钟会"), ("李娜", "not-the-role"), ("周敏", "not-the-role"),
            ("吴刚", "not-the-role"), ("县长", "staff-unknown"),
        ])
    func approver(text: String, answer: String) throws {
        let rules = try DeskRulesTests.rules("李娜")
        let found: String
        do throws(StaffRefusal) { found = try rules.approver(text).name } catch { found = error.code.rawValue }
        #expect(found == answer)
    }

    @Test(
        "A case leaves the window's list and appears in the next one's", .carries(259),
        arguments: [
            ([] as [String], "李娜 王芳 周敏"), (["county accept"], "陈静 周敏"), (["county accept", "county review"], "钟会 谢安"),
            (["county accept", "county review", "county review"], "钟会 谢安"),
        ])
    func lists(lines: [String], mine: String) throws {
        let desk = try DeskRulesTests.desk(lines)
        let list = try StaffListTests.county()
        let names = try list.members.filter { member in
            try DeskRules(member, for: nil, in: list, on: DeskRulesTests.monday).isMine(desk)
        }.map(\.name)
        #expect(names.joined(separator: " ") == mine)
    }

    @Test("Dispatched work is one person's, and the deputy's, until it is done", .carries(80, 110, 179)) func dispatch()
        throws
    {
        var list = try StaffListTests.county()
        _ = try list.add(
            StaffEntry(name: "赵云", roles: [.section], deputy: "陈静", from: DeskRulesTests.monday),
            on: DeskRulesTests.monday)
        let before = try DeskRulesTests.desk(["county accept"])
        let head = try DeskRules(
            list.one("谢安", on: DeskRulesTests.monday), for: nil, in: list, on: DeskRulesTests.monday)
        let held = CaseWorld.morning("2026-03-02")
        let entry = try head.give(.dispatch, to: "赵云", desk: before, heldSince: held, note: nil)
        #expect(entry.to == "008" && entry.by == "002")
        let desk = try DeskRulesTests.desk(["county accept"], entries: [entry])
        #expect(desk.assignee == "008")
        for (name, expected) in [("赵云", ""), ("陈静", "008"), ("周敏", "not-the-assignee")] {
            let rules = try DeskRules(
                list.one(name, on: DeskRulesTests.monday), for: nil, in: list, on: DeskRulesTests.monday)
            var answer = ""
            do throws(StaffRefusal) { answer = try rules.permit(.review, desk: desk) ?? "" } catch {
                answer = error.code.rawValue
            }
            #expect(answer == expected, "\(name)")
            #expect(rules.isMine(desk) == (expected != "not-the-assignee"))
        }
        // The next step is another work: nobody has it yet.
        #expect(try DeskRulesTests.desk(["county accept", "county review"], entries: [entry]).assignee == nil)
        let error = #expect(throws: StaffRefusal.self) {
            try head.give(.dispatch, to: "李娜", desk: before, heldSince: held, note: nil)
        }
        #expect(error?.code == .notTheRole)
    }

    @Test("Who took the case owns it until the end or until it is handed over", .carries(94)) func firstContact() throws
    {
        func state(_ lines: [String], _ entries: [DeskEntry] = []) throws -> CaseDeskState {
            var world = CaseWorld()
            world.clerk = CaseClerk(name: "李娜", staff: "003")
            try world.run(
                .open(
                    CaseOpening(
                        matter: CaseWorld.matter(decidedBy: .county), applicant: CaseWorld.applicant,
                        materials: CaseWorld.complete)), at: "county")
            world.clerk = CaseClerk(name: "陈静", staff: "005")
            try world.play(lines)
            return CaseDeskState(
                try #require(world.state), try #require(world.record.detail), entries: entries,
                at: CaseWorld.id("county"))
        }
        let taken = try state([])
        #expect(taken.firstContact == "003")
        #expect(try state(["county accept", "county review"]).firstContact == "003")
        #expect(try state(["county withdraw"]).firstContact == nil)
        let held = CaseWorld.morning("2026-03-02")
        let entry = try DeskRulesTests.rules("李娜").give(.handOver, to: "王芳", desk: taken, heldSince: held, note: nil)
        #expect(try state(["county accept"], [entry]).firstContact == "004")
        let error = #expect(throws: StaffRefusal.self) {
            try DeskRulesTests.rules("周敏").give(.handOver, to: "王芳", desk: taken, heldSince: held, note: nil)
        }
        #expect(error?.code == .notTheAssignee)
    }

    @Test("Who approved in a case does not supervise it, and only supervisors supervise", .carries(44, 219, 274))
    func supervision() throws {
        #expect(throws: StaffRefusal.self) { try DeskRulesTests.rules("谢安").permitSupervision(approvedHere: false) }
        let supervisor = try DeskRulesTests.rules("吴刚")
        try supervisor.permitSupervision(approvedHere: false)
        let error = #expect(throws: StaffRefusal.self) { try supervisor.permitSupervision(approvedHere: true) }
        #expect(error?.code == .bothSides)
    }

    @Test("Required points are ticked at their step, and all before the grant", .carries(29, 151)) func checklist()
        throws
    {
        var matter = CaseWorld.matter(decidedBy: .county, steps: ["window", "section", "head"])
        matter.checklist = [
            ChecklistPoint(point: "申请表填写完整", step: "section"), ChecklistPoint(point: "与土地利用总体规划相符"),
            ChecklistPoint(point: "曾有违法记录", required: false),
        ]
        var world = try CaseWorld.opened(at: "county", matter)
        try world.play(["county accept"])
        func refusal(_ command: CaseCommand) -> String? {
            do { _ = try world.decide(command, at: "county") } catch { return error.code.rawValue }
            return nil
        }
        #expect(refusal(.review(opinion: "同意")) == "points-missing")
        #expect(refusal(.review(opinion: "同意", ticks: [4])) == "option-invalid")
        try world.run(.review(opinion: "同意", ticks: [1]), at: "county")
        try world.play(["county review"])
        #expect(refusal(.grant(opinion: nil)) == "points-missing")
        #expect(refusal(.refuse(reason: "与规划不符")) == nil)
        try world.run(.grant(opinion: nil, ticks: [2]), at: "county")
        #expect(world.stage == .granted && world.record.detail?.ticked == [1, 2])
    }
}
