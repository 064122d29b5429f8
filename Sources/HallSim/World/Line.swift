import Foundation
import HallNode
import Sync

/// The line of a hall to its superior: the daemon's own session, driven in virtual time over bytes that take their
/// time, come twice, end in the middle or never come.
final class Line {
    let child: Machine
    /// Who answered last; nil while there is no connection.
    private(set) var listener: Machine? {
        didSet { if listener !== oldValue { world.note(self, leadsTo: listener, instead: oldValue) } }
    }
    unowned let world: World
    var random: SimRandom
    /// Connections so far: what belongs to an older one arrives nowhere.
    private var connection = 0
    private var session: UplinkSession?
    private var isLinked = false
    private var isAsking = false
    private var reader = FrameReader()
    private var pull: (session: PullSession, place: Pull)?
    /// When what the superior said last arrives, and when it said it.
    private var lastPulled: Int64 = 0
    private var lastCarried: Int64 = 0
    private var retry = Line.retryFirst
    private var wakeAt: Int64?
    private var wakePullAt: Int64?
    private var lastPush: Int64 = 0
    private var lastStatus: Int64 = .min / 2
    /// Failures since it was linked last.
    private var failures = 0

    /// Nothing gets through.
    private(set) var isCut = false
    /// So much slower than usual, ms.
    var slowness: Int64 = 0
    /// The next bytes on their way end in the middle.
    var truncates = false
    /// A byte of the next bytes on their way is another one.
    var corrupts = false
    /// The child gives up on the next push, which arrives this much later, after others, ms.
    var overtakenFor: Int64?
    /// The next push arrives once more, this much later, ms.
    var repeatsAfter: Int64?

    /// How often a line says something although there is nothing to say, ms.
    struct Pace: Sendable {
        /// Within so long a machine looks at its lines when its store has changed.
        var gather: Int64
        /// A status of the hall at most so often.
        var status: Int64
        /// A sign of life after so long.
        var idle: Int64
        /// The longest pause before a broken line is tried again.
        var retry: Int64

        /// That of a network that is watched for minutes.
        static let usual = Pace(gather: 20, status: 120_000, idle: 45_000, retry: 15_000)
        /// That of thousands of halls: nobody is woken to say that nothing has happened. Lines take the usual pace
        /// where something is missing when the network is to come to rest.
        static let large = Pace(gather: 20, status: 3_600_000, idle: 3_600_000, retry: 15_000)
        /// That of a network that is watched for a year: halls say how they are when they are told to.
        static let slow = Pace(gather: 20_000, status: 72 * 3_600_000, idle: 72 * 3_600_000, retry: 600_000)
    }

    private var pace: Pace
    let latency: ClosedRange<Int64>
    /// Bytes a millisecond: 2 Mbit/s.
    private static let bandwidth: Int64 = 250
    /// The line checks what it carries record by record, bytes.
    private static let record = 16 << 10
    /// The child gives up on a request after so long, ms.
    private static let patience: Int64 = 3_000
    private static let retryFirst: Int64 = 200
    /// After so many failures in a row the halls further up are asked.
    private static let failuresPatience = 8
    private static let gathering: Int64 = 250

    init(_ child: Machine, in world: World, seed: UInt64, pace: Pace = .usual) {
        self.pace = pace
        self.child = child
        self.world = world
        random = SimRandom(seed: seed, .line, child.place)
        let least = random.within(2...150)
        latency = least...(least * 2)
    }

    // MARK: - Waking

    /// Looks soon whether something is to be sent, or the connection to be made.
    func wake(after milliseconds: Int64) {
        let at = world.time.now + milliseconds
        if let wakeAt, wakeAt <= at { return }
        wakeAt = at
        world.after(milliseconds) { [unowned self] in
            guard wakeAt == at else { return }
            wakeAt = nil
            step()
        }
    }

    /// Tells the superior how the hall is, soon.
    func report() {
        lastStatus = .min / 2
        wake(after: 1)
    }

    /// Both sides say again how they are as often as in a small network: what one of them lacks, it asks for then.
    func hurry() {
        pace = .usual
        wake(after: 1)
        wakePull(after: 1)
    }

    /// Looks soon whether the superior has something for this hall.
    func wakePull(after milliseconds: Int64) {
        guard pull != nil else { return }
        let at = world.time.now + milliseconds
        if let wakePullAt, wakePullAt <= at { return }
        wakePullAt = at
        world.after(milliseconds) { [unowned self] in
            guard wakePullAt == at else { return }
            wakePullAt = nil
            pump()
        }
    }

    private func step() {
        guard child.process != nil else { return }
        guard let session else { return connect() }
        if isLinked, !isAsking { push(session) }
    }

    // MARK: - The line itself

    /// Cuts the line, or mends it.
    func cut(_ cut: Bool) {
        isCut = cut
        if cut { broken() } else { wake(after: 1) }
    }

    /// The connection is gone; it is made anew after a while.
    func broken(retryAfter: Int64? = nil) {
        connection += 1
        (session, listener, pull) = (nil, nil, nil)
        (isLinked, isAsking) = (false, false)
        reader = FrameReader()
        (wakeAt, wakePullAt) = (nil, nil)
        guard child.process != nil else { return }
        wake(after: retryAfter ?? retry + random.within(0...retry))
        if retryAfter == nil { retry = min(retry * 2, pace.retry) }
    }

    /// The superior's machine is off: its side of the connection is gone at once, this side hears of it in time.
    func listenerFailed() {
        let current = connection
        // Who answers there may have a key that is not known here, or be on its way to another superior.
        noteFailure(isUrgent: listener?.process != nil)
        (listener, pull) = (nil, nil)
        world.after(random.within(10...2_000)) { [unowned self] in
            if connection == current { broken() }
        }
    }

    private func failed(_ error: any Error) {
        let rejection = error as? Rejection
        noteFailure(isUrgent: rejection != nil)
        if let rejection { world.note(rejection, at: child) }
        _ = world.act(at: child) { process in
            process.hall.noteFailure(
                rejection?.message ?? "\(error)", isRefused: rejection != nil, reason: rejection?.reason)
        }
        broken()
    }

    /// Asks further up at once where the superior itself seems another one, else after a while.
    private func noteFailure(isUrgent: Bool) {
        failures += 1
        if isUrgent && failures == 1 || failures.isMultiple(of: Line.failuresPatience) { askFurtherUp() }
    }

    /// Carries bytes to the other side; in order with what went before where it is one stream.
    private func carry(_ bytes: [UInt8], inOrder: Bool = false, _ arrive: @escaping ([UInt8]) -> Void) {
        let current = connection
        var delay = random.within(latency) + Int64(bytes.count) / Line.bandwidth
        if slowness > 0 { delay += random.within(0...slowness) }
        if inOrder {
            lastPulled = max(lastPulled + 1, world.time.now + delay)
            delay = lastPulled - world.time.now
        }
        var arriving = bytes
        let isShort = (truncates || corrupts) && !bytes.isEmpty
        if isShort {
            let place = random.below(bytes.count)
            arriving = Array(bytes.prefix(corrupts ? place / Line.record * Line.record : place))
            world.reached.count(corrupts ? .corrupted : .truncated)
            if corrupts { corrupts = false } else { truncates = false }
        }
        world.after(delay) { [unowned self] in
            guard connection == current else { return }
            arrive(arriving)
            if isShort, connection == current { broken() }
        }
    }

    // MARK: - Requests

    private func connect() {
        guard !isCut else { return broken() }
        let opened = world.act(at: child) { process -> (UplinkSession, [UInt8])? in
            guard let session = try UplinkSession(process.hall) else { return nil }
            return (session, try session.hello())
        }
        switch opened {
        case nil: return
        case .failure(let error)?: return failed(error)
        case .success(nil)?: return broken()
        case .success(let (session, hello)?)?:
            connection += 1
            self.session = session
            listener = world.machine(at: session.superior.url)
            ask("/link/hello", hello) { [unowned self] answer in welcome(session, answer) }
        }
    }

    private func welcome(_ session: UplinkSession, _ answer: [UInt8]) {
        switch world.act(at: child, { _ in try session.welcomed(answer) }) {
        case nil: return
        case .failure(let error)?: return failed(error)
        case .success?:
            isLinked = true
            failures = 0
            child.turnedAwaySince = nil
            retry = Line.retryFirst
            world.reached.count(.linked)
            carry([]) { [unowned self] _ in beginPull() }
            wake(after: 1)
        }
    }

    /// A request with its answer. Where it comes to nothing the connection breaks.
    private func ask(_ path: String, _ body: [UInt8], _ answered: @escaping ([UInt8]) -> Void) {
        isAsking = true
        let key = session?.identity.key.publicKey.id.bytes
        if path == "/link/push", let later = repeatsAfter {
            repeatsAfter = nil
            repeatLater(body, key: key, after: later, .duplicate)
        }
        if path == "/link/push", let later = overtakenFor {
            overtakenFor = nil
            repeatLater(body, key: key, after: later, .overtaken)
            let current = connection
            return world.after(Line.patience) { [unowned self] in if connection == current { broken() } }
        }
        carry(body) { [unowned self] body in
            guard let answer = answer(path, body, key: key) else { return listenerFailed() }
            switch answer {
            case .success(.reply(200, let bytes)):
                carry(bytes) { [unowned self] bytes in
                    isAsking = false
                    answered(bytes)
                }
            default: listenerFailed()
            }
        }
    }

    /// The superior's answer; nil where there is none.
    private func answer(_ path: String, _ body: [UInt8], key: [UInt8]?) -> Result<LinkService.Answer, any Error>? {
        guard let listener, let session, let hall = listener.process?.hall else { return nil }
        guard session.superior.keys.contains(hall.identity.key.publicKey.id.bytes) else {
            // Where none above knows this hall's key either, nobody tells it: a person sees a line that stays silent.
            world.turnedAway(child, .unknownKey, patience: World.patience)
            return nil
        }
        return world.act(at: listener) { try $0.service.answered(path: path, peerKey: key, body: body) }
    }

    /// An old push comes in between whatever is said then; nobody hears the answer.
    private func repeatLater(_ body: [UInt8], key: [UInt8]?, after milliseconds: Int64, _ kind: Reached.Kind) {
        let target = listener
        world.after(milliseconds) { [unowned self] in
            guard let target, target.process != nil else { return }
            world.reached.count(kind)
            _ = world.act(at: target) { try $0.service.answered(path: "/link/push", peerKey: key, body: body) }
        }
    }

    private func push(_ session: UplinkSession) {
        let now = world.time.now
        let isStatusDue = now - lastStatus >= pace.status
        let mayRest = now - lastPush < Line.gathering
        let drawn = world.act(at: child) { process -> [Frame]? in
            if isStatusDue { try process.hall.keepStatus() }
            if mayRest, try !session.hasCommits() { return nil }
            return try session.next()
        }
        // What failed, or was cut off by the power, says how the hall is when it comes back.
        if isStatusDue, case .success? = drawn { lastStatus = now }
        switch drawn {
        case nil: return
        case .failure(let error)?: return failed(error)
        case .success(nil)?: return wake(after: Line.gathering)
        case .success(var frames?)?:
            if frames.isEmpty {
                guard now - lastPush >= pace.idle else {
                    return wake(after: min(pace.idle - (now - lastPush), pace.status))
                }
                frames = [Frame(.idle, [])]
            }
            ask("/link/push", frames.flatMap(\.encoded)) { [unowned self] answer in
                pushed(session, frames, answer)
            }
        }
    }

    private func pushed(_ session: UplinkSession, _ frames: [Frame], _ answer: [UInt8]) {
        lastPush = world.time.now
        let taken = world.act(at: child) { _ in
            let answers = try LinkService.frames(answer)
            if answers.isEmpty, !frames.contains(where: { $0.kind == .status || $0.kind == .idle }) { return false }
            return try session.answered(answers, pushed: frames)
        }
        switch taken {
        case nil: return
        case .failure(let error)?: failed(error)
        case .success(true)?: broken(retryAfter: 100)
        case .success(false)?:
            if let listener { world.promise(at: listener) }
            wake(after: 1)
        }
    }

    // MARK: - The long response

    private func beginPull() {
        let key = session?.identity.key.publicKey.id.bytes
        guard case .success(.pull(let pull))? = answer("/link/pull", [], key: key) else { return listenerFailed() }
        self.pull = (pull, pull.begun())
        lastPulled = 0
        lastCarried = .min / 2
        wakePull(after: 1)
    }

    private func pump() {
        guard let listener, let (pull, place) = pull else { return }
        let drawn = world.act(at: listener) { process in
            try process.hall.read { try pull.next(after: place, $0) }
        }
        switch drawn {
        case nil, .failure?: return listenerFailed()
        case .success((_, nil))?: return listenerFailed()
        case .success((let next, let frames?))?:
            guard self.pull != nil else { return }
            self.pull = (pull, next)
            let silence = world.time.now - lastCarried
            guard !frames.isEmpty || silence >= pace.idle else { return wakePull(after: pace.idle - silence) }
            let bytes = (frames.isEmpty ? [Frame(.idle, [])] : frames).flatMap(\.encoded)
            lastCarried = world.time.now
            carry(bytes, inOrder: true) { [unowned self] in take($0) }
            wakePull(after: frames.isEmpty ? pace.idle : 1 + Int64(bytes.count) / Line.bandwidth)
        }
    }

    private func take(_ bytes: [UInt8]) {
        guard let session else { return }
        reader.feed(bytes)
        while self.session === session {
            let taken = world.act(at: child) { _ -> Bool? in
                guard let frame = try reader.next() else { return nil }
                return try session.take(frame)
            }
            switch taken {
            case nil: return
            case .failure(let error)?: return failed(error)
            case .success(nil)?: return
            case .success(true)?: return broken(retryAfter: 100)
            case .success(false)?: break
            }
        }
    }
}
