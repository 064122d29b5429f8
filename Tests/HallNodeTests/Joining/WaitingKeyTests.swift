import HallNode
import Testing
import Tiers

/// A hall's new key counts below when its superior has entered it.
@Suite struct WaitingKeyTests {
    @Test("A hall whose new key waits for its superior takes nobody in, and the invitation stays good")
    func waiting() throws {
        let halls = try PracticeHalls()
        let invitation = try Enrolment(halls.city).invite(
            .init(
                code: try #require(DivisionCode("360733")), name: "会昌县",
                validMilliseconds: Enrolment.defaultValidity))
        let joining = Joining(halls.folder("hc"), invitation)
        let request = try joining.request(url: nil)
        _ = try KeyOffice.rotate(halls.city, dryRun: false)
        let refusal = #expect(throws: HallError.self) { try Enrolment(halls.city).admit(request) }
        #expect(refusal?.code == .actionNotAllowed)
        let row = try #require(PracticeHalls.rows(try Enrolment(halls.city).list()).first)
        #expect(row["hall"] == .text("360733") && row["state"] == .text("open"))
    }
}
