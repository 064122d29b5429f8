import Foundation
public import Logging
import Sync
import Synchronization
import Tiers

/// The dialling side of this hall's link to its superior: two threads, one that greets and pushes, one that pulls.
/// All that is to be decided is decided by `UplinkSession`; here are only sockets, waiting and beginning anew.
public final class Uplink: Sendable {
    private let hall: Hall
    private let logger: Logger
    private let stopping = Cancellation()
    private let ended = DispatchSemaphore(value: 0)
    /// When the halls further up were last asked, ms of the monotonic clock.
    private let askedAt = Mutex<Int64>(0)

    /// A link of an open hall, not yet begun.
    public init(_ hall: Hall, logger: Logger) {
        self.hall = hall
        self.logger = logger
    }

    private static let retryFirst = 0.2
    private static let retryLast = 3.0
    private static let retryRefused = 5.0
    /// How long to wait for a disk that takes nothing, at either end.
    private static let restSeconds = 1.0
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
            var failures = 0
            askDaily()
            while !stopping.isCancelled {
                do {
                    try session()
                    pause = Uplink.retryFirst
                    failures = 0
                } catch {
                    note(error)
                    failures += 1
                    let isRefused = error is Rejection
                    wait(isRefused ? Uplink.retryRefused : pause)
                    pause = min(pause * 2, Uplink.retryLast)
                    if mustAsk(after: error, failures) { askFurtherUp(withSuperior: true) }
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
        let uptime = hall.surroundings.uptime
        let end = uptime() + Int64(seconds * 1_000)
        while !stopping.isCancelled, uptime() < end { Thread.sleep(forTimeInterval: 0.05) }
    }

    // MARK: - The next above

    /// After so many failures in a row the halls further up are asked, and again after as many more.
    private static let failuresPatience = 8
    /// The halls further up are asked once a day anyway, ms.
    private static let askInterval: Int64 = 86_400_000

    private func mustAsk(after error: any Error, _ failures: Int) -> Bool {
        if let rejection = error as? Rejection { return rejection.reason == .notAChild || failures == 1 }
        // The superior shows a key that is not known here: a new one, or it is another hall by now.
        if (error as? ClientError)?.failure == .pinMismatch {
            return failures == 1 || failures % Uplink.failuresPatience == 0
        }
        return failures % Uplink.failuresPatience == 0
    }

    /// On a thread of its own: who does not answer must not hold the link up.
    private func askDaily() {
        askedAt.withLock { $0 = hall.surroundings.uptime() }
        Thread.detachNewThread { [self] in askFurtherUp(withSuperior: false) }
    }

    /// Asks for the path to this hall, until one answers.
    private func askFurtherUp(withSuperior: Bool) {
        guard let targets = try? PathQuestion.targets(hall, withSuperior: withSuperior), !targets.isEmpty,
            let handle = try? CurlHandle()
        else { return }
        for target in targets where !stopping.isCancelled {
            do {
                var request = ClientRequest(
                    method: .post, url: target.url + PathQuestion.path, expectedKeys: target.keys,
                    identity: try hall.diallingIdentity.tls(), limits: ClientLimits(total: .seconds(30)))
                request.anyKey = target.keys.isEmpty
                let response = try handle.perform(request, cancellation: stopping)
                guard response.status == 200 else { continue }
                try PathQuestion.take(response.body, from: target, at: hall)
                // The superior speaks for itself; only one above it can say that it is the superior no more.
                if !target.keys.isEmpty { return }
            } catch {
                logger.debug("asked in vain", metadata: ["hall": "\(target.node)", "error": "\(error)"])
            }
        }
    }

    // MARK: - A session

    /// One life of the link: from a hello until the line breaks or the server ends.
    private func session() throws {
        guard let session = try UplinkSession(hall) else {
            try hall.keepStatus()
            _ = hall.changes.wait(after: hall.changes.version, seconds: 1)
            return
        }
        let superior = session.superior
        let line = UplinkLine(
            base: superior.url, keys: superior.keys, identity: try session.identity.tls(), wire: hall.wire)
        let handle = try CurlHandle()
        try session.welcomed(try line.post("/link/hello", try session.hello(), handle, stopping))
        logger.info("linked", metadata: ["superior": "\(superior.node)"])
        let broken = Cancellation()
        let puller = PullThread(hall: hall, line: line, session: session, broken: broken)
        puller.start()
        defer {
            broken.cancel()
            puller.join()
        }
        try pushLoop(line, handle, session, broken)
        if let error = puller.error { throw error }
    }

    private func pushLoop(
        _ line: UplinkLine, _ handle: CurlHandle, _ session: UplinkSession, _ broken: Cancellation
    ) throws {
        var pace = Pace()
        while !stopping.isCancelled, !broken.isCancelled {
            do {
                try turn(line, handle, session, &pace)
            } catch  where Uplink.passes(error) {
                // The link is sound, a disk at one of its ends is not: it waits, and goes on where it was.
                if !pace.isResting { logger.warning("link waits", metadata: ["error": "\(Uplink.text(error))"]) }
                pace.isResting = true
                note(error)
                wait(Uplink.restSeconds)
                continue
            }
            pace.isResting = false
        }
    }

    /// When what was done last, ms of the monotonic clock.
    private struct Pace {
        var push: Int64 = 0
        var status: Int64 = 0
        var heard: Int64 = 0
        var isResting = false
    }

    /// One look at what is to be sent.
    private func turn(
        _ line: UplinkLine, _ handle: CurlHandle, _ session: UplinkSession, _ pace: inout Pace
    ) throws {
        let uptime = hall.surroundings.uptime
        let version = hall.changes.version
        if uptime() - pace.status >= Uplink.statusInterval {
            try hall.keepStatus()
            pace.status = uptime()
            if uptime() - askedAt.withLock({ $0 }) >= Uplink.askInterval { askDaily() }
        }
        let sincePush = uptime() - pace.push
        if sincePush < Uplink.receiptInterval, try !session.hasCommits() {
            _ = hall.changes.wait(after: version, seconds: Double(Uplink.receiptInterval - sincePush) / 1_000)
            return
        }
        var frames = try session.next()
        let isIdle = uptime() - pace.push >= Uplink.idleInterval
        if frames.isEmpty, isIdle { frames = [Frame(.idle, [])] }
        if frames.isEmpty {
            _ = hall.changes.wait(after: version, seconds: 0.5)
            return
        }
        let response = try line.post("/link/push", frames.flatMap(\.encoded), handle, stopping)
        pace.push = uptime()
        let answers = try LinkService.frames(response)
        let isQuiet = answers.isEmpty && !frames.contains { $0.kind == .status }
        if isQuiet, pace.push - pace.heard < Uplink.heardInterval { return }
        pace.heard = pace.push
        if try session.answered(answers, pushed: frames) {
            throw ClientError(.interrupted, text: "the lanes are to be compared anew")
        }
    }

    /// Whether a disk, here or at the superior, takes nothing for now.
    private static func passes(_ error: any Error) -> Bool {
        (error as? HallError)?.passes ?? ((error as? ClientError)?.failure == .status(LinkService.storageStatus))
    }

    private static func text(_ error: any Error) -> String {
        (error as? Rejection)?.message ?? (error as? ClientError)?.description ?? (error as? HallError)?.message.en
            ?? "\(error)"
    }

    private func note(_ error: any Error) {
        if let error = error as? ClientError, error.failure == .cancelled { return }
        // A rejection is the superior's own sentence: a short one, and nothing but a sentence.
        let text = HallText.printable(Uplink.text(error), limit: 500)
        logger.debug("link broken", metadata: ["error": "\(text)"])
        hall.noteFailure(text, isRefused: error is Rejection, reason: (error as? Rejection)?.reason)
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
            if response.status == LinkService.storageStatus {
                throw ClientError(.status(response.status), text: "the superior's disk takes nothing for now")
            }
            throw ClientError(.status(response.status), text: "the superior answered with \(response.status)")
        }
        wire.add(body.count + response.body.count)
        return response.body
    }
}
