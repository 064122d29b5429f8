import Foundation
import GRDB
import Sync
import Tiers

/// Where this hall's own newest commit of a case is: saved here 已存本机, sent 已发出, received by the superior 上级已签收,
/// arrived, decided 已办结, with the age of that knowledge.
struct Whereabouts {
    enum State: String {
        case saved
        case sent
        case signedFor = "signed-for"
        case arrived
        case decided
        /// 已被接管: a hall above took the case over and this work does not count; what still matters is done again.
        case takenOver = "taken-over"
    }

    var state: State
    var hall: HallID
    var at: Instant
    var asOf: Instant
    var materialsThere: Int
    var materialsAll: Int

    var json: JSONValue {
        .fields([
            "state": .text(state.rawValue), "hall": .text(hall.rawValue), "at": .text(at.text),
            "asOf": .text(asOf.text), "materialsThere": .int(Int64(materialsThere)),
            "materialsAll": .int(Int64(materialsAll)),
        ])
    }

    /// Nil where this hall wrote nothing of the case.
    static func of(_ file: CaseFile, here: HallID, _ db: Database) throws -> Whereabouts? {
        let inbox = try CaseStore.inboxStream(file.number).map { try CommitLog.stream($0, db) } ?? []
        let own = (file.commits + inbox).filter { $0.author.rawValue == here.rawValue }
        guard let newest = own.max(by: { $0.position < $1.position }) else { return nil }
        let blobs = own.reduce(into: [BlobID: Int64]()) { found, commit in
            for blob in Blobs.cited(by: commit.commit) where found[blob] == nil { found[blob] = commit.position }
        }
        let written = Instant(milliseconds: newest.commit.header.writtenAt)
        var whereabouts = Whereabouts(
            state: .saved, hall: here, at: written, asOf: written, materialsThere: 0, materialsAll: blobs.count)
        // A receipt for the newest says nothing while an earlier one was refused: the case is not there as it is here.
        let hasRefusal = try own.contains { try isRefused($0.commit.id, db) }
        if !hasRefusal, let receipt = try best(for: newest.position, blobs: blobs, db) {
            whereabouts.state = receipt.coversAll ? .signedFor : .sent
            whereabouts.hall = receipt.peer
            whereabouts.at = Instant(milliseconds: receipt.at)
            whereabouts.asOf = Instant(milliseconds: receipt.receivedAt)
            whereabouts.materialsThere = receipt.blobs
        }
        let foreign = file.commits.last { $0.position > newest.position && $0.author.rawValue != here.rawValue }
        if file.state.stage.isDecided, let last = file.commits.last {
            whereabouts.know(.decided, from: last)
        } else if let foreign, file.state.arrived, file.state.holder.rawValue == foreign.author.rawValue {
            whereabouts.know(.arrived, from: foreign)
        }
        // What was taken over reached others, but has no effect with them.
        if let void = try ForksView.takenOver(file.number, db).last(where: {
            $0.stored.author.rawValue == here.rawValue
        }),
            void.stored.position > newest.position, let taker = file.commits.last
        {
            whereabouts.know(.takenOver, from: taker)
        }
        return whereabouts
    }

    private mutating func know(_ state: State, from commit: StoredCommit) {
        self.state = state
        hall = CaseStore.hall(commit.author)
        at = Instant(milliseconds: commit.commit.header.writtenAt)
        asOf = Instant(milliseconds: commit.receivedAt)
    }

    private static func isRefused(_ id: CommitID, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM quarantine WHERE id = ? AND open = 1")
        return try Int.fetchOne(statement, arguments: [id]) != nil
    }

    private struct Receipt {
        var peer: HallID
        var at: Int64
        var receivedAt: Int64
        var coversAll: Bool
        var blobs: Int
    }

    /// The receipt that covers the commit, whole, best: one that covers its materials too. What a neighbour said it
    /// held when the lanes to it began anew counts as well.
    private static func best(for position: Int64, blobs: [BlobID: Int64], _ db: Database) throws -> Receipt? {
        let receipts = try onLanes(position, blobs: blobs, db) + reconciled(position, blobs: blobs.count, db)
        return receipts.max { ($0.coversAll ? 1 : 0, $0.blobs, $0.at) < ($1.coversAll ? 1 : 0, $1.blobs, $1.at) }
    }

    /// The neighbour said it held the commit, or has itself given it back to a store that was set back.
    private static func reconciled(_ position: Int64, blobs: Int, _ db: Database) throws -> [Receipt] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT source, received_at, received_at FROM commits
                WHERE position = ?1 AND source IS NOT NULL AND body IS NOT NULL
                UNION ALL SELECT k.peer, k.at, k.received_at FROM reconciled k JOIN commits c USING(sid)
                WHERE c.position = ?1 AND c.position <= k.up_to AND NOT EXISTS (
                  SELECT 1 FROM lane_rows r JOIN lanes l USING(lane)
                  WHERE r.commit_position = c.position AND l.peer = k.peer)
                """, arguments: [position]
        ).compactMap { row in
            HallID(row[0]).map { Receipt(peer: $0, at: row[1], receivedAt: row[2], coversAll: true, blobs: blobs) }
        }
    }

    private static func onLanes(_ position: Int64, blobs: [BlobID: Int64], _ db: Database) throws -> [Receipt] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT r.peer, r.at, r.received_at, r.blobs_to, w.position, r.lane, w.lane FROM lane_rows w
                  JOIN lanes l USING(lane) JOIN receipts r ON r.peer = l.peer AND r.lane = l.class
                  AND r.generation = l.generation
                WHERE w.commit_position = ? AND w.whole = 1 AND r.position >= w.position
                  AND NOT EXISTS (SELECT 1 FROM receipt_waiting x WHERE x.peer = r.peer AND x.lane = r.lane
                    AND x.position = w.position)
                  AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.peer = r.peer AND q.lane = r.lane
                    AND q.position = w.position AND q.refused_by = r.peer)
                """, arguments: [position])
        return try rows.compactMap { row -> Receipt? in
            guard let peer = HallID(row[0]) else { return nil }
            let blobsTo: Int64 = row[3]
            let lacking = Set(
                try Int64.fetchAll(
                    db, sql: "SELECT position FROM receipt_lacking WHERE peer = ? AND lane = ?",
                    arguments: [peer.rawValue, row[5] as Int64]))
            let there = try blobs.values.filter { cited in
                if try reconciled(cited, blobs: 0, db).contains(where: { $0.peer == peer }) { return true }
                let place = try Int64.fetchOne(
                    db, sql: "SELECT max(position) FROM lane_rows WHERE commit_position = ? AND lane = ? AND whole = 1",
                    arguments: [cited, row[6] as Int64])
                return place.map { $0 <= blobsTo && !lacking.contains($0) } ?? false
            }.count
            return Receipt(
                peer: peer, at: row[1], receivedAt: row[2],
                coversAll: there == blobs.count && blobsTo >= row[4] as Int64 && !lacking.contains(row[4]),
                blobs: there)
        }
    }
}
