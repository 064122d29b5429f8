import HallNode
import Sync
import TestSupport
import Testing
import Tiers

/// A development zone (高新区) has a hall and no division code of its own.
@Suite struct ZoneTests {
    @Test("A zone without a code is a hall of its own tier below the city that enrolled it", .carries(186))
    func zone() throws {
        let halls = try PracticeHalls()
        let invitation = try Enrolment(halls.city).invite(
            .init(
                code: try #require(DivisionCode("3607")), name: "赣州高新区", department: "gxq", tier: .county,
                validMilliseconds: Enrolment.defaultValidity))
        let joining = Joining(halls.folder("gxq"), invitation)
        let zone = try joining.finish(try Enrolment(halls.city).admit(try joining.request(url: nil)))
        #expect(zone.id.rawValue == "3607:gxq")
        let row = try #require(try NetworkView.of(halls.city).first { $0["hall"] == .text("3607:gxq") })
        #expect(row["tier"] == .text("county") && row["superior"] == .text("3607") && row["divisionCode"] == .null)
    }
}
