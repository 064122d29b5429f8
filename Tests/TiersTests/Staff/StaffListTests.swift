import TestSupport
import Testing

@testable import Tiers

/// Who is on the staff, who is meant by a name, and what the list refuses.
@Suite(.carries(104, 237)) struct StaffListTests {
    static let monday = staffDay("2026-03-02")

    /// 兴国县: a window with two desks, a section, two heads, and who watches them.
    static func county() throws -> StaffList {
        var list = StaffList()
        for (name, section, roles, deputy) in [
            ("钟会", "分管领导", [StaffRole.deputyHead], nil), ("谢安", "局领导", [.head], "钟会"),
            ("李娜", "受理窗口", [.window], nil), ("王芳", "受理窗口", [.window], "李娜"),
            ("陈静", "审批股", [.section], nil), ("周敏", "首席代表", [.section, .chiefRepresentative], nil),
            ("吴刚", "监察室", [.supervisor], nil),
        ] as [(String, String, [StaffRole], String?)] {
            _ = try list.add(
                StaffEntry(name: name, section: section, roles: roles, deputy: deputy, from: staffDay("2026-01-01")),
                on: monday)
        }
        return list
    }

    @Test("Ids are given in order, for ever") func ids() throws {
        var list = try StaffListTests.county()
        #expect(list.members.map(\.id) == ["001", "002", "003", "004", "005", "006", "007"])
        _ = try list.end("007", on: StaffListTests.monday, today: StaffListTests.monday)
        let next = try list.add(
            StaffEntry(name: "赵云", roles: [.window], from: StaffListTests.monday), on: StaffListTests.monday)
        #expect(next.id == "008" && list["007"]?.name == "吴刚")
    }

    @Test("While the list is empty a clerk's name is free text") func empty() throws {
        #expect(try StaffList().clerk("张三", on: StaffListTests.monday) == nil)
        #expect(try StaffList().clerk(nil, on: StaffListTests.monday) == nil)
    }

    @Test(
        "Who is meant",
        arguments: [
            ("李娜", "2026-03-02", "003", nil), ("003", "2026-03-02", "003", nil),
            (nil, "2026-03-02", nil, "staff-needed"), ("李那", "2026-03-02", nil, "staff-unknown"),
            ("李娜", "2025-12-31", nil, "staff-unknown"), ("003", "2025-12-31", nil, "staff-unknown"),
            ("999", "2026-03-02", nil, "staff-unknown"),
        ] as [(String?, String, String?, String?)])
    func meant(text: String?, day: String, id: String?, code: String?) throws {
        let list = try StaffListTests.county()
        do throws(StaffRefusal) {
            #expect(try list.clerk(text, on: staffDay(day))?.id == id)
            #expect(code == nil)
        } catch {
            #expect(error.code.rawValue == code)
        }
    }

    @Test("A name that nobody bears is answered with near ones") func near() throws {
        let list = try StaffListTests.county()
        let error = #expect(throws: StaffRefusal.self) { try list.clerk("李那", on: StaffListTests.monday) }
        #expect(error?.hint.zh.hasPrefix("名册：李娜 (003)") == true)
    }

    @Test("Two of one name: the id is asked for") func namesakes() throws {
        var list = try StaffListTests.county()
        _ = try list.add(
            StaffEntry(name: "李娜", section: "审批股", roles: [.section], from: StaffListTests.monday),
            on: StaffListTests.monday)
        let error = #expect(throws: StaffRefusal.self) { try list.clerk("李娜", on: StaffListTests.monday) }
        #expect(error?.code == .ambiguous && error?.hint.en.contains("008") == true)
        #expect(try list.clerk("008", on: StaffListTests.monday)?.section == "审批股")
    }

    @Test("Entering the same person again changes nothing") func again() throws {
        var list = try StaffListTests.county()
        let before = list
        let entry = StaffEntry(name: "李娜", section: "受理窗口", roles: [.window], from: StaffListTests.monday)
        #expect(try list.add(entry, on: StaffListTests.monday).id == "003" && list == before)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let title: String
        let code: StaffRefusal.Code
        let change: @Sendable (inout StaffList) throws -> Void
        var testDescription: String { title }
    }

    static let refused: [Refused] = [
        Refused(title: "no role", code: .invalid) {
            _ = try $0.add(StaffEntry(name: "赵云", roles: [], from: monday), on: monday)
        },
        Refused(title: "approving and supervising", code: .bothSides) {
            _ = try $0.add(StaffEntry(name: "赵云", roles: [.head, .supervisor], from: monday), on: monday)
        },
        Refused(title: "an approver as the supervisor's deputy", code: .bothSides) {
            _ = try $0.change("吴刚", StaffChange(deputy: "谢安"), on: monday)
        },
        Refused(title: "a supervisor as the window's deputy", code: .bothSides) {
            _ = try $0.change("李娜", StaffChange(deputy: "吴刚"), on: monday)
        },
        Refused(title: "a deputy who becomes supervisor", code: .bothSides) {
            _ = try $0.change("钟会", StaffChange(roles: [.supervisor]), on: monday)
        },
        Refused(title: "the own deputy", code: .invalid) {
            _ = try $0.change("李娜", StaffChange(deputy: "李娜"), on: monday)
        },
        Refused(title: "a deputy whom nobody knows", code: .unknown) {
            _ = try $0.change("李娜", StaffChange(deputy: "曹操"), on: monday)
        },
        Refused(title: "an id twice", code: .invalid) {
            _ = try $0.add(StaffEntry(id: "003", name: "赵云", roles: [.window], from: monday), on: monday)
        },
        Refused(title: "an id with a slash", code: .invalid) {
            _ = try $0.add(StaffEntry(id: "a/b", name: "赵云", roles: [.window], from: monday), on: monday)
        },
        Refused(title: "a last day before the first", code: .invalid) {
            _ = try $0.end("李娜", on: staffDay("2025-12-31"), today: monday)
        },
        Refused(title: "a name of two lines", code: .invalid) {
            _ = try $0.add(StaffEntry(name: "赵\n云", roles: [.window], from: monday), on: monday)
        },
    ]

    @Test("Refused", arguments: refused) func refuses(row: Refused) throws {
        var list = try StaffListTests.county()
        let before = list
        let error = #expect(throws: StaffRefusal.self) { try row.change(&list) }
        #expect(error?.code == row.code && list == before)
    }

    @Test("A deputy stands in for all who named him, as long as they are on the staff") func principals() throws {
        var list = try StaffListTests.county()
        let deputy = try list.one("钟会", on: StaffListTests.monday)
        #expect(list.principals(of: deputy, on: StaffListTests.monday).map(\.name) == ["谢安"])
        _ = try list.end("谢安", on: StaffListTests.monday, today: StaffListTests.monday)
        #expect(list.principals(of: deputy, on: staffDay("2026-03-03")).isEmpty)
    }
}

/// A day of a table; what is no day is a fault of the table.
func staffDay(_ text: String) -> CivilDate {
    guard let day = CivilDate(text) else { preconditionFailure("no day: \(text)") }
    return day
}
