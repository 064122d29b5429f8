import HallNode
import TestSupport
import Testing
import Tiers

/// Supervision over whole halls and a line that carries when the test says so: the county watches the township.
@Suite struct SupervisionRunTests {
    private let halls: LinkedHalls

    init() throws {
        halls = try LinkedHalls(at: "2026-03-02 08")
        let text =
            LinkedHalls.relief(promisedDays: 5)
                + """

                  fees:
                    - {name: 工本费, amount: "10.00"}
                """
            + Enquiry.allCases.map {
                """

                - code: JX-\($0.rawValue)
                  name: \($0.chinese)
                  type: "20"
                  caseType: reply
                  enquiry: \($0.rawValue)
                  decidedBy: {tier: township}
                  acceptedAt: [township]
                  basis: 政务服务投诉咨询制度
                  effectiveFrom: 2026-01-01
                  steps: [window]
                  materials: []
                """
            }.joined()
        try halls.publish(text)
    }

    /// A case at the township, opened and accepted now.
    private func accepted(_ matter: String = "JX-001", as name: String? = nil) throws -> String {
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let papers = matter == "JX-001" ? [MaterialRef(paper: "申请表")] : []
        let filing = CaseWindow.Filing(matter: matter, applicant: applicant, papers: papers)
        let act = CaseWindow.Act(clerk: CaseClerk(name: name))
        let number = try #require(PracticeHalls.text(try CaseWindow(halls.township).open(filing, act)["number"]))
        try step(number, .accept, as: name)
        return number
    }

    private func step(_ number: String, _ command: CaseCommand, as name: String? = nil) throws {
        halls.clock.tick()
        _ = try CaseWindow(halls.township).perform(
            number, { _ in command }, .init(clerk: CaseClerk(name: name)))
    }

    private func finish(_ number: String, charged: [CaseCharge] = []) throws {
        try step(number, .review(opinion: "同意"))
        try step(number, .grant(opinion: nil))
        try step(number, .conclude(results: [], charged: charged))
        try step(number, .deliver(way: .counter, toPerson: nil, tracking: nil))
    }

    private func supervise() throws -> JSONValue { try SupervisionRun(halls.county).run() }

    private func due(_ report: JSONValue) -> [String] {
        PracticeHalls.rows(report["due"]).compactMap { PracticeHalls.text($0["card"]) }
    }

    private func cards(at hall: Hall) throws -> [String] {
        PracticeHalls.rows(try SupervisionDesk(hall).cards(.init())).compactMap { PracticeHalls.text($0["card"]) }
            .sorted()
    }

    @Test(
        "Advanced past the limit: a reminder, a yellow and a red card, each once, and they reach the township",
        .carries(267, 268))
    func advanced() throws {
        try halls.clock.set("2026-03-02 09")
        _ = try accepted()
        for (day, expected, issued) in [
            ("2026-03-05 09", [] as [String], 0), ("2026-03-06 09", ["2.case-time.reminder"], 1),
            ("2026-03-09 09", ["2.case-time.reminder"], 0), ("2026-03-10 09", ["2.case-time.yellow"], 1),
            ("2026-03-11 09", ["2.case-time.yellow", "2.case-time.red"], 1),
            ("2026-03-12 09", ["2.case-time.yellow", "2.case-time.red"], 0),
        ] {
            try halls.clock.set(day)
            try halls.sync()
            let report = try supervise()
            #expect(due(report) == expected && report["newCards"] == .int(Int64(issued)), "\(day)")
            #expect(try supervise()["newCards"] == .int(0), "\(day), again")
        }
        try halls.sync()
        let names = ["2.case-time.red", "2.case-time.reminder", "2.case-time.yellow"]
        #expect(try cards(at: halls.county) == names && cards(at: halls.township) == names)
        // Nobody but the lowest superior issues anything.
        #expect(try SupervisionRun(halls.city).run()["newCards"] == .int(0))
    }

    @Test("Handled in time and synchronised eleven days late: no card, but a delay of the link", .carries(112))
    func late() throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted()
        try halls.sync()
        try halls.clock.set("2026-03-05 09")
        try finish(number)
        for day in ["2026-03-10 09", "2026-03-13 09"] {
            try halls.clock.set(day)
            let report = try supervise()
            #expect(due(report).isEmpty, "\(day)")
            let unknown = try #require(PracticeHalls.rows(report["unknown"]).first)
            #expect(unknown["hall"] == .text("360732100") && unknown["since"] != .null)
        }
        try halls.clock.set("2026-03-16 09")
        try halls.sync()
        let report = try supervise()
        #expect(due(report).isEmpty && PracticeHalls.rows(report["unknown"]).isEmpty)
        let delay = try #require(PracticeHalls.rows(report["linkDelay"]).first)
        #expect(try #require(PracticeHalls.int(delay["maxMs"])) > 10 * 86_400_000)
        #expect(try cards(at: halls.county).isEmpty)
    }

    @Test("A hall not heard from gets no card; heard again, its own delay shows") func silent() throws {
        try halls.clock.set("2026-03-02 09")
        _ = try accepted()
        try halls.sync()
        try halls.clock.set("2026-06-01 09")
        let report = try supervise()
        #expect(due(report).isEmpty && PracticeHalls.rows(report["unknown"]).count == 1)
        try halls.sync()
        #expect(due(try supervise()) == ["2.case-time.yellow", "2.case-time.red"])
    }

    @Test("A dry run issues nothing, and may look ahead") func dryRun() throws {
        try halls.clock.set("2026-03-02 09")
        _ = try accepted()
        try halls.clock.set("2026-03-10 09")
        try halls.sync()
        let report = try SupervisionRun(halls.county).run(dryRun: true, at: halls.clock.now)
        #expect(due(report) == ["2.case-time.yellow"] && report["newCards"] == .int(0))
        #expect(try cards(at: halls.county).isEmpty)
    }

    @Test("A card is explained by the hall and revoked by who issued it; it stays to be seen", .carries(113))
    func explained() throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted()
        try halls.clock.set("2026-03-10 09")
        try halls.sync()
        _ = try supervise()
        try halls.sync()
        let name = "2.case-time.yellow"
        let desk = SupervisionDesk(halls.township)
        _ = try desk.explain(number, name, "申请人出差，约定延后", .init())
        _ = try desk.explain(number, name, "申请人出差，约定延后", .init())
        let wrong = #expect(throws: HallError.self) { try desk.revoke(number, name, reason: "无故", .init()) }
        #expect(wrong?.exit == .refused)
        try halls.sync()
        let card = try SupervisionDesk(halls.county).card(number, name)
        #expect(card["explanation"] == .text("申请人出差，约定延后") && card["revoked"] == .bool(false))
        _ = try SupervisionDesk(halls.county).revoke(number, name, reason: "经核实属申请人原因", .init())
        try halls.sync()
        #expect(try desk.card(number, name)["revoked"] == .bool(true))
        #expect(try supervise()["newCards"] == .int(0))
        let unknown = #expect(throws: HallError.self) { try desk.card(number, "9.case-time.red") }
        #expect(unknown?.exit == .unknown)
    }

    @Test("Cards, explanations, revocations and orders are papers, of facts alone")
    func papers() throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted()
        try halls.clock.set("2026-03-11 09")
        try halls.sync()
        _ = try supervise()
        let county = SupervisionDesk(halls.county)
        _ = try county.urge(number, "请于三日内办结<b>", order: true, .init())
        try halls.sync()
        _ = try SupervisionDesk(halls.township).explain(number, "2.case-time.yellow", "申请人要求延后", .init())
        _ = try SupervisionDesk(halls.township).reply(number, "已办结", to: nil, .init())
        try halls.sync()
        func paper(_ form: SupervisionForm, _ card: String? = nil, at hall: Hall? = nil) throws(HallError) -> String {
            try SupervisionPrinting.html(
                form, of: number, card: card, urging: nil, at: hall ?? halls.county, clerk: "吴刚")
        }
        let early = #expect(throws: HallError.self) { try paper(.revocation) }
        #expect(early?.code == .actionNotAllowed)
        _ = try county.revoke(number, "2.case-time.yellow", reason: "经核实，系申请人原因", .init())
        let expected: [(SupervisionForm, String?, [String])] = [
            (.card, "2.case-time.yellow", ["电子监察黄牌通知书", "扣 1 分", "2026年3月9日", "超过办理时限", "办理过程"]),
            (.card, "2.case-time.red", ["电子监察红牌通知书", "扣 1.5 分", "内置规则"]),
            (.card, "2.order-issued.yellow", ["请于三日内办结&lt;b&gt;"]), (.explanation, nil, ["监察情况说明", "申请人要求延后"]),
            (.revocation, nil, ["监察牌撤销决定书", "经核实，系申请人原因", "原扣 1 分"]),
            (.order, nil, ["督办单", "请于三日内办结&lt;b&gt;", "30 日内", "2026年4月10日", "已办结"]),
        ]
        for (form, card, texts) in expected {
            let html = try paper(form, card)
            let common = ["size: A4", "盖章处", "临时救助", number, "<svg", "吴刚"]
            for text in texts + (form == .explanation ? [] : common) {
                #expect(html.contains(text), "\(form.rawValue) \(card ?? "") lacks \(text)")
            }
            #expect(!html.contains("王某") && !html.contains("E00000000"), "who supervises needs no personal data")
        }
        #expect(try paper(.card, "2.case-time.red", at: halls.township).contains("电子监察红牌通知书"))
        let unknown = #expect(throws: HallError.self) { try paper(.card, "9.case-time.red") }
        #expect(unknown?.code == .cardUnknown)
    }

    @Test("Urging goes down, the answer comes back; an order costs points, silence of a month too", .carries(42))
    func urged() throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted()
        try halls.sync()
        let county = SupervisionDesk(halls.county)
        for _ in 0..<2 { _ = try county.urge(number, "请于三日内办结", order: true, .init()) }
        #expect(PracticeHalls.rows(try county.urgings(number)["urgings"]).count == 1)
        #expect(try cards(at: halls.county) == ["2.order-issued.yellow"])
        try halls.clock.set("2026-04-03 09")
        try halls.sync()
        #expect(due(try supervise()).contains("2.query-unanswered.yellow"))
        _ = try SupervisionDesk(halls.township).reply(number, "已通知申请人补齐", to: nil, .init())
        try halls.sync()
        let urging = try #require(PracticeHalls.rows(try county.urgings(number)["urgings"]).first)
        #expect(urging["answer"] == .text("已通知申请人补齐"))
        let beside = #expect(throws: HallError.self) {
            try SupervisionDesk(halls.township).urge(number, "请办理", order: false, .init())
        }
        #expect(beside?.code == .outsidePart)
    }

    @Test(
        "Questions, complaints and reports have their clocks, are urged, and the county sees which is which",
        .carries(106, 313),
        arguments: [
            (Enquiry.consultation, "2026-03-10 09", "2.consultation-time.yellow"),
            (.complaint, "2026-03-17 09", "2.complaint-time.yellow"),
            (.report, "2026-03-17 09", "2.complaint-time.yellow"),
        ])
    func enquiries(enquiry: Enquiry, late: String, card: String) throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted("JX-\(enquiry.rawValue)")
        try halls.sync()
        let seen = try CaseView(halls.county).show(number)
        #expect(seen["copy"] == .text("facts") && seen["enquiry"] == .text(enquiry.rawValue))
        _ = try SupervisionDesk(halls.county).urge(number, "请尽快答复", order: false, .init())
        try halls.clock.set(late)
        try halls.sync()
        #expect(due(try supervise()) == [card])
        _ = try SupervisionDesk(halls.township).reply(number, "已联系当事人", to: nil, .init())
        try step(number, .answer(opinion: "经核实，情况属实，已整改", results: []))
        try halls.sync()
        let urging = try #require(
            PracticeHalls.rows(try SupervisionDesk(halls.county).urgings(number)["urgings"]).first)
        #expect(urging["answer"] == .text("已联系当事人"))
        #expect(try CaseView(halls.county).show(number)["stage"] == .text("concluded"))
    }

    @Test(
        "A superior issues a card for what no clock and no text shows, at the hall that holds the case",
        .carries(114), arguments: [SupervisionRule.procedure, .conditions, .publication, .attitude])
    func byHand(rule: SupervisionRule) throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted()
        try halls.sync()
        let county = SupervisionDesk(halls.county)
        for _ in 0..<2 { _ = try county.issue(number, .init(rule: rule, reason: "现场检查发现"), .init()) }
        #expect(try cards(at: halls.county) == ["2.\(rule.rawValue).yellow"])
        try halls.sync()
        #expect(try cards(at: halls.township) == ["2.\(rule.rawValue).yellow"])
        let byClock = #expect(throws: HallError.self) {
            try county.issue(number, .init(rule: .caseTime, colour: .red, reason: "逾期"), .init())
        }
        #expect(byClock?.exit == .refused, "only the clock issues what the clock shows")
        let further = #expect(throws: HallError.self) {
            try SupervisionDesk(halls.city).issue(number, .init(rule: rule, reason: "现场检查发现"), .init())
        }
        #expect(further?.exit == .refused, "only the lowest superior issues")
        let other = try #require(HallID("3607"))
        let never = #expect(throws: HallError.self) {
            try county.issue(number, .init(rule: .dissatisfied, reason: "态度恶劣", hall: other), .init())
        }
        #expect(never?.message.en == "3607 never held this case")
    }

    @Test("What is about the decision is charged to who decided, not to who hands the result out", .carries(114))
    func aboutTheDecision() throws {
        let number = try accepted()
        try step(number, .review(opinion: "同意"))
        try step(number, .grant(opinion: nil))
        try step(number, .conclude(results: []))
        try step(number, .sendResult(to: try #require(HallID("360732"))))
        try halls.sync()
        let desk = SupervisionDesk(halls.county)
        let card = try desk.issue(number, .init(rule: .lawsuitLost, reason: "终审判决撤销"), .init())
        #expect(card["hall"] == .text("360732100"))
        let attitude = #expect(throws: HallError.self) {
            try desk.issue(number, .init(rule: .attitude, reason: "态度恶劣"), .init())
        }
        #expect(attitude?.exit == .refused, "the holder is this hall itself")
        let township = try #require(HallID("360732100"))
        let named = try desk.issue(number, .init(rule: .attitude, reason: "态度恶劣", hall: township), .init())
        #expect(named["hall"] == card["hall"])
    }

    @Test("Points of the hall, its section and person; closed months do not change", .carries(57, 115, 182))
    func scores() throws {
        let staff = StaffDesk(halls.township)
        try halls.clock.set("2026-03-02 09")
        for (name, role) in [("李娜", StaffRole.window), ("谢安", .head), ("吴刚", .supervisor)] {
            _ = try staff.run(.add(StaffEntry(name: name, section: "办公室", roles: [role], from: try staff.today())))
        }
        let number = try accepted(as: "李娜")
        try halls.clock.set("2026-03-10 09")
        try halls.sync()
        _ = try supervise()
        try step(number, .review(opinion: "同意"), as: "谢安")
        try halls.sync()
        let book = ScoreStore(halls.township)
        func scores(_ month: String) throws -> [String] {
            PracticeHalls.rows(try book.show(ScoreMonth(month))["rows"]).compactMap { row in
                PracticeHalls.text(row["unit"]).flatMap { unit in
                    PracticeHalls.text(row["score"]).map { "\(unit) \($0)" }
                }
            }
        }
        #expect(try scores("2026-03") == ["360732100 99", "办公室 99", "001 100", "002 99"])
        let head = CaseWindow.Act(clerk: CaseClerk(name: "谢安"))
        let march = try #require(ScoreMonth("2026-03"))
        let early = #expect(throws: HallError.self) { try book.close(march, head) }
        #expect(early?.exit == .refused)
        _ = try book.deduct(try #require(Points("0.5")), of: .staff("001"), in: march, reason: "离岗", head)
        try halls.clock.set("2026-04-02 09")
        #expect(try book.close(march, head)["closed"] == .bool(true))
        let locked = #expect(throws: HallError.self) {
            try book.deduct(try #require(Points("0.5")), of: .staff("001"), in: march, reason: "离岗", head)
        }
        #expect(locked?.exit == .refused)
        _ = try SupervisionDesk(halls.county).revoke(number, "2.case-time.yellow", reason: "经核实", .init())
        try halls.sync()
        #expect(try scores("2026-03") == ["360732100 99", "办公室 99", "001 99.5", "002 99"])
        #expect(try scores("2026-04") == ["360732100 101", "办公室 101", "001 100", "002 101"])
    }

    @Test("A charge beyond the list is a red card", arguments: [(1_000, 0), (1_200, 1)])
    func charged(amount: Int, cards expected: Int) throws {
        try halls.clock.set("2026-03-02 09")
        let number = try accepted()
        try finish(number, charged: [CaseCharge(name: "工本费", amount: amount)])
        try halls.sync()
        // The county has the facts only: what was charged in all is one of them.
        #expect(try CaseView(halls.county).show(number)["copy"] == .text("facts"))
        #expect(due(try supervise()).filter { $0.contains("charge") }.count == expected)
    }

    @Test("The province publishes rules, and the next look is by them") func rules() throws {
        let text = "name: 江西省电子监察规则\nbasis: 赣府发〔2026〕1号\nyellowDays: 2\n"
        let bytes = Array(text.utf8)
        let first = try SupervisionRuleStore.publish(bytes, file: "r.yaml", dryRun: false, at: halls.province)
        #expect(first["version"] == .text("1"))
        let again = try SupervisionRuleStore.publish(bytes, file: "r.yaml", dryRun: false, at: halls.province)
        #expect(again["unchanged"] == .bool(true) && again["version"] == .text("1"))
        let below = #expect(throws: HallError.self) {
            try SupervisionRuleStore.publish(bytes, file: "r.yaml", dryRun: false, at: halls.city)
        }
        #expect(below?.code == .wrongHall)
        try halls.clock.set("2026-03-02 09")
        _ = try accepted()
        try halls.clock.set("2026-03-11 09")
        try halls.sync()
        let report = try supervise()
        #expect(report["rules"] == .text("1") && due(report) == ["2.case-time.yellow"])
    }
}
