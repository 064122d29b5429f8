import HallNode
import Testing
import Tiers

/// A hall whose disk is lost, and which joins again with an empty store, does not know what it wrote.
@Suite struct JoinAgainTests {
    @Test("Until it has met its superior it takes nobody in: it may have entered that hall before")
    func takesNobodyIn() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.sync()
        let city = try halls.joinAgain(halls.city, under: halls.province)
        let order = Enrolment.Order(
            code: try #require(DivisionCode("360733")), name: "会昌县", validMilliseconds: Enrolment.defaultValidity)
        let joining = halls.joining(try Enrolment(city).invite(order))
        let request = try joining.request(url: nil)
        let refusal = #expect(throws: HallError.self) { try Enrolment(city).admit(request) }
        #expect(refusal?.code == .setBack)
        for _ in 0..<2 { try halls.sync(city, halls.province) }
        let child = try joining.finish(try Enrolment(city).admit(request))
        #expect(child.id.rawValue == "360733")
    }
}
