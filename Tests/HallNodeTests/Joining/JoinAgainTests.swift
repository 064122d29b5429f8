import HallNode
import Sync
import Testing
import Tiers

/// A hall whose disk is lost, and which joins again with an empty store, does not know what it wrote.
@Suite struct JoinAgainTests {
    /// The county's entry.
    private static var entry: StreamName { get throws { try #require(StreamName("hall/360732")) } }

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

    @Test("A superior that lost its disk enters it a second time: it goes on, and the fork above is ended from above")
    func entryForked() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.sync()
        // The city enters the county again, and loses its disk before anybody above has heard of it.
        let first = try halls.joinAgain(halls.county, under: halls.city)
        let city = try halls.joinAgain(halls.city, under: halls.province)
        for _ in 0..<2 { try halls.sync(city, halls.province) }
        // It does not know that key, and enters the county once more. The county still has the other entry.
        let county = try halls.joinAgain(withStoreOf: first, under: city)
        for _ in 0..<4 {
            try halls.sync(county, city)
            try halls.sync(city, halls.province)
        }
        for hall in [city, halls.province] { #expect(try Self.competing(hall).count == 1, "\(hall.id)") }
        // In its own store the entry counts that the invitation vouches for: it goes on, and takes halls in.
        #expect(try Self.competing(county).isEmpty)
        let order = Enrolment.Order(
            code: try #require(DivisionCode("360732101")), name: "江背镇", validMilliseconds: Enrolment.defaultValidity)
        let joining = halls.joining(try Enrolment(county).invite(order))
        let request = try joining.request(url: nil)
        let child = try joining.finish(try Enrolment(county).admit(request))
        #expect(child.id.rawValue == "360732101")

        let entry = try Self.entry
        let last = try #require(try city.read { try CommitLog.stream(entry, $0) }.last)
        _ = try Takeover(halls.province).run(
            .init(stream: entry.rawValue, last: last.commit.id.hex, reason: "县级登记重复", superior: city.id))
        try halls.sync(city, halls.province)
        try halls.sync(county, city)
        for hall in [county, city, halls.province] { #expect(try Self.competing(hall).isEmpty, "\(hall.id)") }
    }

    @Test("Where the superior was put back to before a hall's entry, the entry of the next invitation counts")
    func superiorSetBack() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.sync()
        let before = try halls.snapshot(of: halls.city)
        let first = try halls.joinAgain(withStoreOf: halls.county, under: halls.city)
        try halls.sync(halls.township, first)
        // The city's machine is put back, and enters the county once more under the number of the entry that is gone.
        let city = try Hall(before)
        let county = try halls.joinAgain(withStoreOf: first, under: city)
        try halls.sync(county, city)
        let township = try halls.joinAgain(withStoreOf: halls.township, under: county)
        try halls.sync(township, county)
        for hall in [city, county, township] {
            let known = try hall.read { try hall.engine.keys(of: county.engine.node, $0).map(\.id) }
            #expect(known == [county.identity.key.publicKey.id], "\(hall.id)")
        }
    }

    /// Contents of the county's entry that compete with the one that is followed here.
    private static func competing(_ hall: Hall) throws -> [CommitID] {
        let entry = try entry
        return try hall.read { try CommitLog.uncounted(entry, $0) }.filter { $0.standing == .competes }
            .map(\.stored.commit.id)
    }
}
