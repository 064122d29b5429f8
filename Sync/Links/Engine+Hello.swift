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
    /// The newest protocol that it speaks.
    public let newestProtocol: Int

    /// The identity of a running node.
    public init(key: SigningKey, release: String, practice: Bool, newestProtocol: Int = LinkProtocol.newest) {
        self.key = key
        self.release = release
        self.practice = practice
        self.newestProtocol = newestProtocol
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
    /// Of the lanes between the two; a line that was begun under another one carries nothing more.
    public let generation: UInt32
    /// Where the neighbour says that it listens.
    public let address: String?
    /// When the lanes began anew last, the neighbour's store was found to be an older copy.
    public var isOlder = false
}

extension Engine {
    /// The dialling node's hello. In a write transaction: the token that it gives is stored before it is used.
    public func hello(
        to peer: NodeID, _ identity: LinkIdentity, now: Int64, random: (Int) -> [UInt8], _ db: Database
    ) throws -> Frame {
        var tokens = try Tokens.row(peer, db)
        let asks = try asks(peer, db)
        let gives = tokens.given ?? Tokens.next(after: tokens, for: peer, key: identity.key, random: random)
        let hello = Hello(
            protocolMin: LinkProtocol.oldest, protocolMax: identity.newestProtocol, node: node, root: root.hex,
            practice: identity.practice, token: tokens.mine.map { hexOfBytes($0) }, gives: hexOfBytes(gives),
            clock: now, release: identity.release, sends: try sends(to: peer, db), reads: try reads(from: peer, db),
            generation: try generation(with: peer, db), last: tokens.presented.map(Tokens.mark),
            signed: try signed(by: peer, db), asks: asks)
        tokens.given = gives
        try Tokens.save(tokens, for: peer, db)
        return Frame(.hello, Array(try JSON.encoder.encode(hello)))
    }

    /// The listening node's answer: a welcome, or a rejection. In a write transaction, committed before the answer
    /// goes.
    ///
    /// - Parameters:
    ///   - peerKey: the key that the caller proved in the TLS handshake.
    ///   - hasRival: another line of this key was welcomed as that of an older copy, and is at work: it is to go on
    ///     with a new key first. Two copies that begin the lanes anew in turns would never get there.
    public func answer(
        hello payload: [UInt8], peerKey: KeyID, hasRival: Bool = false, _ identity: LinkIdentity, address: String?,
        now: Int64, random: (Int) -> [UInt8], _ db: Database
    ) throws -> (frame: Frame, result: Result<Linked, Rejection>) {
        do {
            let hello = try decode(Hello.self, payload)
            let peer = try caller(hello, key: peerKey, identity, db)
            let version = min(hello.protocolMax, identity.newestProtocol)
            var tokens = try Tokens.row(peer, db)
            let evidence = try evidence(in: hello, from: peer, tokens: tokens, key: identity.key, db)
            if hasRival, evidence.isStaleToken { throw staleToken(peer) }
            let anew = try anew(evidence, hello, with: peer, version: version, now: now, db)
            let presents = tokens.mine
            tokens.presented = hello.token.flatMap { bytesOfHex($0) }
            tokens.given = Tokens.next(after: tokens, for: peer, key: identity.key, random: random)
            tokens.mine = try Tokens.read(hello.gives)
            try Tokens.save(tokens, for: peer, db)
            let correction = try correction(db)
            let time = now &- correction
            let welcome = Welcome(
                protocolChosen: version, node: node, token: presents.map { hexOfBytes($0) },
                gives: tokens.given.map { hexOfBytes($0) } ?? "", clock: time, release: identity.release,
                address: address, sends: try sends(to: peer, db), reads: try reads(from: peer, db), anew: anew)
            try Contacts.heard(peer, at: now, offset: hello.clock.subtractingReportingOverflow(time).partialValue, db)
            try Contacts.speaks(peer, protocol: version, db)
            let linked = Linked(
                peer: peer, version: version, correction: correction,
                resumes: anew == nil ? resumes(hello.reads) : try heads(of: LaneCode.allCases.filter(\.isShared), db),
                generation: try generation(with: peer, db), address: nil,
                isOlder: try Comparison.find(peer, db)?.childIsOlder ?? false)
            return (Frame(.welcome, Array(try JSON.encoder.encode(welcome))), .success(linked))
        } catch let rejection as Rejection {
            return (Frame(.rejection, Array(try JSON.encoder.encode(rejection))), .failure(rejection))
        }
    }

    /// Begins the lanes anew if there is reason to; a neighbour that cannot is rejected with that reason.
    private func anew(
        _ evidence: HelloEvidence, _ hello: Hello, with peer: NodeID, version: Int, now: Int64, _ db: Database
    ) throws -> Welcome.Anew? {
        if let reason = evidence.first {
            guard version >= LinkProtocol.withNewLanes else { throw reason }
            let newest = max(try generation(with: peer, db), hello.generation ?? 1)
            guard newest < .max else { throw reason }
            let anew = Welcome.Anew(
                generation: newest + 1, childIsOlder: evidence.childIsOlder, superiorIsOlder: evidence.superiorIsOlder)
            try beginAnew(anew, with: peer, shared: [:], now: now, db)
            return anew
        }
        if var comparison = try Comparison.find(peer, db), !comparison.isHeard {
            comparison.isHeard = true
            try comparison.save(db)
        }
        return nil
    }

    /// The heads of the lanes for all children.
    private func heads(of codes: [LaneCode], _ db: Database) throws -> [LaneCode: LanePoint] {
        var heads: [LaneCode: LanePoint] = [:]
        for code in codes { heads[code] = try Lane.find(Lane.shared, code.laneClass, db)?.head ?? .start }
        return heads
    }

    /// The dialling node takes the answer in. In a write transaction.
    public func accept(
        answer frame: Frame, from peer: NodeID, _ identity: LinkIdentity, sentAt: Int64, now: Int64,
        random: (Int) -> [UInt8], _ db: Database
    ) throws -> Linked {
        if frame.kind == .rejection { throw try decode(Rejection.self, frame.payload) }
        guard frame.kind == .welcome else { throw FormatError("welcome", "another frame") }
        let welcome = try decode(Welcome.self, frame.payload)
        guard LinkProtocol.oldest...identity.newestProtocol ~= welcome.protocolChosen else {
            throw FormatError("welcome.protocolChosen", "\(welcome.protocolChosen) is none that was offered")
        }
        guard welcome.node == peer else { throw Rejection(.unknownKey, "\(welcome.node) answered, not \(peer)") }
        var tokens = try Tokens.row(peer, db)
        if let anew = welcome.anew {
            guard anew.generation > (try generation(with: peer, db)) else {
                throw FormatError("welcome.anew", "lanes of generation \(anew.generation) were there before")
            }
            try beginAnew(anew, with: peer, shared: shared(welcome.sends), now: now, db)
        } else if let finding = try finding(in: welcome, from: peer, tokens, db) {
            guard welcome.protocolChosen >= LinkProtocol.withNewLanes else { throw finding.rejection }
            try askForNewLanes(because: finding, with: peer, now: now, db)
        }
        tokens.presented = tokens.given
        tokens.mine = try Tokens.read(welcome.gives)
        tokens.given = Tokens.next(after: tokens, for: peer, key: identity.key, random: random)
        try Tokens.save(tokens, for: peer, db)
        let middle = sentAt + (now - sentAt) / 2
        let difference = welcome.clock.subtractingReportingOverflow(middle).partialValue
        try Contacts.heard(peer, at: now, offset: difference, db)
        try Contacts.speaks(peer, protocol: welcome.protocolChosen, db)
        return Linked(
            peer: peer, version: welcome.protocolChosen, correction: 0 &- difference,
            resumes: welcome.anew == nil ? resumes(welcome.reads) : [:], generation: try generation(with: peer, db),
            address: welcome.address)
    }

    /// Where the superior's lanes for all children stand.
    private func shared(_ sends: [Hello.LaneMarks]) -> [LaneCode: (generation: UInt32, point: LanePoint)] {
        var shared: [LaneCode: (generation: UInt32, point: LanePoint)] = [:]
        for lane in sends.prefix(LaneCode.allCases.count) {
            guard let code = LaneCode(rawValue: lane.lane), code.isShared,
                let point = lane.marks.compactMap(\.point).max(by: { $0.position < $1.position })
            else { continue }
            shared[code] = (lane.generation, point)
        }
        return shared
    }

    /// What is wrong with a welcome to lanes that go on. The superior has found nothing: it sees the places of this
    /// node's lanes that the hello names, and not those between them.
    private func finding(
        in welcome: Welcome, from peer: NodeID, _ tokens: Tokens.Row, _ db: Database
    ) throws -> Finding? {
        // The neighbour presents what it got by the hello before this one; before the first it has nothing.
        let presented = welcome.token.flatMap { bytesOfHex($0) }
        guard presented == tokens.presented || presented == tokens.given else {
            let rejection = Rejection(
                .staleToken, "the store of \(peer) is an older copy of itself; it is to be reconciled with this hall")
            return (.superior, rejection)
        }
        // Only this node writes its lanes: who has read another one read it from this node's later store.
        if let rejection = try findings(inReads: welcome.reads, by: peer, db).first { return (.child, rejection) }
        return try findings(inSends: welcome.sends, from: peer, db).first.map { (.unknown, $0.rejection) }
    }

    /// The next hello, which follows at once, asks the superior for new lanes.
    private func askForNewLanes(because finding: Finding, with peer: NodeID, now: Int64, _ db: Database) throws {
        if finding.older == .child { try SetBack.note(now: now, db) }
        if try asks(peer, db) == nil { try Damage.askNeighbours(db) }
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
        guard hello.protocolMax >= LinkProtocol.oldest, hello.protocolMin <= identity.newestProtocol else {
            throw Rejection(
                .protocolVersion, "this hall speaks protocol \(LinkProtocol.oldest) to \(identity.newestProtocol)")
        }
        guard let record = try Directory.key(key, db), record.node == hello.node else {
            throw Rejection(.unknownKey, "the directory here has no good key like that of \(hello.node)")
        }
        guard record.last == nil else {
            throw Rejection(
                hello.protocolMax >= LinkProtocol.withNewLanes ? .keyEnded : .unknownKey,
                "the key of \(hello.node) was ended: another store goes on as this hall, or a person ended it; "
                    + "if this store is to go on, enrol it again"
            )
        }
        guard try Directory.superior(hello.node, db) == node else {
            throw Rejection(.notAChild, "\(hello.node) is not directly below \(node)")
        }
        return hello.node
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
