import FoundationEssentials
public import GRDB

/// What became of a batch.
public struct ReceiveOutcome: Hashable, Sendable {
    /// The lane that it belongs to.
    public var lane: LaneCode
    /// Rows taken now: stored, held already, waiting or refused.
    public var taken = 0
    /// Commits stored now, the ones that had waited included.
    public var stored = 0
    /// Refused now: no more than one receipt can name, so that none looks signed for.
    public var refused = 0
    /// Commits that go back to who sent them, since it may lack what they cite.
    public var givenBack = 0
    /// Why nothing, or not all, was taken.
    public var stop: Stop?

    /// Why a lane does not go on.
    public enum Stop: Hashable, Sendable {
        /// Rows are missing before this batch: it is to be asked again from the cursor.
        case gap
        /// The neighbour's lane is another one, or is not the one that was read so far: to be reconciled.
        case diverged(position: UInt64)
        /// Too much waits for context, or was refused and awaits a person.
        case full
    }
}

extension Engine {
    /// How far a neighbour's lane was taken.
    public func cursor(_ peer: NodeID, _ lane: LaneCode, _ db: Database) throws -> (
        generation: UInt32, point: LanePoint
    ) {
        let statement = try db.cachedStatement(
            sql: "SELECT generation, position, digest FROM cursors WHERE peer = ? AND lane = ?")
        guard let row = try Row.fetchOne(statement, arguments: [peer.rawValue, lane.rawValue]) else {
            return (1, .start)
        }
        return (
            UInt32(truncatingIfNeeded: row[0] as Int64),
            LanePoint(position: UInt64(row[1] as Int64), digest: row[2])
        )
    }

    /// Takes a batch, in one transaction: each row is stored, known already, kept waiting, or refused with a reason;
    /// the cursor moves over all of them, so that one bad commit never holds up the rest of its lane.
    public func receive(
        _ checked: CheckedBatch, from peer: NodeID, now: Int64, _ db: Database
    ) throws -> ReceiveOutcome {
        try remembering(db) { try $0.receiveInOrder(checked, from: peer, now: now, db) }
    }

    private func receiveInOrder(
        _ checked: CheckedBatch, from peer: NodeID, now: Int64, _ db: Database
    ) throws -> ReceiveOutcome {
        let frame = checked.batch
        var outcome = ReceiveOutcome(lane: frame.lane)
        let (generation, point) = try cursor(peer, frame.lane, db)
        guard frame.generation == generation else {
            outcome.stop = .diverged(position: 0)
            return outcome
        }
        guard frame.base.position <= point.position else {
            outcome.stop = .gap
            return outcome
        }
        guard frame.base.position < point.position || frame.base.digest == point.digest else {
            outcome.stop = .diverged(position: point.position)
            return outcome
        }
        var intake = Intake(peer: peer, lane: frame.lane, now: now, point: frame.base)
        for group in checked.groups {
            var signature = GroupSignature(group)
            for (leaf, entry) in group.entries.enumerated() {
                intake.point = intake.point.appending(entry.id, whole: entry.isWhole)
                if intake.point.position <= point.position {
                    guard intake.point.position < point.position || intake.point.digest == point.digest else {
                        outcome.stop = .diverged(position: point.position)
                        return outcome
                    }
                    continue  // a repeat of what was taken before
                }
                guard try take(entry, leaf: leaf, &signature, intake: intake, &outcome, db) else {
                    outcome.stop = .full
                    break
                }
                outcome.taken += 1
                if outcome.refused >= Bounds.refusalsPerReceipt {
                    outcome.stop = .full
                    break
                }
            }
            try signature.finish(db)
            if outcome.stop != nil { break }
        }
        if outcome.taken > 0 {
            if outcome.stop == .full { intake.point = try lastTaken(point, checked, count: outcome.taken) }
            try saveCursor(intake, generation: generation, db)
        }
        return outcome
    }

    /// Where a commit comes from while it is being taken in.
    struct Intake {
        var peer: NodeID
        var lane: LaneCode
        var now: Int64
        var point: LanePoint
    }

    private func lastTaken(_ start: LanePoint, _ checked: CheckedBatch, count: Int) throws -> LanePoint {
        var point = checked.batch.base
        for entry in checked.groups.flatMap(\.entries) {
            if point.position >= start.position + UInt64(count) { break }
            point = point.appending(entry.id, whole: entry.isWhole)
        }
        return point
    }

    private func saveCursor(_ intake: Intake, generation: UInt32, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO cursors(peer, lane, generation, position, digest) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT(peer, lane) DO UPDATE SET generation = excluded.generation,
                  position = excluded.position, digest = excluded.digest
                """
        ).execute(arguments: [
            intake.peer.rawValue, intake.lane.rawValue, Int64(generation), Int64(intake.point.position),
            intake.point.digest,
        ])
    }

    /// False when the entry must wait and there is no room for more that waits.
    private func take(
        _ entry: CheckedBatch.CheckedEntry, leaf: Int, _ signature: inout GroupSignature, intake: Intake,
        _ outcome: inout ReceiveOutcome, _ db: Database
    ) throws -> Bool {
        let commit: Commit
        switch entry.commit {
        case .success(let sound): commit = sound
        case .failure(let refused):
            guard try Quarantine.add(refused, intake: intake, by: node, block: signature.group, db) else {
                return false
            }
            outcome.refused += 1
            return true
        }
        try mend(commit, verified: entry.verified, intake: intake, db)
        switch try judge(commit, verified: entry.verified, db) {
        case .accept(let author, let state):
            let reference = try signature.reference(for: commit, db)
            let follow = try accept(commit, author: author, state: state, reference, intake: intake, &outcome, db)
            try self.follow(follow, now: intake.now, &outcome, db)
        case .keep(let author, let state):
            let reference = try signature.reference(for: commit, db)
            let follow = try keep(commit, author: author, state: state, reference, intake: intake, &outcome, db)
            try self.follow(follow, now: intake.now, &outcome, db)
        case .upgrade(let kept, let author):
            try upgrade(commit, kept, author: author, intake: intake, &outcome, db)
        case .duplicate:
            try Blobs.want(commit, intake: intake, db)  // sent again because its blobs were not all here
            if try giveBack(commit, to: intake.peer, db) { outcome.givenBack += 1 }
        case .wait(let lack):
            memo?.nothingWaits = false
            return try Waiting.add(commit, lack: lack, intake: intake, db)
        case .refuse(let reason):
            guard try Quarantine.add(commit, reason: reason, intake: intake, by: node, db) else { return false }
            outcome.refused += 1
        }
        return true
    }

    func accept(
        _ commit: Commit, author: NodeID, state: StreamState, _ reference: CommitLog.SignatureReference,
        intake: Intake, _ outcome: inout ReceiveOutcome, _ db: Database
    ) throws -> FollowUp {
        try watchKeySequence(commit, now: intake.now, db)
        let follow = try store(
            commit, author: author, state: state, signature: reference, receivedAt: intake.now, source: intake.peer, db
        ).follow
        outcome.stored += 1
        try Blobs.want(commit, intake: intake, db)
        return follow
    }

    func keep(
        _ commit: Commit, author: NodeID, state: StreamState, _ reference: CommitLog.SignatureReference,
        intake: Intake, _ outcome: inout ReceiveOutcome, _ db: Database
    ) throws -> FollowUp {
        try watchKeySequence(commit, now: intake.now, db)
        let follow = try keep(
            commit, author: author, state: state, signature: reference, receivedAt: intake.now, source: intake.peer, db
        ).follow
        outcome.stored += 1
        try Blobs.want(commit, intake: intake, db)
        return follow
    }

    func upgrade(
        _ commit: Commit, _ kept: KeptCommit, author: NodeID, intake: Intake, _ outcome: inout ReceiveOutcome,
        _ db: Database
    ) throws {
        guard let body = commit.body else { return }
        try CommitLog.addBody(body, at: kept.position, from: intake.peer, db)
        let stored = StoredCommit(
            position: kept.position, commit: commit, author: author, receivedAt: intake.now, source: intake.peer)
        try cite(stored, db)
        if kept.standing == .counts { try apply(stored, db) }
        try route(stored, upgraded: true, db)
        outcome.stored += 1
        try Blobs.want(commit, intake: intake, db)
    }

    /// Two contents under one (key, sequence) say that a key writes in two places.
    private func watchKeySequence(_ commit: Commit, now: Int64, _ db: Database) throws {
        let header = commit.header
        let kid = try number(of: header.author, db)
        // A sequence beyond all that are here can stand under no other content: the way of nearly every commit.
        let newest = try memo?.newestSequences[kid] ?? CommitLog.lastSequence(of: kid, db)
        memo?.newestSequences[kid] = max(newest, header.authorSequence)
        guard header.authorSequence <= newest else { return }
        let statement = try HotStatement("SELECT 1 FROM commits WHERE kid = ? AND key_sequence = ? AND id != ?", db)
        let other: Void? = try statement.first {
            $0.int(kid)
            $0.int(header.authorSequence)
            $0.hash(commit.id)
        } read: { _ in
        }
        guard other != nil else { return }
        try Alarms.raise(.keySequenceTwice, "\(header.author.hex) at \(header.authorSequence)", at: now, db)
    }
}
