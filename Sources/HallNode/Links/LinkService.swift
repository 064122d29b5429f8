import Dispatch
import Foundation
import GRDB
public import Sync
import Synchronization
import Tiers

/// The listening side of this hall's links: answers what children send. Knows HTTP no further than a path, a proven key
/// and bytes.
public final class LinkService: Sendable {
    private let hall: Hall
    /// The lines of children whose hello was welcomed since this process began: one a child.
    private let lines = Mutex<[NodeID: ChildLine]>([:])
    /// When a child's new address was last entered in the directory, ms of the monotonic clock.
    private let adoptedAt = Mutex<[NodeID: Int64]>([:])
    private static let adoptInterval: Int64 = 60_000
    private let joinGuard = Mutex(JoinGuard())

    /// The service of an open hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// What is to be answered.
    public enum Answer: Sendable {
        /// A whole answer with an HTTP status.
        case reply(status: Int, [UInt8])
        /// The long response that a child pulls.
        case pull(PullSession)
    }

    /// Longest body of a request, in bytes.
    public static let requestBytesMax = 16 << 20
    /// Longest hello or request to join, in bytes: who sends it is not known yet.
    private static let strangerBytesMax = 64 << 10
    /// Frames of one request and bytes that they may grow to: several times what a hall sends.
    private static let framesMax = 1_024
    private static let framesBytesMax = 32 << 20
    /// Bytes of answers after which the rest of a request is left to its next sending.
    private static let answerBytesMax = 8 << 20

    /// How long the body of a request may be, asked before any of it is kept. Only a child that was welcomed may send
    /// much: whoever else could have a thousand connections with sixteen megabytes each.
    public func bodyBytesMax(path: String, peerKey: [UInt8]?) async throws -> Int {
        guard path == "/link/push", let key = peerKey.flatMap({ KeyID($0) }) else {
            return LinkService.strangerBytesMax
        }
        let line = try await Blocking.run { Result { try self.line(of: key) } }.get()
        return line == nil ? LinkService.strangerBytesMax : LinkService.requestBytesMax
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - peerKey: SHA-256 of the key that the caller proved; nil without a certificate.
    ///   - source: the address that it calls from; wrong requests to join are counted by it.
    public func answer(
        path: String, peerKey: [UInt8]?, source: String = "", body: [UInt8]
    ) async throws -> Answer {
        try await Blocking.run {
            Result { try self.answered(path: path, peerKey: peerKey, source: source, body: body) }
        }.get()
    }

    /// The same on this thread, which waits for the disk: nothing here knows of time but by the hall.
    public func answered(path: String, peerKey: [UInt8]?, source: String = "", body: [UInt8]) throws -> Answer {
        do {
            return try respond(path: path, peerKey: peerKey, source: source, body: body)
        } catch {
            let known = HallStore.error(error, path: hall.folder.store)
            guard known.passes else { throw error }
            // Nothing of the request was taken: the child keeps it, and the link, and asks again.
            return refusal(LinkService.storageStatus, known.message.en)
        }
    }

    /// The HTTP status that says "my disk takes nothing for now".
    static let storageStatus = 507

    private func respond(path: String, peerKey: [UInt8]?, source: String, body: [UInt8]) throws -> Answer {
        if path == "/join" || path == "/link/hello", body.count > LinkService.strangerBytesMax {
            return refusal(413, "too long")
        }
        if path == "/join" { return join(body, from: source) }
        guard let key = peerKey.flatMap({ KeyID($0) }) else { return refusal(403, "no certificate was shown") }
        switch path {
        case PathQuestion.path:
            return try PathQuestion.answer(hall, key: key).map { .reply(status: 200, $0) }
                ?? refusal(404, "not known here")
        case "/link/hello": return try hello(body, key: key)
        case "/link/push": return try push(body, key: key)
        case "/link/pull":
            guard let line = try line(of: key), line.beginPull() else {
                hall.changes.notify()
                return refusal(409, "say hello first")
            }
            return .pull(PullSession(hall: hall, line: line))
        default: return refusal(404, "no such path")
        }
    }

    private func refusal(_ status: Int, _ text: String) -> Answer { .reply(status: status, Array((text + "\n").utf8)) }

    // MARK: - Joining

    private func join(_ body: [UInt8], from source: String) -> Answer {
        guard joinGuard.withLock({ $0.admits(source, now: hall.surroundings.uptime()) }) else {
            hall.borders.add(.joinLimited)
            return refusal(429, "too many wrong requests to join; try again in a minute")
        }
        guard let request = try? JSONDecoder().decode(Enrolment.JoinRequest.self, from: Data(body)) else {
            noteWrongJoin(from: source)
            return refusal(400, "no request")
        }
        do throws(HallError) {
            let answer = try Enrolment(hall).admit(request)
            hall.changes.notify()
            return .reply(status: 200, (try? BodyJSON.encode(answer)) ?? [])
        } catch {
            let problem = (try? BodyJSON.encode(LinkProblem(error))) ?? []
            // What is no fault of the newcomer's, as a full disk, does not count against it.
            guard error.exit == .refused || error.exit == .unreadable else { return .reply(status: 503, problem) }
            noteWrongJoin(from: source)
            return .reply(status: 403, problem)
        }
    }

    private func noteWrongJoin(from source: String) {
        hall.borders.add(.joinRefused)
        joinGuard.withLock { $0.note(source, now: hall.surroundings.uptime()) }
    }

    // MARK: - Links

    private func hello(_ body: [UInt8], key: KeyID) throws -> Answer {
        let now = hall.now.milliseconds
        guard let frame = (try? LinkService.frames(body))?.first, frame.kind == .hello else {
            return refusal(400, "no hello")
        }
        let uptime = hall.surroundings.uptime()
        let others = lines.withLock { $0 }
        let (answer, result) = try hall.store.write { db in
            let other = try Directory.key(key, db).flatMap { others[$0.node] }
            return try hall.engine.answer(
                hello: frame.payload, peerKey: key, hasRival: other?.isRenewing(key, now: uptime) ?? false,
                hall.identity, address: try HallAddress.own(hall, db), now: now, random: hall.surroundings.random, db)
        }
        switch result {
        case .success(let linked):
            let line = ChildLine(linked, key: key, now: uptime)
            // One line a child: if the other one is a second store, it has to say hello, and shows that it is.
            if let other = lines.withLock({ $0.updateValue(line, forKey: linked.peer) }) {
                other.end()
                hall.changes.notify()
            }
        case .failure(let rejection): try note(rejection, of: key, others, now: now, uptime: uptime)
        }
        return .reply(status: 200, answer.encoded)
    }

    /// The operator is to see that a child is refused, and why. Where the child itself is on line, it is another store
    /// that is refused, and the child's state stays what it is.
    private func note(
        _ rejection: Rejection, of key: KeyID, _ lines: [NodeID: ChildLine], now: Int64, uptime: Int64
    ) throws {
        try hall.store.write { db in
            guard let record = try Directory.key(key, db) else { return }
            guard rejection.reason == .keyEnded || rejection.reason == .staleToken,
                let line = lines[record.node], line.isAtWork(now: uptime),
                let newest = try Directory.entry(record.node, db)?.keys.last, newest.last == nil
            else {
                return try Contacts.failed(
                    record.node, at: now, isRefused: true, reason: rejection.reason, error: rejection.message, db)
            }
            // The child's new key was entered a moment ago, and it may be the child itself that does not know it yet.
            guard try Directory.key(line.key, db)?.last == nil else { return }
            try Alarms.runsTwice(key, besides: newest.ordinal, at: now, db)
        }
    }

    private func line(of key: KeyID) throws -> ChildLine? {
        let record = try hall.store.state { try Directory.key(key, $0) }
        guard let record, record.last == nil else { return nil }
        return lines.withLock { $0[record.node] }
    }

    private func push(_ body: [UInt8], key: KeyID) throws -> Answer {
        guard let line = try line(of: key) else { return refusal(409, "say hello first") }
        line.heard(now: hall.surroundings.uptime())
        let linked = line.linked
        let link = ListenLink(to: linked.peer, engine: hall.engine, identity: hall.identity)
        let items: [Intake]
        do { items = try Intake.read(body, hall: hall) } catch {
            return refusal(400, "no frames")
        }
        let now = hall.now.milliseconds
        let (answers, stored, hasNews, requests) = try hall.store.write { db in
            var answers: [Frame] = []
            var requests: [ChildRequest] = []
            var stored = 0
            var hasNews = false
            try link.heard(now: now, db)
            for item in items {
                guard answers.reduce(0, { $0 + $1.payload.count }) <= LinkService.answerBytesMax else { break }
                let effect: ListenLink.Effect
                do {
                    effect = try db.savepoint {
                        switch item {
                        case .batch(let batch): try link.take(batch, now: now, db)
                        case .frame(let frame): try link.take(frame, now: now, db)
                        }
                    }
                } catch is FormatError { continue }  // one bad frame does not spoil the others, and leaves nothing
                answers += effect.answers
                requests += effect.requests
                stored += effect.stored
                hasNews = hasNews || effect.hasNews
            }
            return (answers, stored, hasNews, requests)
        }
        if stored > 0 || hasNews { hall.changes.notify() }
        for request in requests { hall.enter(request, of: linked.peer) }
        adoptStated(items, of: linked.peer)
        return .reply(status: 200, answers.flatMap(\.encoded))
    }

    /// Enters a child's new address or contact, at most once a minute a child: each time is a commit that many halls
    /// keep. What cannot be entered now (a full disk) is entered with a later status record.
    private func adoptStated(_ items: [Intake], of peer: NodeID) {
        let bringsStatus = items.contains { if case .frame(let frame) = $0 { frame.kind == .status } else { false } }
        let now = hall.surroundings.uptime()
        let isDue = adoptedAt.withLock { $0[peer].map { now - $0 >= LinkService.adoptInterval } ?? true }
        guard bringsStatus, isDue else { return }
        if (try? StatedEntry.adopt(hall, from: [peer])) ?? false { adoptedAt.withLock { $0[peer] = now } }
    }

    /// Cuts a request or an answer into its frames; bytes that are none, or too many, are an error.
    public static func frames(_ bytes: [UInt8]) throws(FormatError) -> [Frame] {
        var reader = FrameReader()
        reader.feed(bytes)
        var frames: [Frame] = []
        var grown = 0
        while let frame = try reader.next() {
            grown += frame.payload.count
            guard frames.count < framesMax, grown <= framesBytesMax else {
                throw FormatError("frames", "more than \(framesMax), or than \(framesBytesMax) bytes")
            }
            frames.append(frame)
        }
        guard reader.isAtBoundary else { throw FormatError("frame", "the bytes end inside a frame") }
        return frames
    }
}

/// A frame, batches already read and their signatures checked, on all cores and outside any transaction.
enum Intake: Sendable {
    case batch(CheckedBatch)
    case frame(Frame)

    static func read(_ bytes: [UInt8], hall: Hall) throws -> [Intake] {
        // A batch that is no batch is passed over: the frames beside it, and the other lanes, go on.
        try LinkService.frames(bytes).compactMap { try? Intake($0, hall: hall) }
    }

    init(_ frame: Frame, hall: Hall) throws {
        guard frame.kind == .batch else {
            self = .frame(frame)
            return
        }
        let keys = hall.keys
        self = .batch(
            try CheckedBatch(
                payload: frame.payload, key: { keys.find($0, in: hall) }, parallel: hall.surroundings.parallel))
    }
}

/// Runs work that blocks on a thread that is not one of the few on which tasks run.
enum Blocking {
    private static let queue = DispatchQueue(label: "hall.blocking", attributes: .concurrent)

    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
