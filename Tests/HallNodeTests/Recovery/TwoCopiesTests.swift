import HallNode
import Sync
import Testing
import Tiers

/// Two machines run on copies of one disk, and nothing happens at either.
@Suite struct TwoCopiesTests {
    private let halls: LinkedHalls
    private let service: LinkService

    init() throws {
        halls = try LinkedHalls(at: "2026-03-02 09")
        try halls.sync()
        service = LinkService(halls.county)
    }

    private func isOpen(_ pull: PullSession) throws -> Bool {
        try halls.county.read { try pull.next(after: pull.begun(), $0).frames } != nil
    }

    private func reason(_ hall: Hall) throws -> Rejection.Reason? {
        do { _ = try halls.greet(hall, service) } catch let rejection as Rejection { return rejection.reason }
        return nil
    }

    private func alarms(now: Instant? = nil) throws -> [Problem] {
        try ProblemList.of(halls.county, now: now).filter { $0.code == "alarm" }
    }

    /// The township as its superior sees it.
    private func state() throws -> JSONValue? {
        let links = PracticeHalls.rows(try StatusView.of(halls.county, now: halls.clock.now)["links"])
        return links.first { $0["peer"] == .text("360732100") }?["state"]
    }

    @Test("A hall whose line hangs says hello again: its old line ends, and nothing else comes of it")
    func hangs() throws {
        let first = try halls.greet(halls.township, service)
        #expect(try isOpen(first.pull))
        let second = try halls.greet(halls.township, service)
        #expect(try !isOpen(first.pull) && isOpen(second.pull))
        #expect(try halls.township.read { try SetBack.find($0) } == nil)
        #expect(try alarms().isEmpty)
    }

    @Test("The second one ends the line of the first, which shows when it says hello again that there are two")
    func noticed() throws {
        let copy = try Hall(try halls.snapshot(of: halls.township))
        let first = try halls.greet(halls.township, service)
        let second = try halls.greet(copy, service)
        #expect(try !isOpen(first.pull) && isOpen(second.pull))
        // The first is the older one by now, and goes on with a new key; the second has to wait meanwhile.
        let again = try halls.greet(halls.township, service)
        #expect(try halls.township.read { try SetBack.find($0) } != nil)
        #expect(try !isOpen(second.pull) && isOpen(again.pull))
        #expect(try reason(copy) == .staleToken)
        #expect(try isOpen(again.pull) && alarms().count == 1 && state() == .text("online"))
        try goOn(halls.township)
        #expect(try reason(copy) == .keyEnded)
        #expect(try alarms().count == 1 && state() == .text("online"))
        #expect(try alarms().first?.hint.en.contains("hall enroll --code 360732100000") == true)
    }

    @Test("So do two that say hello before either pulls: neither has a line then")
    func together() throws {
        let copy = try Hall(try halls.snapshot(of: halls.township))
        let sessions = try [halls.township, copy].map { try halls.sayHello($0, service) }
        let first = try halls.pull(sessions[0], service)
        #expect(throws: LinkedHalls.LineBroken.self) { try halls.pull(sessions[1], service) }
        #expect(try !isOpen(first))
        _ = try halls.greet(halls.township, service)
        #expect(try halls.township.read { try SetBack.find($0) } != nil)
    }

    /// Until it has a new key, and its lines rest.
    private func goOn(_ hall: Hall) throws {
        for _ in 0..<4 { try? halls.sync(hall, service, of: halls.county) }
        try halls.sync(hall, service, of: halls.county)
        let keys = try halls.county.read { try Directory.entry(hall.engine.node, $0) }?.keys
        #expect(keys?.map { $0.last == nil } == [false, true])
    }

    @Test("The alarm lasts until the hall has a newer key, or the other store was silent for a day")
    func settled() throws {
        let copy = try Hall(try halls.snapshot(of: halls.township))
        _ = try halls.greet(halls.township, service)
        _ = try halls.greet(copy, service)
        try goOn(halls.township)
        #expect(try reason(copy) == .keyEnded)
        func later(_ hours: Int64) -> Instant {
            Instant(milliseconds: halls.clock.now.milliseconds + hours * 3_600_000)
        }
        #expect(try alarms(now: later(23)).count == 1 && alarms(now: later(25)).isEmpty)
        let township = try halls.joinAgain(withStoreOf: halls.township, under: halls.county)
        #expect(try alarms().isEmpty)
        try halls.sync(township, service, of: halls.county)
        #expect(try reason(copy) == .keyEnded)
        #expect(try alarms().count == 1)
    }

    @Test("A hall whose key was ended is refused as before, and is no second store of its own")
    func keyEnded() throws {
        _ = try halls.greet(halls.township, service)
        _ = try KeyOffice.end(halls.county, of: "360732100", reason: "试验", stolen: false, dryRun: false)
        #expect(try reason(halls.township) == .keyEnded)
        #expect(try alarms().isEmpty && state() == .text("refused"))
    }
}
