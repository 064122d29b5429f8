import Foundation
import GRDB
public import Logging
import Sync
import Synchronization
import Tiers

/// The dialling side of this hall's link to its superior: two threads, one that greets and pushes, one that pulls.
/// All that is to be decided is decided by `DialLink`; here are only sockets, waiting and beginning anew.
public final class Uplink: Sendable {
    private let hall: Hall
    private let logger: Logger
    private let stopping = Cancellation()
    private let ended = DispatchSemaphore(value: 0)

    /// A link of an open hall, not yet begun.
    public init(_ hall: Hall, logger: Logger) {
        self.hall = hall
        self.logger = logger
    }

    private static let retryFirst = 0.2
    private static let retryLast = 3.0
    private static let retryRefused = 5.0
    private static let statusInterval: Int64 = 500
    private static let idleInterval: Int64 = 10_000
    /// Receipts alone are sent no more often than this, ms: each costs both sides a durable transaction.
    private static let receiptInterval: Int64 = 25
    /// How often it is noted that the superior was heard, ms, when nothing else is to be written.
    private static let heardInterval: Int64 = 2_000

    /// Begins. A province has no superior and keeps only its own status record.
    public func start() {
        Thread.detachNewThread { [self] in
            var pause = Uplink.retryFirst
            while !stopping.isCancelled {
                do {
                    try session()
                    pause = Uplink.retryFirst
                } catch {
                    note(error)
                    let isRefused = error is Rejection
                    wait(isRefused ? Uplink.retryRefused : pause)
                    pause = min(pause * 2, Uplink.retryLast)
                }
            }
            ended.signal()
        }
    }

    /// Ends within about a second.
    public func stop() {
        stopping.cancel()
        hall.changes.notify()
        _ = ended.wait(timeout: .now() + 1.5)
    }

    private func wait(_ seconds: Double) {
        let end = SystemClock.monotonicMilliseconds + Int64(seconds * 1_000)
        while !stopping.isCancelled, SystemClock.monotonicMilliseconds < end { Thread.sleep(forTimeInterval: 0.05) }
    }

    // MARK: - A session

    /// Where the superior is to be found, and how it is known.
    private struct Superior {
        var node: NodeID
        var url: String
        var keys: [[UInt8]]
    }

    private func superior() throws -> Superior? {
        try hall.read { db in
            guard let entry = try Halls.superior(of: hall.engine.node, db) else { return nil }
            guard let url = try HallAddress.superior(hall, db) else { return nil }
            return Superior(node: entry.node, url: url, keys: try hall.engine.keys(of: entry.node, db).map(\.id.bytes))
        }
    }

    /// One life of the link: from a hello until the line breaks or the server ends.
    private func session() throws {
        guard let superior = try superior() else {
            try keepStatus()
            _ = hall.changes.wait(after: hall.changes.version, seconds: 1)
            return
        }
        let line = UplinkLine(
            base: superior.url, keys: superior.keys, identity: try hall.tlsIdentity(), wire: hall.wire)
        let handle = try CurlHandle()
        let link = SharedLink(DialLink(to: superior.node, engine: hall.engine, identity: hall.identity))
        try greet(superior, line, handle, link)
        logger.info("linked", metadata: ["superior": "\(superior.node)"])
        let broken = Cancellation()
        let puller = PullThread(hall: hall, line: line, link: link, broken: broken)
        puller.start()
        defer {
            broken.cancel()
            puller.join()
        }
        try pushLoop(line, handle, link, broken)
        if let error = puller.error { throw error }
    }

    private func greet(_ superior: Superior, _ line: UplinkLine, _ handle: CurlHandle, _ link: SharedLink) throws {
        let hello = try link.use { link in
            try hall.journal { db in
                try link.hello(now: SystemClock.now.milliseconds, random: SystemRandom.bytes, db)
            }
        }
        let response = try line.post("/link/hello", hello.encoded, handle, stopping)
        guard let answer = try LinkService.frames(response).first else { throw FormatError("welcome", "no frame") }
        try link.use { link in
            // Not by `journal`, which would make a fault of the superior's "no".
            try hall.pool.write { db in
                let linked = try link.accept(
                    answer: answer, now: SystemClock.now.milliseconds, random: SystemRandom.bytes, db)
                if let address = linked.address, address != superior.url, (try? HallAddress.check(address)) != nil {
                    try HallAddress.setSuperior(address, db)
                }
            }
        }
    }

    private func pushLoop(
        _ line: UplinkLine, _ handle: CurlHandle, _ link: SharedLink, _ broken: Cancellation
    ) throws {
        var lastPush: Int64 = 0
        var lastStatus: Int64 = 0
        var lastHeard: Int64 = 0
        while !stopping.isCancelled, !broken.isCancelled {
            let version = hall.changes.version
            if SystemClock.monotonicMilliseconds - lastStatus >= Uplink.statusInterval {
                try keepStatus()
                lastStatus = SystemClock.monotonicMilliseconds
            }
            let sincePush = SystemClock.monotonicMilliseconds - lastPush
            if sincePush < Uplink.receiptInterval {
                let hasCommits = try link.use { link in try hall.read { try link.hasCommits($0) } }
                if !hasCommits {
                    _ = hall.changes.wait(after: version, seconds: Double(Uplink.receiptInterval - sincePush) / 1_000)
                    continue
                }
            }
            var frames = try link.use { link in
                try hall.read { try link.push(now: SystemClock.now.milliseconds, $0) }
            }
            let isIdle = SystemClock.monotonicMilliseconds - lastPush >= Uplink.idleInterval
            if frames.isEmpty, isIdle { frames = [Frame(.idle, [])] }
            if frames.isEmpty {
                _ = hall.changes.wait(after: version, seconds: 0.5)
                continue
            }
            let response = try line.post("/link/push", frames.flatMap(\.encoded), handle, stopping)
            lastPush = SystemClock.monotonicMilliseconds
            let answers = try LinkService.frames(response)
            let isQuiet = answers.isEmpty && !frames.contains { $0.kind == .status }
            if isQuiet, lastPush - lastHeard < Uplink.heardInterval { continue }
            lastHeard = lastPush
            try take(answers, pushed: frames, link)
        }
    }

    private func take(_ answers: [Frame], pushed frames: [Frame], _ link: SharedLink) throws {
        let now = SystemClock.now.milliseconds
        let mustGreet = try link.use { link in
            try hall.journal { db in
                try link.pushed(frames, db)
                try Contacts.heard(link.peer, at: now, db)
                var mustGreet = false
                for answer in answers {
                    let effect = try link.take(answer, now: now, db)
                    mustGreet = mustGreet || effect.mustGreet
                }
                return mustGreet
            }
        }
        if answers.contains(where: { $0.kind == .receipt || $0.kind == .piece }) { hall.changes.notify() }
        if mustGreet { throw ClientError(.interrupted, text: "the lanes are to be compared anew") }
    }

    private func keepStatus() throws {
        let now = SystemClock.now
        try hall.journal { db in
            let record = try ownStatusRecord(hall, db, now: now)
            try hall.engine.record(record, key: hall.identity.key, now: now.milliseconds, db)
        }
    }

    private func note(_ error: any Error) {
        if let error = error as? ClientError, error.failure == .cancelled { return }
        let text =
            (error as? Rejection)?.message ?? (error as? ClientError)?.description
            ?? (error as? HallError)?.message.en ?? "\(error)"
        logger.debug("link broken", metadata: ["error": "\(text)"])
        try? hall.journal { db in
            guard let superior = try Directory.superior(hall.engine.node, db) else { return }
            try Contacts.failed(
                superior, at: SystemClock.now.milliseconds, isRefused: error is Rejection, error: text, db)
        }
    }
}

/// How the superior is reached.
struct UplinkLine: Sendable {
    var base: String
    var keys: [[UInt8]]
    var identity: TLSIdentity
    var wire: WireMeter

    func post(
        _ path: String, _ body: [UInt8], _ handle: CurlHandle, _ stopping: Cancellation
    ) throws -> [UInt8] {
        let response = try handle.perform(
            ClientRequest(
                method: .post, url: base + path, body: body, expectedKeys: keys, identity: identity,
                limits: ClientLimits(responseBytesMax: LinkService.requestBytesMax)),
            cancellation: stopping)
        guard response.status == 200 else {
            throw ClientError(.status(response.status), text: "the superior answered with \(response.status)")
        }
        wire.add(body.count + response.body.count)
        return response.body
    }
}
