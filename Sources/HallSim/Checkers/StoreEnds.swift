import Foundation
import GRDB
import HallNode
import Sync

/// How far a hall's store has got with its neighbours, and what is unfinished in it: little, so that it can be kept of
/// every hall.
struct StoreEnds {
    /// One end of a lane.
    struct LaneEnd: Hashable {
        let generation: Int64
        let position: Int64
        let digest: Data
    }

    /// One of the lanes between a hall and a neighbour.
    struct Lane: Hashable {
        let peer: String
        let number: Int
    }

    /// Lanes written here: by reader (`*`: all children) and class.
    private(set) var sent: [Lane: LaneEnd] = [:]
    /// How far neighbours' lanes were taken: by writer and lane.
    private(set) var taken: [Lane: LaneEnd] = [:]
    /// A commit that waits.
    struct Wait {
        let id: CommitID
        /// For what.
        let lack: String
    }

    /// Commits that wait for what is to come; one of a later release waits for that release.
    private(set) var waiting: [Wait] = []
    /// Blobs that are wanted and not all here, with who wrote what cites them.
    private(set) var lackingBlobs: [Data: Set<String>] = [:]
    /// What a hall that was set back, or renews its key, has still to do.
    private(set) var unfinished: [String] = []
    /// Streams that fork.
    private(set) var forked: [String] = []

    /// Of a hall that is no more.
    init() {}

    init(_ hall: Hall) throws {
        try hall.read { db in
            for row in try Row.fetchAll(db, sql: "SELECT peer, class, generation, head, digest FROM lanes") {
                sent[Lane(peer: row[0], number: row[1])] = LaneEnd(
                    generation: row[2], position: row[3], digest: row[4])
            }
            for row in try Row.fetchAll(db, sql: "SELECT peer, lane, generation, position, digest FROM cursors") {
                taken[Lane(peer: row[0], number: row[1])] = LaneEnd(
                    generation: row[2], position: row[3], digest: row[4])
            }
            waiting = try Row.fetchAll(db, sql: "SELECT id, lacks FROM waiting WHERE lacks != 'support' ORDER BY wid")
                .map { Wait(id: $0[0], lack: $0[1]) }
            unfinished = try String.fetchAll(
                db, sql: "SELECT name FROM settings WHERE name IN ('renewal', 'setBackSince') ORDER BY name")
            forked = try StoreEnds.forked(db)
            let lacking = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT w.blob, d.node FROM blob_wants w LEFT JOIN blobs b ON b.blob = w.blob
                      LEFT JOIN blob_citations x ON x.blob = w.blob LEFT JOIN commits c ON c.position = x.position
                      LEFT JOIN keys k ON k.kid = c.kid LEFT JOIN directory_keys d ON d.key = k.key
                    WHERE b.pieces IS NULL OR b.held < b.pieces
                    """)
            for row in lacking { lackingBlobs[row[0], default: []].insert(row[1] ?? "") }
        }
    }

    /// Streams that fork, by name.
    static func forked(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT name FROM streams WHERE forked != 0 ORDER BY name")
    }
}
