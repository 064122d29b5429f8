import FoundationEssentials
public import GRDB

extension Engine {
    /// The next run of a lane for a neighbour, as a frame; nil when it has all. Gives the place after it.
    ///
    /// What is read is sent as it stands, damaged bytes too: the receiver judges, and says what it refuses.
    public func nextBatch(
        to peer: NodeID, _ code: LaneCode, after point: LanePoint, bytesMax: Int = 1 << 20, _ db: Database
    ) throws -> (frame: Frame, point: LanePoint)? {
        guard let lane = try Lane.find(to: peer, code, db), lane.head.position > point.position else { return nil }
        let rows = try lane.rows(after: point.position, limit: Bounds.batchCommits, db)
        let cursor = LogCursor(db)
        var batch = Batch(lane: code, generation: lane.generation, base: point, groups: [])
        var last = point
        var lastSignature: Int64?
        var size = 0
        var denseSize = 0
        for row in rows {
            guard let raw = try cursor.raw(at: row.commitPosition) else { break }
            let isWhole = row.whole && raw.body != nil
            let cost = raw.header.count + (isWhole ? raw.body?.count ?? 0 : 0) + 400
            if size > 0, size + cost > bytesMax { break }
            size += cost
            if isWhole, let body = raw.body, Body.isDense(body) { denseSize += body.count }
            let entry = Batch.Entry(
                id: raw.id, header: raw.header, body: isWhole ? raw.body : nil, leaf: raw.block.leaf,
                path: raw.block.path)
            if raw.sigid == lastSignature, !batch.groups.isEmpty {
                batch.groups[batch.groups.count - 1].entries.append(entry)
            } else {
                batch.groups.append(
                    .init(
                        suite: raw.block.suite, signature: raw.block.signature, leaves: raw.block.leaves,
                        entries: [entry]))
                lastSignature = raw.sigid
            }
            last = row.point
        }
        guard last.position > point.position else { return nil }
        return (Frame(.batch, batch.encoded, isDense: denseSize > size / 2), last)
    }

    /// A signed receipt for a lane that this node reads from a neighbour.
    func receipt(for lane: LaneCode, from peer: NodeID, key: SigningKey, now: Int64, _ db: Database) throws -> Frame {
        let (generation, point) = try cursor(peer, lane, db)
        let arguments: StatementArguments = [peer.rawValue, lane.rawValue]
        let waiting = try Int64.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT position FROM waiting WHERE peer = ? AND lane = ? AND position > 0 ORDER BY position LIMIT ?
                    """), arguments: arguments + [Bounds.refusalsPerReceipt])
        let refusals = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT position, id, reason FROM quarantine WHERE peer = ? AND lane = ? AND refused_by = ?
                    ORDER BY qid DESC LIMIT ?
                    """), arguments: arguments + [node.rawValue, Bounds.refusalsPerReceipt])
        let relayed = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT id, stream, sequence, reason, refused_by FROM quarantine
                    WHERE source = ? AND refused_by != ? AND stream IS NOT NULL ORDER BY qid DESC LIMIT ?
                    """), arguments: [peer.rawValue, node.rawValue, Bounds.refusalsPerReceipt])
        var wants: [Receipt.Want] = []
        for blob in try Blobs.wants(from: peer, limit: Bounds.wantsPerReceipt, db) {
            guard let piece = try Blobs.firstMissing(blob, db) else { continue }
            wants.append(.init(blob: blob, piece: UInt32(piece)))
        }
        var (blobsTo, lacking) = try lacking(lane, from: peer, upTo: point.position, db)
        // Beyond the last waiting row that can be named, none is to look as if it were in effect.
        if waiting.count == Bounds.refusalsPerReceipt, let last = waiting.last { blobsTo = min(blobsTo, UInt64(last)) }
        let receipt = Receipt(
            from: node, to: peer, lane: lane, generation: generation, point: point,
            blobsTo: blobsTo, at: now,
            waiting: waiting.map { UInt64($0) },
            refusals: refusals.reversed().map {
                .init(position: UInt64($0[0] as Int64), id: $0[1], reason: $0[2])
            },
            relayed: relayed.reversed().compactMap { row in
                guard let stream = StreamName(row[1]), let by = NodeID(row[4]) else { return nil }
                return .init(id: row[0], stream: stream, sequence: UInt64(row[2] as Int64), reason: row[3], by: by)
            },
            wants: wants, lacking: lacking)
        return Frame(.receipt, try receipt.signed(by: key))
    }

    /// Up to where all cited blobs are held, but for the rows named. In protocol 1 no row can be named.
    private func lacking(
        _ lane: LaneCode, from peer: NodeID, upTo head: UInt64, _ db: Database
    ) throws -> (blobsTo: UInt64, rows: [UInt64]?) {
        let rows = try Int64.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT DISTINCT position FROM blob_wants WHERE peer = ? AND lane = ? AND position > 0
                    ORDER BY position LIMIT ?
                    """), arguments: [peer.rawValue, lane.rawValue, Bounds.refusalsPerReceipt]
        ).map { UInt64($0) }
        guard try Contacts.protocolVersion(peer, db) >= LinkProtocol.withNewLanes else {
            return (rows.first.map { $0 - 1 } ?? head, nil)
        }
        // Beyond the last one that can be named, none is to look as if its blobs were there.
        return (rows.count == Bounds.refusalsPerReceipt ? rows[rows.count - 1] : head, rows)
    }

    /// Whether a receipt would say more than how far a lane was taken: blobs wanted, or refusals further on.
    func hasNews(for peer: NodeID, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM blob_wants WHERE peer = ?)
                      OR EXISTS (SELECT 1 FROM quarantine WHERE source = ? AND refused_by != ?)
                    """), arguments: [peer.rawValue, peer.rawValue, node.rawValue]) ?? false
    }

    /// What a receipt asks of the sender.
    struct ReceiptEffect {
        var receipt: Receipt
        /// The receiver is not where this node's lane was: the position where they part.
        var divergedAt: UInt64?
    }

    /// Takes a neighbour's receipt in. Throws if it is no receipt of this neighbour for this node.
    func take(receipt bytes: [UInt8], from peer: NodeID, now: Int64, _ db: Database) throws -> ReceiptEffect {
        let (receipt, content, signature) = try Receipt.read(bytes)
        guard receipt.from == peer, receipt.to == node else { throw FormatError("receipt", "not for this link") }
        guard try isSigned(content, signature, by: peer, purpose: .receipt, db) else {
            throw FormatError("receipt.signature", "not by \(peer)")
        }
        var effect = ReceiptEffect(receipt: receipt)
        let lane = try Lane.find(to: peer, receipt.lane, db)
        let expected = try lane?.digest(at: receipt.point.position, db) ?? (receipt.point.position == 0 ? .zero : nil)
        guard receipt.generation == lane?.generation ?? 1, expected == receipt.point.digest else {
            effect.divergedAt = receipt.point.position
            return effect
        }
        try save(receipt, bytes: bytes, now: now, db)
        for refusal in receipt.refusals {
            guard let place = try origin(of: refusal, in: lane, db) else { continue }
            let relay = Receipt.Relay(
                id: refusal.id, stream: place.stream, sequence: place.sequence, reason: refusal.reason, by: peer)
            try Quarantine.addForeign(
                relay, via: peer, lane: receipt.lane, position: refusal.position, source: place.source, at: now, db)
        }
        for relay in receipt.relayed {
            // What was never here was not passed on from here: such a word is not kept.
            guard let row = try self.row(of: relay, db) else { continue }
            let from: String? = row[0]
            let source = from.flatMap { NodeID($0) }
            // Each lane's receipt passes the same ones on: they are kept once.
            try Quarantine.addForeign(relay, via: peer, lane: .urgent, position: 0, source: source, at: now, db)
        }
        return effect
    }

    private func save(_ receipt: Receipt, bytes: [UInt8], now: Int64, _ db: Database) throws {
        let arguments: StatementArguments = [receipt.from.rawValue, receipt.lane.rawValue]
        try db.cachedStatement(
            sql: """
                INSERT INTO receipts(peer, lane, generation, position, digest, blobs_to, at, received_at, bytes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(peer, lane) DO UPDATE SET generation = excluded.generation, position = excluded.position,
                  digest = excluded.digest, blobs_to = excluded.blobs_to, at = excluded.at,
                  received_at = excluded.received_at, bytes = excluded.bytes
                WHERE excluded.position >= position OR excluded.generation > generation
                """
        ).execute(
            arguments: arguments + [
                Int64(receipt.generation), Int64(clamping: receipt.point.position), receipt.point.digest,
                Int64(clamping: receipt.blobsTo), receipt.at, now, Data(bytes),
            ])
        for (table, positions) in [("receipt_waiting", receipt.waiting), ("receipt_lacking", receipt.lacking ?? [])] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE peer = ? AND lane = ?").execute(
                arguments: arguments)
            for position in positions {
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO \(table)(peer, lane, position) VALUES (?, ?, ?)")
                    .execute(arguments: arguments + [Int64(clamping: position)])
            }
        }
    }

    private func origin(
        of refusal: Receipt.Refusal, in lane: Lane?, _ db: Database
    ) throws -> (stream: StreamName, sequence: UInt64, source: NodeID?)? {
        guard let lane,
            let row = try Row.fetchOne(
                try db.cachedStatement(
                    sql: """
                        SELECT s.name, c.sequence, c.source FROM lane_rows r
                          JOIN commits c ON c.position = r.commit_position JOIN streams s USING(sid)
                        WHERE r.lane = ? AND r.position = ? AND c.id = ?
                        """), arguments: [lane.number, Int64(clamping: refusal.position), refusal.id]),
            let stream = StreamName(row[0])
        else { return nil }
        let source: String? = row[2]
        return (stream, UInt64(row[1] as Int64), source.flatMap { NodeID($0) })
    }

    /// The source of a commit of which a refusal speaks, null if it was written here; nil if it is not held here.
    private func row(of relay: Receipt.Relay, _ db: Database) throws -> Row? {
        try Row.fetchOne(
            db,
            sql: "SELECT source FROM commits JOIN streams USING(sid) WHERE name = ? AND sequence = ? AND id = ?",
            arguments: [relay.stream.rawValue, Int64(clamping: relay.sequence), relay.id])
    }

    /// Whether a good key of this node signed these bytes.
    func isSigned(
        _ content: [UInt8], _ signature: [UInt8], by signer: NodeID, purpose: SigningPurpose, _ db: Database
    ) throws -> Bool {
        try keys(of: signer, db).contains { $0.verifies(signature, over: content, purpose: purpose) }
    }

    /// The good keys of a node, newest first; empty for a stranger.
    public func keys(of node: NodeID, _ db: Database) throws -> [PublicKey] {
        guard let entry = try Directory.entry(node, db) else { return [] }
        return entry.keys.reversed().filter { $0.last == nil }.compactMap { key in
            EntryMemory.shared.key(key.signing)
        }
    }
}
