import Foundation
import GRDB
import HallNode
import Sync
import Synchronization
import Testing
import Tiers

/// A clock that only the test moves.
final class HandClock: Sendable {
    private let time: Mutex<Instant>

    init(_ text: String) throws { time = Mutex(try HandClock.instant(text)) }

    var now: Instant { time.withLock { $0 } }

    /// `2026-03-02 09`: a day and an hour in China.
    func set(_ text: String) throws {
        let next = try HandClock.instant(text)
        time.withLock { $0 = next }
    }

    /// A little later, so that no two commits have one moment.
    func tick() { time.withLock { $0 = Instant(milliseconds: $0.milliseconds + 1_000) } }

    private static func instant(_ text: String) throws -> Instant {
        let parts = text.split(separator: " ")
        let day = try #require(parts.first.flatMap { CivilDate(String($0)) })
        let hour = try #require(parts.last.flatMap { Int64($0) })
        return Instant(milliseconds: day.startInChina.milliseconds + hour * 3_600_000)
    }
}

/// 江西省, 赣州市, 兴国县 and 潋江镇 on one clock, each with its own store, joined by a line that carries real frames when
/// the test says so.
final class LinkedHalls {
    let clock: HandClock
    let province: Hall
    let city: Hall
    let county: Hall
    let township: Hall
    private let root: String
    private let surroundings: Surroundings

    init(at start: String) throws {
        let clock = try HandClock(start)
        self.clock = clock
        root = NSTemporaryDirectory() + "hallnet-" + UUID().uuidString
        var surroundings = Surroundings.system
        surroundings.clock = { clock.now }
        self.surroundings = surroundings
        let (base, here) = (root, surroundings)
        func folder(_ name: String) -> HallFolder { HallFolder(base + "/" + name, in: here) }
        let order = Founding.Order(
            code: try #require(DivisionCode("36")), name: "江西省", url: "https://localhost:8036", nextRootFile: nil)
        province = try Founding.run(order, in: folder("36"))
        func join(_ code: String, _ name: String, _ superior: Hall) throws -> Hall {
            try LinkedHalls.join(code, name, superior, folder(code))
        }
        city = try join("3607", "赣州市", province)
        county = try join("360732", "兴国县", city)
        township = try join("360732100", "潋江镇", county)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// A matter that the township decides in two steps, `JX-001`.
    static func relief(promisedDays: Int) -> String {
        """
        - code: JX-001
          name: 临时救助
          type: "05"
          caseType: promise
          decidedBy: {tier: township}
          acceptedAt: [township]
          statutoryDays: 20
          promisedDays: \(promisedDays)
          basis: 《社会救助暂行办法》
          effectiveFrom: 2026-01-01
          steps: [window, head]
          materials:
            - {name: 申请表, required: true}
        """
    }

    /// Publishes a catalogue at the province, and lets it go to every hall.
    func publish(_ text: String) throws {
        _ = try PublishMatters(province).run([.init(name: "a.yaml", bytes: Array(text.utf8))])
        try sync()
    }

    /// Lets all that waits go over every line, up and down, until nothing does.
    func sync() throws {
        for _ in 0..<2 {
            for (child, parent) in [(township, county), (county, city), (city, province)] { try sync(child, parent) }
        }
        for (child, parent) in [(county, city), (township, county)] { try sync(child, parent) }
    }

    /// One life of one line.
    func sync(_ child: Hall, _ parent: Hall) throws { try sync(child, LinkService(parent), of: parent) }

    /// A child says hello, and begins its long response.
    func greet(_ child: Hall, _ service: LinkService) throws -> (session: UplinkSession, pull: PullSession) {
        let session = try sayHello(child, service)
        return (session, try pull(session, service))
    }

    func sayHello(_ child: Hall, _ service: LinkService) throws -> UplinkSession {
        let session = try #require(try UplinkSession(child))
        let key = session.identity.key.publicKey.id.bytes
        try session.welcomed(try reply(service.answered(path: "/link/hello", peerKey: key, body: session.hello())))
        return session
    }

    func pull(_ session: UplinkSession, _ service: LinkService) throws -> PullSession {
        let key = session.identity.key.publicKey.id.bytes
        guard case .pull(let long) = try service.answered(path: "/link/pull", peerKey: key, body: []) else {
            throw LineBroken()
        }
        return long
    }

    /// One life of one line to a server that goes on.
    func sync(_ child: Hall, _ service: LinkService, of parent: Hall) throws {
        let (session, long) = try greet(child, service)
        let key = session.identity.key.publicKey.id.bytes
        var pull = long.begun()
        for _ in 0..<50 {
            try child.keepStatus()
            let frames = try session.next()
            if !frames.isEmpty {
                let bytes = try reply(
                    service.answered(path: "/link/push", peerKey: key, body: frames.flatMap(\.encoded)))
                _ = try session.answered(try LinkedHalls.frames(bytes), pushed: frames)
            }
            let (next, down) = try parent.read { try long.next(after: pull, $0) }
            pull = next
            for frame in down ?? [] { _ = try session.take(frame) }
            if frames.isEmpty, (down ?? []).isEmpty { return }
        }
    }

    /// A hall to be, in a folder of its own.
    func joining(_ invitation: Invitation) -> Joining { Joining(newFolder, invitation) }

    /// A hall whose disk is lost joins once more, with an empty store.
    func joinAgain(_ hall: Hall, under superior: Hall) throws -> Hall {
        try LinkedHalls.join(hall.id.rawValue, "再次接入", superior, newFolder, again: true)
    }

    /// A hall of which only the keys are lost joins once more, with its store.
    func joinAgain(withStoreOf hall: Hall, under superior: Hall) throws -> Hall {
        try hall.store.close()
        try FileManager.default.removeItem(atPath: hall.folder.path + "/keys")
        return try LinkedHalls.join(hall.id.rawValue, "再次接入", superior, hall.folder, again: true)
    }

    /// A hall as its folder is now, put back later in place of what follows.
    func snapshot(of hall: Hall) throws -> HallFolder {
        _ = try hall.store.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        let copy = newFolder
        try FileManager.default.copyItem(atPath: hall.folder.path, toPath: copy.path)
        return copy
    }

    private var newFolder: HallFolder { HallFolder(root + "/" + UUID().uuidString, in: surroundings) }

    private static func join(
        _ code: String, _ name: String, _ superior: Hall, _ folder: HallFolder, again: Bool = false
    ) throws -> Hall {
        let order = Enrolment.Order(
            code: try #require(DivisionCode(code)), name: name, validMilliseconds: Enrolment.defaultValidity,
            again: again)
        let joining = Joining(folder, try Enrolment(superior).invite(order))
        let url = "https://localhost:8\(code.prefix(6).suffix(3))"
        return try joining.finish(try Enrolment(superior).admit(try joining.request(url: url)))
    }

    struct LineBroken: Error {}

    private func reply(_ answer: LinkService.Answer) throws -> [UInt8] {
        guard case .reply(200, let body) = answer else { throw LineBroken() }
        return body
    }

    private static func frames(_ bytes: [UInt8]) throws -> [Frame] {
        var reader = FrameReader()
        reader.feed(bytes)
        var frames: [Frame] = []
        while let frame = try reader.next() { frames.append(frame) }
        return frames
    }
}
