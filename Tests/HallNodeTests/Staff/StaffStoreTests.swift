import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// Once a hall has a staff list, who acts must be one of it; the commit bears the id.
@Suite struct StaffStoreTests {
    private let halls: PracticeHalls
    private let city: Hall

    init() throws {
        halls = try PracticeHalls()
        city = halls.city
        _ = try PublishMatters(city).run([catalogue()], now: PracticeHalls.noon)
    }

    private static let applicant = Applicant(
        kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))

    private func open(as name: String?) throws -> JSONValue {
        let filing = CaseWindow.Filing(
            matter: "JX-001", applicant: StaffStoreTests.applicant, papers: [MaterialRef(paper: "申请表")])
        return try CaseWindow(city).open(filing, .init(clerk: CaseClerk(name: name, login: "li")))
    }

    private func enter(_ name: String, _ roles: [StaffRole]) throws -> JSONValue {
        let desk = StaffDesk(city)
        return try desk.run(.add(StaffEntry(name: name, roles: roles, from: try desk.today())))
    }

    @Test("While the list is empty, any name does; then only one of the list")
    func clerks() throws {
        #expect(PracticeHalls.text(try open(as: "谁都行")["stage"]) == "received")
        #expect(try enter("李娜", [.window])["id"] == .text("001"))
        for name in ["谁都行", nil] {
            let error = #expect(throws: HallError.self) { try open(as: name) }
            #expect(error?.exit == .refused && error?.hint.zh.contains("李娜 (001)") == true)
        }
        let number = try #require(PracticeHalls.text(try open(as: "李娜")["number"]))
        let entry = try #require(PracticeHalls.rows(try CaseView(city).show(number)["history"]).first)
        #expect(entry["as"] == .text("李娜") && entry["staff"] == .text("001") && entry["for"] == .null)
    }

    @Test("A person may be named by id, and is no longer once ended")
    func ended() throws {
        _ = try enter("李娜", [.window])
        #expect(PracticeHalls.text(try open(as: "001")["stage"]) == "received")
        let desk = StaffDesk(city)
        _ = try desk.run(.change("001", StaffChange(name: "李丽")))
        #expect(try desk.list()["0"] == nil && PracticeHalls.rows(try desk.list()).first?["name"] == .text("李丽"))
        let yesterday = try desk.today().adding(days: -1)
        let error = #expect(throws: HallError.self) { try desk.run(.end("001", on: yesterday)) }
        #expect(error?.word == "staff-invalid")
    }

    @Test("The list goes nowhere, and a rebuild leaves it as it is")
    func stays() throws {
        let before = try StatusView.of(city)["unsent"]
        _ = try enter("李娜", [.window])
        #expect(try StatusView.of(city)["unsent"] == before)
        var selection = LogView.Selection()
        selection.stream = StreamName("staff/3607")
        #expect(try LogView(city).list(selection).commits.count == 1)
    }

    @Test("A hall's contact is in its own status, and at the province in the directory at once")
    func contact() throws {
        for hall in [halls.province, city] {
            #expect(try HallContact.own(of: hall)["contact"] == .null)
            try HallContact.change(hall, name: "李娜", phone: "0797-5322345")
            #expect(try StatusView.of(hall)["contact"]?["phone"] == .text("0797-5322345"))
        }
        let error = #expect(throws: HallError.self) { try HallContact.change(city, name: "李娜", phone: "没有") }
        #expect(error?.exit == .unreadable)
    }
}
