public import GRDB

extension Engine {
    /// The newest generation of the lanes with a neighbour, of either direction; the shared ones do not count.
    func generation(with peer: NodeID, _ db: Database) throws -> UInt32 {
        let statement = try db.cachedStatement(
            sql: """
                SELECT max(generation) FROM (
                  SELECT generation FROM lanes WHERE peer = ?1
                  UNION ALL SELECT generation FROM cursors WHERE peer = ?1 AND lane < ?2
                  UNION ALL SELECT generation FROM reconciles WHERE peer = ?1)
                """)
        let newest = try Int64.fetchOne(statement, arguments: [peer.rawValue, LaneCode.sharedUrgent.rawValue])
        return UInt32(clamping: newest ?? 1)
    }

    /// Begins the lanes with a neighbour anew: both directions are empty from here on, what enters is routed as always,
    /// and what was here before is compared.
    ///
    /// - Parameter shared: where this node enters the superior's lanes for all children; empty at the superior itself,
    ///   whose own stay.
    func beginAnew(
        _ anew: Welcome.Anew, with peer: NodeID, shared: [LaneCode: (generation: UInt32, point: LanePoint)],
        now: Int64, _ db: Database
    ) throws {
        let isSuperior = try Directory.superior(node, db) == peer
        let upTo = try Int64.fetchOne(db, sql: "SELECT max(position) FROM commits") ?? 0
        try emptyLanes(to: peer, generation: anew.generation, db)
        for code in LaneCode.allCases where !code.isShared || isSuperior {
            let start = code.isShared ? shared[code] : (anew.generation, LanePoint.start)
            let (generation, point) = start ?? (1, .start)
            try db.execute(
                sql: "INSERT OR REPLACE INTO cursors(peer, lane, generation, position, digest) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    peer.rawValue, code.rawValue, Int64(generation), Int64(clamping: point.position), point.digest,
                ])
        }
        try releasePositions(of: peer, db)
        let comparison = Comparison(
            peer: peer, generation: anew.generation, childIsOlder: anew.childIsOlder,
            superiorIsOlder: anew.superiorIsOlder, upTo: upTo)
        if isSuperior ? anew.childIsOlder : anew.superiorIsOlder { try SetBack.note(now: now, db) }
        try comparison.begin(now: now, unsent: isSuperior ? unsettled(without: peer, db) : (0, nil), db)
        if isSuperior { try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [Engine.asksSetting]) }
    }

    /// A neighbour begins without a store, or with one of before and a new key: tokens of before say nothing any more,
    /// and the lanes begin anew. How far it lags is unknown from here on.
    public func startOver(with peer: NodeID, now: Int64, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE tokens SET presented = NULL, mine = NULL WHERE peer = ?", arguments: [peer.rawValue])
        let newest = try generation(with: peer, db)
        guard newest < .max else { return }
        let anew = Welcome.Anew(generation: newest + 1, childIsOlder: false, superiorIsOlder: false)
        try beginAnew(anew, with: peer, shared: [:], now: now, db)
    }

    /// The last author sequence of a key that is held here; 0 if there is none.
    public func lastHeld(of key: KeyID, _ db: Database) throws -> UInt64 {
        let last = try Int64.fetchOne(
            db, sql: "SELECT max(key_sequence) FROM commits JOIN keys USING(kid) WHERE key = ?", arguments: [key])
        return UInt64(clamping: last ?? 0)
    }

    private func emptyLanes(to peer: NodeID, generation: UInt32, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM lane_rows WHERE lane IN (SELECT lane FROM lanes WHERE peer = ?)",
            arguments: [peer.rawValue])
        for laneClass in LaneClass.allCases {
            try db.execute(
                sql: """
                    INSERT INTO lanes(peer, class, generation, head, digest) VALUES (?, ?, ?, 0, ?)
                    ON CONFLICT(peer, class) DO UPDATE SET generation = excluded.generation, head = 0,
                      digest = excluded.digest
                    """, arguments: [peer.rawValue, laneClass.rawValue, Int64(generation), Hash256.zero])
        }
        for table in ["receipts", "receipt_waiting", "receipt_lacking"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE peer = ?", arguments: [peer.rawValue])
        }
    }

    /// What waits, what was refused and which blobs are wanted stays; its positions were those of the old lanes.
    private func releasePositions(of peer: NodeID, _ db: Database) throws {
        let arguments: StatementArguments = [peer.rawValue]
        try db.execute(sql: "UPDATE waiting SET position = 0 WHERE peer = ?", arguments: arguments)
        try Quarantine.releasePositions(of: peer, at: node, db)
        try db.execute(sql: "UPDATE OR REPLACE blob_wants SET position = 0 WHERE peer = ?", arguments: arguments)
    }

    /// Commits that did not come from this neighbour, and when the oldest entered.
    private func unsettled(without peer: NodeID, _ db: Database) throws -> (count: Int, oldest: Int64?) {
        let row = try Row.fetchOne(
            db, sql: "SELECT count(*), min(received_at) FROM commits WHERE source IS NULL OR source != ?",
            arguments: [peer.rawValue])
        return (row?[0] ?? 0, row?[1])
    }

    /// New lanes with the superior are to be asked for at the next hello.
    static let asksSetting = "asksAnew"

    /// Why this node asks a superior for new lanes; nil if it can resume.
    func asks(_ superior: NodeID, _ db: Database) throws -> Hello.Asks? {
        if try SetBack.mustAsk(superior, db) { return .setBack }
        if try Settings.get(Engine.asksSetting, db) != nil { return .anew }
        guard try Tokens.row(superior, db) == Tokens.Row() else { return nil }
        // Another superior gave this node what it holds: the new one is to learn of it.
        let isOld = try Int.fetchOne(
            db, sql: "SELECT 1 FROM commits WHERE source IS NOT NULL AND source != ? LIMIT 1",
            arguments: [superior.rawValue])
        return isOld == nil ? nil : .anew
    }

    /// Where the neighbour may have a blob: a whole commit that cites it is on a lane to it, came from it, or was there
    /// before the lanes began anew.
    func mayServe(_ blob: BlobID, to peer: NodeID, _ db: Database) throws -> Bool {
        if try Blobs.isOnLane(blob, to: peer, db) || Blobs.isCited(blob, from: peer, db) { return true }
        guard let comparison = try Comparison.find(peer, db) else { return false }
        let superior = try Directory.superior(node, db)
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT name FROM blob_citations b JOIN commits c USING(position) JOIN streams USING(sid)
                WHERE b.blob = ? AND c.position <= ?
                """, arguments: [blob, comparison.upTo])
        return try names.contains { text in
            guard let name = StreamName(text) else { return false }
            let isCompared = comparison.givesDone || !ComparisonOrder.precedes(comparison.givesPlace, text)
            return try isCompared && offer(name, to: peer, superior: superior, db) == .whole
        }
    }

    /// Gives a commit that is here already back to a neighbour that sends it whole and would not be given it: this
    /// store was set back, and does not know that it gave it before. Else the neighbour would have no claim to what it
    /// cites, and want it for ever.
    ///
    /// - Returns: whether it went on the lane.
    func giveBack(_ commit: Commit, to peer: NodeID, _ db: Database) throws -> Bool {
        guard !Blobs.cited(by: commit).isEmpty, let position = try CommitLog.position(of: commit, db),
            try CommitLog.commit(at: position, db)?.source != peer,
            try offer(commit.header.stream, to: peer, superior: superior(db), db) != .whole,
            try !isOnLane(position, to: peer, whole: true, db)
        else { return false }
        let laneClass = policy.rules(of: commit.header.stream).laneClass
        try append(to: peer.rawValue, laneClass, commit: (position, commit.id), whole: true, db)
        return true
    }
}
