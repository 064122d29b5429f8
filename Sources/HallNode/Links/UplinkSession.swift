import GRDB
public import Sync
import Tiers

/// One life of the link to the superior, from a hello until the line breaks, without any line: bytes and frames in and
/// out, each step in a transaction of its own. The daemon's threads and the simulator drive the same one.
public final class UplinkSession: Sendable {
    /// Where the superior is to be found, and how it is known.
    public struct Superior: Sendable {
        /// Who it is.
        public let node: NodeID
        /// Where it listens.
        public let url: String
        /// SHA-256 of each of its good keys.
        public let keys: [[UInt8]]
    }

    /// At whom it aims.
    public let superior: Superior
    /// As whom it comes: the key of the handshake.
    public let identity: LinkIdentity
    private let hall: Hall
    private let link: SharedLink

    /// A session of an open hall with its superior; nil at the province, and where no address of it is known.
    public init?(_ hall: Hall) throws(HallError) {
        let superior = try hall.read { db -> Superior? in
            guard let entry = try Halls.superior(of: hall.engine.node, db) else { return nil }
            guard let url = try HallAddress.superior(hall, db) else { return nil }
            return Superior(node: entry.node, url: url, keys: try hall.engine.keys(of: entry.node, db).map(\.id.bytes))
        }
        guard let superior else { return nil }
        self.superior = superior
        self.hall = hall
        try hall.followKeys()
        identity = hall.diallingIdentity
        link = SharedLink(DialLink(to: superior.node, engine: hall.engine, identity: identity))
    }

    /// The hello, for `/link/hello`. What it gives is stored when this returns.
    public func hello() throws -> [UInt8] {
        try link.use { link in
            try hall.journal { db in
                try link.hello(now: hall.now.milliseconds, random: hall.surroundings.random, db)
            }
        }.encoded
    }

    /// Takes the answer to the hello. Throws a `Rejection` if there is to be no link.
    public func welcomed(_ response: [UInt8]) throws {
        guard let answer = try LinkService.frames(response).first else { throw FormatError("welcome", "no frame") }
        do { try take(welcome: answer) } catch let rejection as Rejection {
            if rejection.reason == .keyEnded || rejection.reason == .unknownKey { hall.keyring.turnedAway() }
            throw rejection
        }
    }

    private func take(welcome answer: Frame) throws {
        try link.use { link in
            // Not by `journal`, which would make a fault of the superior's "no".
            try hall.store.write { db in
                let linked = try link.accept(
                    answer: answer, now: hall.now.milliseconds, random: hall.surroundings.random, db)
                if let address = linked.address, address != superior.url, (try? HallAddress.check(address)) != nil {
                    try HallAddress.setSuperior(address, db)
                }
            }
        }
    }

    /// Whether commits wait to be sent.
    public func hasCommits() throws -> Bool {
        try link.use { link in try hall.read { try link.hasCommits($0) } }
    }

    /// What is to be sent now, for `/link/push`; empty: nothing. Throws when the line is to be begun anew: with another
    /// key, or to ask for new lanes.
    public func next() throws -> [Frame] {
        try hall.renewKeyIfDue()
        guard hall.keyring.dialling.publicKey.id == identity.key.publicKey.id else {
            throw ClientError(.interrupted, text: "this hall has a new key")
        }
        return try link.use { link in
            try hall.read { db in
                guard try !link.mustGreet(db) else {
                    throw ClientError(.interrupted, text: "this hall was set back: the lanes are to begin anew")
                }
                return try link.push(now: hall.now.milliseconds, db)
            }
        }
    }

    /// Takes the answers to a push. True if the line is to be begun anew.
    public func answered(_ answers: [Frame], pushed frames: [Frame]) throws -> Bool {
        let now = hall.now.milliseconds
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
        let asksMore: Set<Frame.Kind> = [.receipt, .piece, .heads, .lacks]
        if answers.contains(where: { asksMore.contains($0.kind) }) { hall.changes.notify() }
        return mustGreet
    }

    /// Takes a frame of the long response. True if the line is to be begun anew.
    public func take(_ frame: Frame) throws -> Bool {
        let item = try Intake(frame, hall: hall)
        let now = hall.now.milliseconds
        let effect = try link.use { link in
            try hall.journal { db in
                switch item {
                case .batch(let batch): try link.take(batch, now: now, db)
                case .frame(let frame): try link.take(frame, now: now, db)
                }
            }
        }
        if effect.stored > 0 || effect.hasAnswer { hall.changes.notify() }
        return effect.mustGreet
    }
}

extension Hall {
    /// Brings this hall's own status record up to date. A province, which has no superior, keeps it as well.
    public func keepStatus() throws(HallError) {
        let now = now
        try journal { db in
            let record = try ownStatusRecord(self, db, now: now)
            try engine.record(record, key: identity.key, now: now.milliseconds, db)
        }
        try followKeys()
        try admitLeftovers()
    }

    /// Notes that the superior could not be reached, or refused.
    ///
    /// - Parameter reason: why it refused, where it did.
    public func noteFailure(_ text: String, isRefused: Bool, reason: Rejection.Reason? = nil) {
        let now = now.milliseconds
        try? journal { db in
            guard let superior = try Directory.superior(engine.node, db) else { return }
            try Contacts.failed(superior, at: now, isRefused: isRefused, reason: reason, error: text, db)
        }
    }
}
