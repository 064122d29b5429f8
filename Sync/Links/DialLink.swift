public import GRDB

/// The dialling side of a link as a state machine: frames and a database in, frames out. It knows no sockets, threads
/// or clocks; the daemon's workers and the simulator drive the same value.
///
/// Order of events: `hello` → send → `accept(answer)`; then two lines run side by side: what the long response brings
/// goes into `take`, and `push` says what to send next, whose answers go into `take` too. After any error of the line:
/// `hello` again.
public struct DialLink: Sendable {
    /// Where the link stands.
    public enum State: Hashable, Sendable {
        /// Nothing was said yet, or the line broke.
        case idle
        /// The hello is on its way.
        case greeting(sentAt: Int64)
        /// Both sides know where they stand.
        case linked(version: Int)
    }

    /// Where the link stands.
    public private(set) var state = State.idle
    /// The superior.
    public let peer: NodeID
    private let engine: Engine
    private let identity: LinkIdentity
    /// How far this session has sent each lane.
    private var sent: [LaneCode: LanePoint] = [:]
    /// Pieces that the superior asked for, in order.
    private var wanted: [Receipt.Want] = []
    /// What was receipted last, a lane.
    private var receipted: [LaneCode: LanePoint] = [:]
    private var receiptsDue: Set<LaneCode> = []
    /// The blob of which a piece was asked and has not come.
    private var asked: BlobID?
    /// Blobs that the superior could not give when they were asked for; asked for again when it is next heard idle.
    private var unanswered: Set<BlobID> = []
    /// Where the superior stopped taking a lane: said twice, the lane rests until the superior is next heard idle.
    private var stopped: [LaneCode: UInt64] = [:]
    private var resting: Set<LaneCode> = []
    /// Lanes on which nothing more may wait here: what comes on them is passed over until the line is begun anew.
    private var full: Set<LaneCode> = []
    /// Of the lanes, since the hello.
    private var generation: UInt32 = 1
    /// The superior was asked for a page of its offer and has not answered yet.
    private var isAsking = false
    /// The superior was asked to enter this node's new key.
    private var hasAskedRenewal = false
    /// A page of this node's offer is on its way.
    private var isOffering = false
    /// Answers to pages of the superior's offer, to be pushed.
    private var answersDue: [Frame] = []
    /// What this node has pleaded for since the hello.
    private var pleaded: Set<Plea> = []

    /// A link to the superior, not yet begun.
    public init(to peer: NodeID, engine: Engine, identity: LinkIdentity) {
        self.peer = peer
        self.engine = engine
        self.identity = identity
    }

    /// Begins, or begins anew. In a write transaction that is committed before the frame goes.
    public mutating func hello(now: Int64, random: (Int) -> [UInt8], _ db: Database) throws -> Frame {
        state = .greeting(sentAt: now)
        return try engine.hello(to: peer, identity, now: now, random: random, db)
    }

    /// Takes the answer to the hello. Throws a `Rejection` if there is to be no link. In a write transaction.
    public mutating func accept(
        answer: Frame, now: Int64, random: (Int) -> [UInt8], _ db: Database
    ) throws -> Linked {
        guard case .greeting(let sentAt) = state else { throw FormatError("welcome", "without a hello") }
        state = .idle
        let linked = try engine.accept(
            answer: answer, from: peer, identity, sentAt: sentAt, now: now, random: random, db)
        state = .linked(version: linked.version)
        sent = linked.resumes
        wanted = []
        receipted = [:]
        receiptsDue = Set(LaneCode.allCases)
        full = []
        generation = linked.generation
        isAsking = false
        isOffering = false
        answersDue = []
        pleaded = []
        wake()
        return linked
    }

    /// The line broke: what was sent without a receipt will be sent again after the next hello.
    public mutating func broken() { state = .idle }

    /// What could not go on before is tried once more.
    private mutating func wake() {
        asked = nil
        unanswered = []
        stopped = [:]
        resting = []
        hasAskedRenewal = false
    }

    /// Frames to send now, at most about `bytesMax` bytes: receipts, status records, urgent and bulk commits, then one
    /// piece of a blob, so that a large scan never holds a case up. In a read transaction. Empty: nothing to do.
    public mutating func push(now: Int64, bytesMax: Int = 1 << 20, _ db: Database) throws -> [Frame] {
        guard case .linked(let version) = state else { return [] }
        var frames = version < LinkProtocol.withNewLanes ? [] : try asking(db) + comparing(db)
        for lane in LaneCode.allCases.sorted() {
            let point = try engine.cursor(peer, lane, db).point
            guard receiptsDue.contains(lane) || receipted[lane] != point else { continue }
            frames.append(try engine.receipt(for: lane, from: peer, key: identity.key, now: now, db))
            receipted[lane] = point
        }
        receiptsDue = []
        frames += try engine.statusesToSend(limit: 256, db).map(\.frame)
        for lane in [LaneCode.urgent, .bulk] where !resting.contains(lane) {
            guard let next = try engine.nextBatch(to: peer, lane, after: sent[lane] ?? .start, bytesMax: bytesMax, db)
            else { continue }
            frames.append(next.frame)
            sent[lane] = next.point
        }
        if let frame = try nextPiece(db) { frames.append(frame) }
        if asked == nil, let ask = try engine.ask(peer, without: unanswered, db) {
            frames.append(ask.frame)
            asked = ask.blob
        }
        return frames
    }

    /// Whether the line is to be begun anew: this node has come to know that its store is an older copy, or was
    /// repaired.
    public func mustGreet(_ db: Database) throws -> Bool {
        guard case .linked(let version) = state, version >= LinkProtocol.withNewLanes else { return false }
        return try engine.asks(peer, db) != nil
    }

    /// What the superior is to decide: a new key, which goes ahead of what it signed, and leftovers of old ones.
    private mutating func asking(_ db: Database) throws -> [Frame] {
        var frames: [Frame] = []
        if !hasAskedRenewal, let renewal = try Renewal.find(db) {
            frames.append(try renewal.frame)
            hasAskedRenewal = true
        }
        for plea in try engine.pleas(db) where !pleaded.contains(plea) {
            pleaded.insert(plea)
            frames.append(plea.frame)
        }
        return frames
    }

    /// What is to be compared next with the superior, of what was there before the lanes began anew.
    private mutating func comparing(_ db: Database) throws -> [Frame] {
        var frames = answersDue
        answersDue = []
        guard let comparison = try Comparison.find(peer, db), comparison.generation == generation else { return frames }
        if !comparison.givesDone, !isOffering {
            frames.append(try engine.page(of: comparison, db).frame)
            isOffering = true
        }
        if !comparison.takesDone, !isAsking {
            frames.append(engine.question(of: comparison))
            isAsking = true
        }
        return frames
    }

    /// Whether commits wait to be sent: they go at once, while receipts may be gathered for a moment.
    public func hasCommits(_ db: Database) throws -> Bool {
        try [LaneCode.urgent, .bulk].contains { lane in
            let head = try Lane.find(to: peer, lane, db)?.head.position ?? 0
            return head > sent[lane]?.position ?? 0
        }
    }

    /// The next piece that the superior asked for and that is here. What is not here yet stays wanted.
    private mutating func nextPiece(_ db: Database) throws -> Frame? {
        var place = 0
        while place < wanted.count {
            let want = wanted[place]
            if let frame = try engine.piece(want.piece, of: want.blob, to: peer, db) {
                wanted[place].piece += 1
                return frame
            }
            let isPast = try Blobs.state(want.blob, db).manifest.map { $0.pieces.count <= Int(want.piece) } ?? false
            if try isPast || !engine.mayServe(want.blob, to: peer, db) {
                wanted.remove(at: place)
            } else {
                place += 1
            }
        }
        return nil
    }

    /// Notes that the superior has the status records of a push that it answered. In a write transaction.
    public func pushed(_ frames: [Frame], _ db: Database) throws {
        for frame in frames where frame.kind == .status {
            let record = try Statuses.read(frame.payload).record
            try db.cachedStatement(sql: "UPDATE statuses SET sent_up = ? WHERE node = ? AND sent_up < ?").execute(
                arguments: [record.number, record.node.rawValue, record.number])
        }
    }

    /// What a frame from the superior led to.
    public struct Effect: Hashable, Sendable {
        /// Commits were stored: readers of this hall's lanes, and waiting pages, are to be woken.
        public var stored = 0
        /// Something is to be pushed at once.
        public var hasAnswer = false
        /// The line is to be begun anew: a gap, or the superior is not where it was.
        public var mustGreet = false
    }

    /// Takes a frame other than a batch. In a write transaction.
    public mutating func take(_ frame: Frame, now: Int64, _ db: Database) throws -> Effect {
        var effect = Effect()
        switch frame.kind {
        case .receipt:
            let taken = try engine.take(receipt: frame.payload, from: peer, now: now, db)
            if taken.divergedAt != nil { effect.mustGreet = true }
            note(taken.receipt)
            effect.hasAnswer = !wanted.isEmpty
        case .piece:
            let taken = try engine.take(piece: frame.payload, from: peer, now: now, db)
            for changed in taken.changed where changed.peer == peer { receiptsDue.insert(changed.lane) }
            if let blob = asked, !taken.isTaken { unanswered.insert(blob) }
            asked = nil
            effect.hasAnswer = true
        case .rejection:
            effect.mustGreet = true
        case .idle:
            try Contacts.heard(peer, at: now, db)
            effect.mustGreet = !full.isEmpty  // what waits may have become less
            if let blob = asked {
                // The answer to a question for a piece that is not there.
                asked = nil
                unanswered.insert(blob)
                effect.hasAnswer = true
            } else {
                effect.hasAnswer = !unanswered.isEmpty || !resting.isEmpty
                wake()
            }
        case .lacks:
            _ = try engine.take(lacks: frame.payload, from: peer, now: now, db)
            isOffering = false
            effect.hasAnswer = true
        case .heads:
            guard
                let answer = try engine.answer(
                    page: frame.payload, from: peer, key: identity.key, now: now, db)
            else { break }
            answersDue.append(answer)
            effect.hasAnswer = true
        case .hello, .welcome, .batch, .status, .ask, .renewal, .plea: break
        }
        return effect
    }

    /// Takes a batch, read and checked outside the transaction. In a write transaction.
    public mutating func take(_ batch: CheckedBatch, now: Int64, _ db: Database) throws -> Effect {
        let outcome = try engine.receive(batch, from: peer, now: now, db)
        try Contacts.heard(peer, at: now, db)
        try engine.noteReconciled(db)
        receiptsDue.insert(outcome.lane)
        var effect = Effect(stored: outcome.stored, hasAnswer: true)
        // A full lane must not hold up the others: they may bring what its commits wait for.
        switch outcome.stop {
        case .full?: full.insert(outcome.lane)
        case .gap?: effect.mustGreet = !full.contains(outcome.lane)
        case .diverged?: effect.mustGreet = true
        case nil: effect.mustGreet = !full.isEmpty && outcome.stored > 0
        }
        return effect
    }

    private mutating func note(_ receipt: Receipt) {
        let lane = receipt.lane
        // A receipt that lags behind what was sent in this session says that something was not taken: go back to it.
        if let last = sent[lane], receipt.point.position < last.position {
            sent[lane] = receipt.point
            if stopped.updateValue(receipt.point.position, forKey: lane) == receipt.point.position {
                resting.insert(lane)
            }
        }
        for want in receipt.wants where !wanted.contains(where: { $0.blob == want.blob }) {
            guard wanted.count < Bounds.wantsHeld else { break }
            wanted.append(want)
        }
    }
}
