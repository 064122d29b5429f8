import HallNode
import TestSupport
import Testing
import Tiers

/// A case on the desks of one hall: from the window's list to the head's, dispatched, handed over, decided on the spot.
@Suite struct CaseDesksTests {
    private let halls: PracticeHalls
    private let city: Hall

    init() throws {
        halls = try PracticeHalls()
        city = halls.city
        let extra = "onTheSpot: true\n  checklist: [{point: 申请表填写完整, step: head}]"
        _ = try PublishMatters(city).run([catalogue(extra: extra)], now: PracticeHalls.noon)
        let desk = StaffDesk(city)
        for (name, role, deputy) in [
            ("王芳", StaffRole.window, nil), ("李娜", .window, "王芳"), ("钟会", .deputyHead, nil), ("谢安", .head, "钟会"),
            ("周敏", .chiefRepresentative, nil), ("吴刚", .supervisor, nil),
        ] as [(String, StaffRole, String?)] {
            _ = try desk.run(.add(StaffEntry(name: name, roles: [role], deputy: deputy, from: try desk.today())))
        }
    }

    private func act(_ name: String, for principal: String? = nil) -> CaseWindow.Act {
        .init(clerk: CaseClerk(name: name, standsInFor: principal))
    }

    private func open() throws -> String {
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let filing = CaseWindow.Filing(
            matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        return try #require(PracticeHalls.text(try CaseWindow(city).open(filing, act("李娜"))["number"]))
    }

    private func perform(_ number: String, _ command: CaseCommand, _ act: CaseWindow.Act) throws -> JSONValue {
        try CaseWindow(city).perform(number, { _ in command }, act)
    }

    private func mine(_ name: String) throws -> [String] {
        var selection = CaseView.Selection()
        selection.mine = name
        return try CaseView(city).list(selection).compactMap { PracticeHalls.text($0["number"]) }
    }

    @Test("The case leaves the window's list and appears in the head's; the deputy signs for the head")
    func chain() throws {
        let number = try open()
        #expect(try mine("李娜") == [number] && mine("谢安").isEmpty)
        let refused = #expect(throws: HallError.self) { try perform(number, .accept, act("谢安")) }
        #expect(refused?.exit == .refused && refused?.word == "not-the-role")
        _ = try perform(number, .accept, act("李娜"))
        #expect(try mine("李娜").isEmpty && mine("谢安") == [number] && mine("钟会") == [number])
        let unticked = #expect(throws: HallError.self) { try perform(number, .review(opinion: "同意"), act("钟会")) }
        #expect(unticked?.word == "points-missing")
        _ = try perform(number, .review(opinion: "同意", ticks: [1]), act("钟会", for: "谢安"))
        let history = PracticeHalls.rows(try CaseView(city).show(number)["history"])
        #expect(history.last?["as"] == .text("钟会") && history.last?["for"] == .text("004"))
        _ = try perform(number, .grant(opinion: nil), act("谢安"))
    }

    @Test("Who approved an extension is one of the staff, and stands in the record as the list names him")
    func extensionApproved() throws {
        let number = try open()
        _ = try perform(number, .accept, act("李娜"))
        for (name, word) in [("县长", "staff-unknown"), ("王芳", "not-the-role")] {
            let refused = #expect(throws: HallError.self) {
                try perform(number, .extend(days: 5, approvedBy: name, reason: "案情复杂"), act("李娜"))
            }
            #expect(refused?.word == word && refused?.exit == .refused)
        }
        _ = try perform(number, .extend(days: 5, approvedBy: "004", reason: "案情复杂"), act("李娜"))
        #expect(try CasePrinting.html(.extended, of: number, at: city, clerk: nil).contains("谢安"))
    }

    @Test("A dispatched case is one person's; handed over, its owner changes; the pen stays")
    func desks() throws {
        let number = try open()
        let window = CaseWindow(city)
        let allowed = PracticeHalls.rows(try CaseView(city).allowed(number)["allowed"])
        #expect(allowed.suffix(2).map { $0["action"] } == [.text("dispatch"), .text("hand-over")])
        let given = try window.give(number, .dispatch, to: "王芳", act("谢安"))
        #expect(given["desk"]?["assigneeName"] == .text("王芳") && given["desk"]?["firstContactName"] == .text("李娜"))
        let refused = #expect(throws: HallError.self) { try perform(number, .accept, act("李娜")) }
        #expect(refused?.word == "not-the-assignee")
        #expect(try mine("李娜").isEmpty && mine("王芳") == [number])
        let before = try StatusView.of(city)["commits"]
        _ = try window.give(number, .dispatch, to: "王芳", act("谢安"))
        #expect(try StatusView.of(city)["commits"] == before)
        let moved = try window.give(number, .handOver, to: "周敏", act("王芳"))
        #expect(moved["holder"] == .text("3607") && moved["stage"] == .text("received"))
        #expect(moved["desk"]?["assigneeName"] == .text("周敏") && moved["desk"]?["firstContactName"] == .text("李娜"))
        let left = try window.give(number, .handOver, to: "王芳", act("李娜"))
        #expect(left["desk"]?["assigneeName"] == .text("王芳") && left["desk"]?["firstContactName"] == .text("王芳"))
    }

    @Test("The chief representative decides at once where the matter allows it")
    func onTheSpot() throws {
        let number = try open()
        _ = try perform(number, .accept, act("周敏"))
        let answer = try perform(number, .grant(opinion: "同意", ticks: [1]), act("周敏"))
        #expect(answer["stage"] == .text("granted"))
        let history = PracticeHalls.rows(try CaseView(city).show(number)["history"])
        #expect(history.map { PracticeHalls.text($0["action"]) } == ["open", "accept", "review", "decide"])
    }

    @Test("Who supervises takes nothing in") func supervisor() throws {
        let number = try open()
        let refused = #expect(throws: HallError.self) { try perform(number, .accept, act("吴刚")) }
        #expect(refused?.word == "both-sides")
    }
}
