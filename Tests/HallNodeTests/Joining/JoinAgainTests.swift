import GRDB
import HallNode
import Sync
import TestSupport
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

    @Test("A fork that a hall above has ended is ended, too, where the invitation vouched for the entry that lost")
    func endedAgainstInvitation() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.sync()
        // The township joins again while the county's entry is one that the city will lose with its disk.
        let first = try halls.joinAgain(withStoreOf: halls.county, under: halls.city)
        for _ in 0..<2 { try halls.sync(first, halls.city) }
        let township = try halls.joinAgain(withStoreOf: halls.township, under: first)
        let city = try halls.joinAgain(halls.city, under: halls.province)
        for _ in 0..<2 { try halls.sync(city, halls.province) }
        let county = try halls.joinAgain(withStoreOf: first, under: city)
        let lines = [(county, city), (city, halls.province)]
        for (child, parent) in lines + lines + lines { try halls.sync(child, parent) }
        try Self.ask(township, county)
        #expect(try Self.competing(halls.province).count == 1 && Self.competing(township).isEmpty)

        let entry = try Self.entry
        let last = try #require(try city.read { try CommitLog.stream(entry, $0) }.last)
        _ = try Takeover(halls.province).run(
            .init(stream: entry.rawValue, last: last.commit.id.hex, reason: "县级登记重复", superior: city.id))
        for (child, parent) in lines.reversed() { try halls.sync(child, parent) }
        try Self.ask(township, county)
        for _ in 0..<2 { try halls.sync(township, county) }
        let counts = try halls.province.read { try CommitLog.stream(entry, $0).map(\.commit.id) }
        for hall in [city, county, township] {
            #expect(try hall.read { try CommitLog.stream(entry, $0).map(\.commit.id) } == counts, "\(hall.id)")
        }
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

    @Test("What a hall signed with a key that its superior had not entered counts when it joins again with its store")
    func renewalWaits() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
        _ = try KeyOffice.rotate(halls.township, dryRun: false)
        let number = try Self.opened(at: halls.township)
        let township = try halls.joinAgain(withStoreOf: halls.township, under: halls.county)
        #expect(try township.read { try Renewal.find($0) } == nil)
        let keys = try #require(try halls.county.read { try Directory.entry(township.engine.node, $0) }).keys
        #expect(keys.map { $0.last == nil } == [false, false, true])
        try Self.expectKnown(number, township, halls.county, halls)
    }

    @Test("So does what it signed with a key that its superior forgot when it was put back")
    func keyForgotten() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
        let before = try halls.snapshot(of: halls.county)
        let first = try halls.joinAgain(withStoreOf: halls.township, under: halls.county)
        for _ in 0..<2 { try halls.sync(first, halls.county) }
        let number = try Self.opened(at: first)
        let county = try Hall(before)
        let township = try halls.joinAgain(withStoreOf: first, under: county)
        try Self.expectKnown(number, township, county, halls)
    }

    @Test("A key that was ended as stolen is entered as stolen again where the superior forgot that it was")
    func stolenKeyForgotten() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.publish(LinkedHalls.relief(promisedDays: 10))
        let before = try halls.snapshot(of: halls.county)
        // The superior ends the key before it has heard of this: it may be the thief's.
        let number = try Self.opened(at: halls.township)
        _ = try KeyOffice.end(
            halls.county, of: halls.township.id.rawValue, reason: "密钥泄露", stolen: true, dryRun: false)
        let node = halls.township.engine.node
        let ended = try #require(try halls.county.read { try Directory.entry(node, $0) }?.keys.first)
        let first = try halls.joinAgain(withStoreOf: halls.township, under: halls.county)
        let county = try Hall(before)
        let township = try halls.joinAgain(withStoreOf: first, under: county)
        for _ in 0..<3 { try halls.sync(township, county) }
        let stream = try #require(StreamName("case/\(number)"))
        for hall in [township, county] {
            #expect(try hall.read { try Directory.entry(node, $0) }?.keys.first == ended, "\(hall.id)")
            #expect(try hall.read { try CommitLog.stream(stream, $0) }.isEmpty, "\(hall.id)")
        }
    }

    @Test("A key that is not the hall's own, or not signed for, is not entered with it")
    func otherKey() throws {
        let halls = try LinkedHalls(at: "2026-03-02 09")
        let order = Enrolment.Order(
            code: try #require(DivisionCode("360732100")), name: "潋江镇",
            validMilliseconds: Enrolment.defaultValidity, again: true)
        let joining = halls.joining(try Enrolment(halls.county).invite(order))
        var join = try joining.request(url: nil)
        func former(_ node: NodeID, _ key: SigningKey, by signer: SigningKey, last: UInt64 = 7) throws -> FormerKey {
            let request = KeyRequest(
                node: node, signing: hexOfBytes(key.publicKey.subjectPublicKeyInfo),
                agreement: String(repeating: "0", count: 64), address: nil)
            return FormerKey(request: try request.signed(by: signer), last: last)
        }
        let (own, strange) = (SigningKey(), halls.city.identity.key)
        let node = halls.township.engine.node
        join.former = [
            try former(node, own, by: strange), try former(halls.city.engine.node, own, by: own),
            try former(node, strange, by: strange), try former(node, own, by: own, last: .max),
        ]
        _ = try joining.finish(try Enrolment(halls.county).admit(join))
        let entry = try #require(try halls.county.read { try Directory.entry(node, $0) })
        #expect(entry.keys.count == 2)
    }

    /// A hall to which its superior is a stranger asks it for the path to itself.
    private static func ask(_ hall: Hall, _ superior: Hall) throws {
        let target = try #require(try PathQuestion.targets(hall, withSuperior: true).first)
        let answer = try superior.read { try superior.engine.introduction(of: hall.engine.node, $0) }
        try PathQuestion.take(answer, from: target, at: hall)
    }

    private static func opened(at hall: Hall) throws -> String {
        let applicant = Applicant(kind: .person, name: "王某", certificate: .init(type: "护照", number: "E00000000"))
        let filing = CaseWindow.Filing(matter: "JX-001", applicant: applicant, papers: [MaterialRef(paper: "申请表")])
        return try #require(PracticeHalls.text(try CaseWindow(hall).open(filing, .init())["number"]))
    }

    /// The case counts at the county, and nothing is left to do between the two.
    private static func expectKnown(
        _ number: String, _ township: Hall, _ county: Hall, _ halls: LinkedHalls
    ) throws {
        for _ in 0..<3 { try halls.sync(township, county) }
        let stream = try #require(StreamName("case/\(number)"))
        for hall in [township, county] {
            #expect(try hall.read { try CommitLog.stream(stream, $0) }.count == 1, "\(hall.id)")
        }
        let waiting = try county.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM waiting") }
        #expect(waiting == 0)
        #expect(try township.read { try SetBack.find($0) == nil && Renewal.find($0) == nil })
    }

    /// Contents of the county's entry that compete with the one that is followed here.
    private static func competing(_ hall: Hall) throws -> [CommitID] {
        let entry = try entry
        return try hall.read { try CommitLog.uncounted(entry, $0) }.filter { $0.standing == .competes }
            .map(\.stored.commit.id)
    }
}
