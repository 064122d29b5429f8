public import GRDB

/// The listening side of a link. What a child pushes is answered frame by frame, without memory; what it pulls is one
/// `Pull`, which remembers how far it has sent.
public struct ListenLink: Sendable {
    /// The child.
    public let peer: NodeID
    private let engine: Engine
    private let identity: LinkIdentity

    /// The link to a child that was welcomed.
    public init(to peer: NodeID, engine: Engine, identity: LinkIdentity) {
        self.peer = peer
        self.engine = engine
        self.identity = identity
    }

    /// What a frame led to.
    public struct Effect: Sendable {
        /// Frames for the child.
        public var answers: [Frame] = []
        /// Commits were stored: neighbours are to be woken.
        public var stored = 0
        /// A status record came, or a blob was completed: the superior is to hear.
        public var hasNews = false
        /// What the child asks of this node as its superior: to be written in its directory entry by a command of its
        /// own, `Engine.enter`.
        public var requests: [ChildRequest] = []

        /// Nothing came of it.
        public init(answers: [Frame] = [], stored: Int = 0, hasNews: Bool = false) {
            self.answers = answers
            self.stored = stored
            self.hasNews = hasNews
        }
    }

    /// Takes a frame other than a batch. In a write transaction, committed before the answers go.
    public func take(_ frame: Frame, now: Int64, _ db: Database) throws -> Effect {
        var effect = Effect()
        switch frame.kind {
        case .receipt:
            let taken = try engine.take(receipt: frame.payload, from: peer, now: now, db)
            // Once a link, and whenever the child speaks of its own lane: what this node still wants, and what was
            // refused.
            if taken.receipt.lane == .urgent { effect.answers = try news(now: now, db) }
        case .status:
            try engine.take(status: frame.payload, from: peer, now: now, db)
            effect.hasNews = true
        case .piece:
            let changed = try engine.take(piece: frame.payload, from: peer, now: now, db).changed
            effect.hasNews = !changed.isEmpty
            for lane in changed where lane.peer == peer {
                effect.answers.append(
                    try engine.receipt(for: lane.lane, from: peer, key: identity.key, now: now, db))
            }
        case .ask:
            effect.answers.append(try engine.answer(ask: frame.payload, from: peer, db))
        // On a quiet line all is told anew: what waited for context may be in effect by now, or refused.
        case .idle: effect.answers = try receipts(now: now, db)
        case .heads:
            if let answer = try engine.answer(
                heads: frame.payload, from: peer, key: identity.key, now: now, db)
            {
                effect.answers.append(answer)
            }
        case .lacks:
            effect.hasNews = try engine.take(lacks: frame.payload, from: peer, now: now, db).appended > 0
            if var comparison = try Comparison.find(peer, db) {
                effect.answers.append(try engine.nextPage(&comparison, db))
            }
        case .renewal: effect.requests.append(.renewal(try Renewal(frame.payload)))
        case .plea: effect.requests.append(.plea(try Plea(frame.payload)))
        case .hello, .welcome, .rejection, .batch: break
        }
        return effect
    }

    /// Takes a batch and answers with a receipt. In a write transaction, committed before the answer goes.
    public func take(_ batch: CheckedBatch, now: Int64, _ db: Database) throws -> Effect {
        let outcome = try engine.receive(batch, from: peer, now: now, db)
        let receipt = try engine.receipt(for: outcome.lane, from: peer, key: identity.key, now: now, db)
        return Effect(
            answers: [receipt], stored: outcome.stored, hasNews: outcome.stored > 0 || outcome.givenBack > 0)
    }

    /// A receipt for each lane of the child, if there is anything that the child has not heard with the last batch.
    private func news(now: Int64, _ db: Database) throws -> [Frame] {
        try engine.hasNews(for: peer, db) ? receipts(now: now, db) : []
    }

    private func receipts(now: Int64, _ db: Database) throws -> [Frame] {
        try [LaneCode.urgent, .bulk].map {
            try engine.receipt(for: $0, from: peer, key: identity.key, now: now, db)
        }
    }

    /// Notes that the child was heard. In a write transaction, at most every few seconds.
    public func heard(now: Int64, _ db: Database) throws { try Contacts.heard(peer, at: now, db) }
}

/// The long response that a child pulls: batch after batch, urgent lanes first.
public struct Pull: Sendable {
    private let engine: Engine
    private let peer: NodeID
    private let generation: UInt32
    private var sent: [LaneCode: LanePoint]

    /// Begins where the child's hello said that it stands.
    public init(_ linked: Linked, engine: Engine) {
        self.engine = engine
        peer = linked.peer
        generation = linked.generation
        sent = linked.resumes
    }

    /// The next frames, at most about `bytesMax` bytes of them; empty when the child has been sent everything.
    /// In a read transaction.
    public mutating func next(bytesMax: Int = 1 << 20, _ db: Database) throws -> [Frame] {
        var frames: [Frame] = []
        var size = 0
        // A line that was begun before the lanes began anew is another line's by now.
        guard try engine.generation(with: peer, db) == generation else { return [] }
        for lane in LaneCode.allCases.sorted() where size < bytesMax {
            guard
                let next = try engine.nextBatch(
                    to: peer, lane, after: sent[lane] ?? .start, bytesMax: bytesMax - size, db)
            else { continue }
            frames.append(next.frame)
            sent[lane] = next.point
            size += next.frame.payload.count
        }
        return frames
    }
}
