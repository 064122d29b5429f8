import HallNode
import Sync
import Testing
import Tiers

/// `hall enroll --from`: a table of halls, all or none.
struct EnrolmentTableTests {
    private func table(_ text: String) throws -> EnrolmentTable { try EnrolmentTable(Array(text.utf8), file: "t.csv") }

    @Test("A table is read with or without mark, with commas, semicolons or tabs", arguments: [",", ";", "\t"])
    func separators(separator: String) throws {
        let halls = try PracticeHalls()
        let text = "\u{FEFF}code,name,tier\r\n3601,南昌市,\r\n3602,景德镇市,city\r\n".replacing(",", with: separator)
        let issued = try table(text).invite(at: halls.province, validMilliseconds: 86_400_000)
        #expect(issued.map(\.invitation.hall.rawValue) == ["3601", "3602"])
        #expect(issued.map(\.order.name) == ["南昌市", "景德镇市"])
    }

    @Test("All faults are named with their lines, and nobody is invited")
    func faults() throws {
        let error = try #require(throws: HallError.self) {
            try table("code,name,tier\n36x1,南昌市,\n3602,,\n3603,萍乡市,town\n3604,九江市,\n3604,九江市,\n")
        }
        #expect(error.exit == .unreadable)
        #expect(error.faults.map(\.line) == [2, 3, 4, 6])
        #expect(error.faults.map(\.field) == ["code", "name", "tier", "code"])
    }

    @Test("A code outside the inviter's own is a matter of rule: 3, and nobody is invited")
    func outside() throws {
        let halls = try PracticeHalls()
        let rows = try table("code,name\n3601,南昌市\n3401,合肥市\n")
        let error = try #require(throws: HallError.self) {
            try rows.invite(at: halls.province, validMilliseconds: 86_400_000)
        }
        #expect(error.exit == .refused && error.faults.map(\.line) == [3])
        #expect(PracticeHalls.rows(try Enrolment(halls.province).list()).count == 1)
    }
}
