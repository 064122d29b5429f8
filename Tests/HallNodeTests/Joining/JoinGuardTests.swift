import Foundation
import Sync
import TestSupport
import Testing
import Tiers

@testable import HallNode

@Suite("Wrong requests to join are bounded, counted and forgotten after a minute")
struct JoinGuardTests {
    @Test("Ten a source, sixty in all, and again after a minute")
    func bounds() {
        var guardian = JoinGuard()
        func wrong(_ source: String, at now: Int64) -> Bool {
            guard guardian.admits(source, now: now) else { return false }
            guardian.note(source, now: now)
            return true
        }
        let ofOne = (0..<20).filter { wrong("10.0.0.1", at: Int64($0)) }.count
        #expect(ofOne == JoinGuard.sourceMax)
        let isOtherHeldUp = !wrong("10.0.0.2", at: 30)
        #expect(!isOtherHeldUp)
        let ofOthers = (0..<200).filter { wrong("10.0.1.\($0)", at: 40) }.count
        #expect(ofOthers == JoinGuard.totalMax - JoinGuard.sourceMax - 1)
        let soon = wrong("10.0.2.1", at: 59_000)
        let later = wrong("10.0.0.1", at: 61_000)
        #expect(!soon && later)
    }

    @Test(
        "A PC has half of its IPv6 address to itself",
        arguments: [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("fe80::1", "fe80::2", true), ("10.0.0.1", "10.0.0.2", false),
        ])
    func networks(first: String, second: String, isSame: Bool) {
        var guardian = JoinGuard()
        for _ in 0..<JoinGuard.sourceMax { guardian.note(first, now: 0) }
        let (own, other) = (guardian.admits(first, now: 1), guardian.admits(second, now: 1))
        #expect(!own && other == !isSame)
    }

    private func invitation(_ halls: PracticeHalls) throws -> Invitation {
        try Enrolment(halls.province).invite(
            .init(code: try #require(DivisionCode("3608")), name: "吉安市", validMilliseconds: 1_000_000))
    }

    /// A request as a newcomer sends it, with its invitation's secret or a guessed one.
    private func body(
        _ halls: PracticeHalls, _ invitation: Invitation, folder name: String, secret: String? = nil
    ) throws -> [UInt8] {
        var request = try Joining(halls.folder(name), invitation).request(url: nil)
        if let secret { request.secret = secret }
        return try BodyJSON.encode(request)
    }

    private func statuses(_ service: LinkService, _ body: [UInt8], from source: String, _ count: Int) throws -> [Int] {
        try (0..<count).map { _ in
            guard
                case .reply(let status, _) = try service.answered(
                    path: "/join", peerKey: nil, source: source, body: body)
            else { return 0 }
            return status
        }
    }

    @Test("A guessed secret: 403 ten times, then 429; another source, and the right secret, go on")
    func service() throws {
        let halls = try PracticeHalls()
        let service = LinkService(halls.province)
        let invitation = try invitation(halls)
        let guessed = try body(halls, invitation, folder: "a", secret: String(repeating: "0", count: 64))
        let answers = try statuses(service, guessed, from: "10.0.0.9", 13)
        #expect(answers == Array(repeating: 403, count: 10) + [429, 429, 429])
        #expect(halls.province.borders.count(.joinRefused) == 10)
        #expect(halls.province.borders.count(.joinLimited) == 3)
        let right = try body(halls, invitation, folder: "b")
        #expect(try statuses(service, right, from: "10.0.0.9", 1) == [429])
        #expect(
            try statuses(service, right, from: "10.0.0.8", 2) == [200, 200], "the same request has the same answer")
        // The secret is used up: another key with it is refused, and counts.
        let other = try body(halls, invitation, folder: "c")
        #expect(try statuses(service, other, from: "10.0.0.8", 1) == [403])
        #expect(halls.province.borders.count(.joinRefused) == 11)
    }

    @Test("What is no request at all counts as well")
    func noRequest() throws {
        let halls = try PracticeHalls()
        let service = LinkService(halls.province)
        let deep = Array(String(repeating: "[", count: 60_000).utf8)
        #expect(try statuses(service, deep, from: "10.0.0.9", 11) == Array(repeating: 400, count: 10) + [429])
        #expect(try statuses(service, [UInt8](repeating: 0x5B, count: 70_000), from: "10.0.0.7", 1) == [413])
    }

    @Test("An expired invitation is no invitation")
    func expired() throws {
        let halls = try PracticeHalls()
        let invitation = try Enrolment(halls.province).invite(
            .init(code: try #require(DivisionCode("3608")), name: "吉安市", validMilliseconds: 1_000),
            now: PracticeHalls.noon)
        let request = try Joining(halls.folder("late"), invitation).request(url: nil)
        let late = Instant(milliseconds: PracticeHalls.noon.milliseconds + 1_001)
        #expect(throws: HallError.self) { try Enrolment(halls.province).admit(request, now: late) }
    }
}

@Suite("What one request may cost")
struct RequestCostTests {
    @Test("Before a hello nobody may send much, and after it a child may")
    func bytes() async throws {
        let halls = try PracticeHalls()
        let service = LinkService(halls.province)
        let key = halls.city.identity.key.publicKey.id.bytes
        #expect(try await service.bodyBytesMax(path: "/link/push", peerKey: key) == 64 << 10)
        let hello = try halls.city.journal { db in
            var dial = DialLink(
                to: halls.province.engine.node, engine: halls.city.engine, identity: halls.city.identity)
            return try dial.hello(now: 0, random: SystemRandom.bytes, db)
        }
        _ = try service.answered(path: "/link/hello", peerKey: key, body: hello.encoded)
        #expect(try await service.bodyBytesMax(path: "/link/push", peerKey: key) == LinkService.requestBytesMax)
        #expect(try await service.bodyBytesMax(path: "/link/hello", peerKey: key) == 64 << 10)
        #expect(try await service.bodyBytesMax(path: "/link/push", peerKey: nil) == 64 << 10)
    }

    @Test("Ten thousand tiny frames are refused with one answer; unknown ones are not even inflated")
    func frames() throws {
        let tiny = [[UInt8]](repeating: Frame(.idle, []).encoded, count: 10_000).flatMap { $0 }
        #expect(throws: FormatError.self) { try LinkService.frames(tiny) }
        // A frame that says that it grows a thousandfold, of a kind that nobody knows.
        var dense = Frame(.status, [UInt8](repeating: 0, count: 4_000_000)).encoded
        dense[0] = 200
        let many = [[UInt8]](repeating: dense, count: 3_000).flatMap { $0 }
        let start = threadTime()
        #expect(try LinkService.frames(many + Frame(.idle, []).encoded).map(\.kind) == [.idle])
        #expect(threadTime() - start < .seconds(5), "12 GB were inflated")
    }
}
