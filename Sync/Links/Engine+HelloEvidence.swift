import GRDB

/// What the first words of a link show to be wrong: with protocol 1 a rejection, else the reason for new lanes.
struct HelloEvidence {
    /// What was found first.
    private(set) var first: Rejection?
    private(set) var childIsOlder = false
    private(set) var superiorIsOlder = false
    /// The token alone says that the caller's store is an older copy.
    var isStaleToken = false

    var isSound: Bool { first == nil }

    /// What a finding says of the two stores.
    enum Older {
        case child
        case superior
        /// One of them, or a lane was damaged: nothing proves which.
        case unknown
    }

    mutating func add(_ older: Older, _ rejection: Rejection) {
        first = first ?? rejection
        childIsOlder = childIsOlder || older == .child
        superiorIsOlder = superiorIsOlder || older == .superior
    }

    mutating func add(_ findings: [(older: Older, rejection: Rejection)]) {
        for finding in findings { add(finding.older, finding.rejection) }
    }
}

extension Engine {
    typealias Finding = (older: HelloEvidence.Older, rejection: Rejection)

    /// All that a child's hello shows, in the order in which protocol 1 names it.
    func evidence(
        in hello: Hello, from peer: NodeID, tokens: Tokens.Row, key: SigningKey, _ db: Database
    ) throws -> HelloEvidence {
        var evidence = HelloEvidence()
        let token = hello.token.flatMap { bytesOfHex($0) }
        switch Tokens.standing(of: token, in: tokens, from: peer, key: key) {
        case .good: break
        case .presenterIsOlder:
            evidence.add(.child, staleToken(peer))
            evidence.isStaleToken = true
        case .thisIsOlder: evidence.add(.superior, staleToken(node))
        case .unknown: evidence.add(.unknown, staleToken(peer))
        }
        evidence.add(try findings(inReads: hello.reads, by: peer, db).map { (.unknown, $0) })
        evidence.add(try findings(inSends: hello.sends, from: peer, db))
        guard hello.protocolMax >= LinkProtocol.withNewLanes else { return evidence }
        switch Tokens.standing(ofOwn: tokens.mine, given: bytesOfHex(hello.gives), lastMark: hello.last) {
        case .good: break
        case .presenterIsOlder: evidence.add(.child, staleToken(peer))
        case .thisIsOlder, .unknown: evidence.add(.unknown, staleToken(node))
        }
        evidence.add(try findings(inReceiptsOver: hello.reads, by: peer, db))
        for mark in (hello.signed ?? []).prefix(LaneCode.allCases.count) {
            guard let code = LaneCode(rawValue: mark.lane) else { continue }
            let cursor = try cursor(peer, code, db)
            guard cursor.generation == mark.generation, mark.position > cursor.point.position else { continue }
            evidence.add(.unknown, setBack(node, "this hall has signed for \(mark.position) of lane \(code.name)"))
        }
        evidence.add(try findings(inGenerationOf: hello, from: peer, db))
        return evidence
    }

    private func findings(inGenerationOf hello: Hello, from peer: NodeID, _ db: Database) throws -> [Finding] {
        var findings: [Finding] = []
        let here = try generation(with: peer, db)
        let there = hello.generation ?? 1
        if here != there {
            let comparison = try Comparison.find(peer, db)
            // Who has spoken a generation and does not know it any more is an older copy; who never heard of it has
            // lost an answer, and is told again what it said.
            let isOlder = comparison.map { $0.isHeard ? there < here : $0.childIsOlder } ?? false
            findings.append(
                (isOlder ? .child : .unknown, Rejection(.diverged, "lanes of generation \(there), here of \(here)")))
        }
        switch hello.asks {
        case .setBack?: findings.append((.child, staleToken(peer)))
        case .anew?: findings.append((.unknown, Rejection(.diverged, "\(peer) asks for new lanes")))
        case nil: break
        }
        return findings
    }

    func staleToken(_ peer: NodeID) -> Rejection {
        Rejection(
            .staleToken,
            "the store of \(peer) is an older copy of itself, or runs twice; stop the copy, or let the superior enter a new key"
        )
    }

    private func setBack(_ peer: NodeID, _ what: String) -> Rejection {
        Rejection(.setBack, "\(what): \(peer) was set back")
    }

    /// Where the other side has taken this node's lanes to.
    func resumes(_ reads: [Hello.LaneMark]) -> [LaneCode: LanePoint] {
        var resumes: [LaneCode: LanePoint] = [:]
        for mark in reads.prefix(LaneCode.allCases.count) {
            if let code = LaneCode(rawValue: mark.lane), let point = mark.point { resumes[code] = point }
        }
        return resumes
    }

    /// What the other side read must be what this node's lanes say.
    func findings(inReads reads: [Hello.LaneMark], by peer: NodeID, _ db: Database) throws -> [Rejection] {
        var findings: [Rejection] = []
        for mark in reads.prefix(LaneCode.allCases.count) {
            guard let code = LaneCode(rawValue: mark.lane), let point = mark.point else { continue }
            let lane = try Lane.find(to: peer, code, db)
            let head = lane?.head.position ?? 0
            if mark.generation == lane?.generation ?? 1, point.position > head {
                findings.append(
                    setBack(node, "\(peer) has \(point.position) of lane \(code.name), this store only \(head)"))
                continue
            }
            let expected = try lane?.digest(at: point.position, db) ?? .zero
            if mark.generation != lane?.generation ?? 1 || expected != point.digest {
                findings.append(Rejection(.diverged, "lane \(code.name) to \(peer) differs at \(point.position)"))
            }
        }
        return findings
    }

    /// What this node read must lie inside what the other side has.
    func findings(inSends sends: [Hello.LaneMarks], from peer: NodeID, _ db: Database) throws -> [Finding] {
        var findings: [Finding] = []
        for code in LaneCode.allCases {
            let (generation, point) = try cursor(peer, code, db)
            guard point.position > 0 else { continue }
            let sent = sends.first { $0.lane == code.rawValue }
            let head = sent?.marks.map(\.position).max() ?? 0
            if let sent, sent.generation != generation {
                findings.append((.unknown, Rejection(.diverged, "lane \(code.name) from \(peer) is another one")))
            } else if head < point.position {
                let rejection = setBack(
                    peer, "\(peer) has \(head) of lane \(code.name), \(point.position) came from it")
                findings.append((.child, rejection))
            } else if sent?.marks.contains(where: {
                $0.position == point.position && $0.digest != point.digest.hex
            }) == true {
                // Nobody else writes it: what was read here was written by a later store.
                findings.append(
                    (.child, Rejection(.diverged, "lane \(code.name) from \(peer) differs at \(point.position)")))
            }
        }
        return findings
    }

    /// A child that has signed for more than it says to have read is an older copy.
    private func findings(
        inReceiptsOver reads: [Hello.LaneMark], by peer: NodeID, _ db: Database
    ) throws -> [Finding] {
        try reads.prefix(LaneCode.allCases.count).compactMap { mark in
            let signed = try Int64.fetchOne(
                db.cachedStatement(
                    sql: "SELECT position FROM receipts WHERE peer = ? AND lane = ? AND generation = ?"),
                arguments: [peer.rawValue, mark.lane, Int64(mark.generation)])
            guard let signed, mark.position < UInt64(clamping: signed) else { return nil }
            return (.child, setBack(peer, "\(peer) signed for \(signed) of a lane and has \(mark.position)"))
        }
    }

    /// How far the other side has signed for this node's lanes.
    func signed(by peer: NodeID, _ db: Database) throws -> [Hello.LaneMark] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT lane, generation, position, digest FROM receipts WHERE peer = ? ORDER BY lane"),
            arguments: [peer.rawValue]
        ).compactMap { row in
            guard let code = LaneCode(rawValue: row[0]) else { return nil }
            return .init(
                code, generation: UInt32(clamping: row[1] as Int64),
                LanePoint(position: UInt64(clamping: row[2] as Int64), digest: row[3]))
        }
    }
}
