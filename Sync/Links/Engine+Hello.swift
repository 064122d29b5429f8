import FoundationEssentials
public import GRDB

/// What this process says of itself in a hello.
public struct LinkIdentity: Sendable {
    /// The key that signs for this node.
    public let key: SigningKey
    /// Release, for people.
    public let release: String
    /// A practice network.
    public let practice: Bool

    /// The identity of a running node.
    public init(key: SigningKey, release: String, practice: Bool) {
        self.key = key
        self.release = release
        self.practice = practice
    }
}

/// What a hello led to.
public struct Linked: Hashable, Sendable {
    /// The neighbour.
    public let peer: NodeID
    /// The protocol chosen.
    public let version: Int
    /// What this node's time was behind its own clock when it said it, ms: see ``Engine/correction(_:)``.
    public let correction: Int64
    /// Where the neighbour has taken this node's lanes to.
    public let resumes: [LaneCode: LanePoint]
    /// Where the neighbour says that it listens.
    public let address: String?
}

extension Engine {
    /// The dialling node's hello. In a write transaction: the token that it gives is stored before it is used.
    public func hello(
        to peer: NodeID, _ identity: LinkIdentity, now: Int64, random: (Int) -> [UInt8], _ db: Database
    ) throws -> Frame {
        var tokens = try Tokens.row(peer, db)
        let gives = tokens.given ?? random(Tokens.size)
        tokens.given = gives
        try Tokens.save(tokens, for: peer, db)
        let hello = Hello(
            protocolMin: LinkProtocol.oldest, protocolMax: LinkProtocol.newest, node: node, root: root.hex,
            practice: identity.practice, token: tokens.mine.map { hexOfBytes($0) }, gives: hexOfBytes(gives),
            clock: now, release: identity.release, sends: try sends(to: peer, db), reads: try reads(from: peer, db))
        return Frame(.hello, Array(try JSON.encoder.encode(hello)))
    }

    /// The listening node's answer: a welcome, or a rejection. In a write transaction, committed before the answer
    /// goes.
    ///
    /// - Parameter peerKey: the key that the caller proved in the TLS handshake.
    public func answer(
        hello payload: [UInt8], peerKey: KeyID, _ identity: LinkIdentity, address: String?, now: Int64,
        random: (Int) -> [UInt8], _ db: Database
    ) throws -> (frame: Frame, result: Result<Linked, Rejection>) {
        do {
            let hello = try decode(Hello.self, payload)
            let peer = try caller(hello, key: peerKey, identity, db)
            var tokens = try Tokens.row(peer, db)
            guard tokens.admits(hello.token.flatMap { bytesOfHex($0) }) else { throw staleToken(peer) }
            let resumes = try check(reads: hello.reads, by: peer, db)
            try check(sends: hello.sends, from: peer, db)
            let presents = tokens.mine
            tokens.presented = hello.token.flatMap { bytesOfHex($0) } ?? tokens.presented
            let gives = random(Tokens.size)
            tokens.given = gives
            tokens.mine = bytesOfHex(hello.gives)
            try Tokens.save(tokens, for: peer, db)
            let version = min(hello.protocolMax, LinkProtocol.newest)
            let correction = try correction(db)
            let time = now &- correction
            let welcome = Welcome(
                protocolChosen: version, node: node, token: presents.map { hexOfBytes($0) }, gives: hexOfBytes(gives),
                clock: time, release: identity.release, address: address, sends: try sends(to: peer, db),
                reads: try reads(from: peer, db))
            try Contacts.heard(peer, at: now, offset: hello.clock.subtractingReportingOverflow(time).partialValue, db)
            return (
                Frame(.welcome, Array(try JSON.encoder.encode(welcome))),
                .success(
                    Linked(peer: peer, version: version, correction: correction, resumes: resumes, address: nil))
            )
        } catch let rejection as Rejection {
            return (Frame(.rejection, Array(try JSON.encoder.encode(rejection))), .failure(rejection))
        }
    }

    /// The dialling node takes the answer in. In a write transaction.
    public func accept(
        answer frame: Frame, from peer: NodeID, sentAt: Int64, now: Int64, random: (Int) -> [UInt8], _ db: Database
    ) throws -> Linked {
        if frame.kind == .rejection { throw try decode(Rejection.self, frame.payload) }
        guard frame.kind == .welcome else { throw FormatError("welcome", "another frame") }
        let welcome = try decode(Welcome.self, frame.payload)
        guard welcome.node == peer else { throw Rejection(.unknownKey, "\(welcome.node) answered, not \(peer)") }
        var tokens = try Tokens.row(peer, db)
        // The neighbour presents what it got by the hello before this one; before the first it has nothing.
        let presented = welcome.token.flatMap { bytesOfHex($0) }
        guard presented == tokens.presented || presented == tokens.given else {
            throw Rejection(
                .staleToken, "the store of \(peer) is an older copy of itself; it is to be reconciled with this hall")
        }
        let resumes = try check(reads: welcome.reads, by: peer, db)
        try check(sends: welcome.sends, from: peer, db)
        tokens.presented = tokens.given
        tokens.given = random(Tokens.size)
        tokens.mine = bytesOfHex(welcome.gives)
        try Tokens.save(tokens, for: peer, db)
        let middle = sentAt + (now - sentAt) / 2
        let difference = welcome.clock.subtractingReportingOverflow(middle).partialValue
        try Contacts.heard(peer, at: now, offset: difference, db)
        return Linked(
            peer: peer, version: welcome.protocolChosen, correction: 0 &- difference, resumes: resumes,
            address: welcome.address)
    }

    /// This node's clock less the time, ms. The time is the province's; a node knows it by what its superior said last,
    /// and says it so to those below: who has a wrong clock does not pass it on. 0 at the province and while nothing
    /// was measured.
    public func correction(_ db: Database) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: "SELECT c.offset FROM directory d JOIN contacts c ON c.peer = d.superior WHERE d.node = ?")
        return 0 &- (try Int64.fetchOne(statement, arguments: [node.rawValue]) ?? 0)
    }

    // MARK: - Checks

    private func caller(_ hello: Hello, key: KeyID, _ identity: LinkIdentity, _ db: Database) throws -> NodeID {
        guard hello.root == root.hex else {
            throw Rejection(.otherNetwork, "this hall belongs to the network of root \(root.hex)")
        }
        guard hello.practice == identity.practice else {
            throw Rejection(.practice, "a practice hall and a real one do not link")
        }
        guard hello.protocolMax >= LinkProtocol.oldest, hello.protocolMin <= LinkProtocol.newest else {
            throw Rejection(
                .protocolVersion, "this hall speaks protocol \(LinkProtocol.oldest) to \(LinkProtocol.newest)")
        }
        guard let record = try Directory.key(key, db), record.node == hello.node, record.last == nil else {
            throw Rejection(.unknownKey, "the directory here has no good key like that of \(hello.node)")
        }
        guard try Directory.superior(hello.node, db) == node else {
            throw Rejection(.notAChild, "\(hello.node) is not directly below \(node)")
        }
        return hello.node
    }

    private func staleToken(_ peer: NodeID) -> Rejection {
        Rejection(
            .staleToken,
            "the store of \(peer) is an older copy of itself, or runs twice; stop the copy, or let the superior enter a new key"
        )
    }

    /// What the other side read must be what this node's lanes say.
    private func check(
        reads: [Hello.LaneMark], by peer: NodeID, _ db: Database
    ) throws -> [LaneCode: LanePoint] {
        var resumes: [LaneCode: LanePoint] = [:]
        for mark in reads.prefix(LaneCode.allCases.count) {
            guard let code = LaneCode(rawValue: mark.lane), let point = mark.point else { continue }
            let lane = try Lane.find(to: peer, code, db)
            if point.position > lane?.head.position ?? 0 {
                throw Rejection(
                    .setBack,
                    "\(peer) has \(point.position) of lane \(code.name), this store only \(lane?.head.position ?? 0): it was set back"
                )
            }
            let expected = try lane?.digest(at: point.position, db) ?? .zero
            guard mark.generation == lane?.generation ?? 1, expected == point.digest else {
                throw Rejection(.diverged, "lane \(code.name) to \(peer) differs at \(point.position)")
            }
            resumes[code] = point
        }
        return resumes
    }

    /// What this node read must lie inside what the other side has.
    private func check(sends: [Hello.LaneMarks], from peer: NodeID, _ db: Database) throws {
        for code in LaneCode.allCases {
            let (_, point) = try cursor(peer, code, db)
            guard point.position > 0 else { continue }
            let marks = sends.first { $0.lane == code.rawValue }?.marks ?? []
            let head = marks.map(\.position).max() ?? 0
            guard head >= point.position else {
                throw Rejection(
                    .setBack,
                    "\(peer) has \(head) of lane \(code.name), \(point.position) came from it: it was set back")
            }
            for mark in marks where mark.position == point.position && mark.digest != point.digest.hex {
                throw Rejection(.diverged, "lane \(code.name) from \(peer) differs at \(point.position)")
            }
        }
    }

    private func sends(to peer: NodeID, _ db: Database) throws -> [Hello.LaneMarks] {
        try LaneCode.allCases.compactMap { code in
            guard let lane = try Lane.find(to: peer, code, db) else { return nil }
            let marks = try lane.marks(db).map { Hello.LaneMark(code, generation: lane.generation, $0) }
            return .init(lane: code.rawValue, generation: lane.generation, marks: marks)
        }
    }

    private func reads(from peer: NodeID, _ db: Database) throws -> [Hello.LaneMark] {
        try LaneCode.allCases.map { code in
            let (generation, point) = try cursor(peer, code, db)
            return .init(code, generation: generation, point)
        }
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ payload: [UInt8]) throws -> Value {
        guard let value = try? JSON.decoder.decode(type, from: Data(payload)) else {
            throw FormatError("hello", "not to be read")
        }
        return value
    }
}
