import Foundation
import GRDB
import HallNode
import Sync

/// What one hall's store holds, read once: plain rows, for comparing halls.
struct StoreImage {
    /// A commit that counts.
    struct Row {
        let sequence: Int64
        let id: CommitID
        /// Empty where the stream is not a case's.
        let header: Data
        let isWhole: Bool
        /// The hall whose key wrote it.
        let author: String
    }

    /// What a hall's list says of a case.
    struct Case: Equatable {
        let stage: String
        let holder: String
        let deadlineDay: Int64?
        /// When its writer received it, ms.
        let receivedAt: Int64
        let applicant: String?
    }

    /// Commits that count, by stream.
    var streams: [String: [Row]] = [:]
    /// Commits that are kept and do not count, by stream.
    var uncounted: [String: [Row]] = [:]
    /// Commits of cases that were refused as beyond the end of their author's key, by stream.
    var beyondEnd: [String: [Row]] = [:]
    var cases: [String: Case] = [:]
    var forked: [String] = []
    /// Ids of all commits that are here in any way: in the log, waiting, refused.
    var known = Set<CommitID>()
    /// Ids of the commits on the lanes to each neighbour alone.
    var onLanes: [String: Set<CommitID>] = [:]
    /// Commits that stand twice on one lane in one form. Not where something was admitted after its key had ended, or
    /// versions competed: that stream, its side streams, and what is signed by keys that it names go onward once more
    /// when they count again, since while they did not they may not have been sent to all. What is so signed may be an
    /// entry, and name keys in its turn.
    var sentTwice = 0

    /// Of a hall that is no more.
    init() {}

    init(_ hall: Hall) throws {
        try hall.read { db in
            try readStreams(db)
            try readRefused(db)
            for row in try GRDB.Row.fetchAll(
                db, sql: "SELECT number, stage, holder, deadline_day, received_at, applicant FROM cases")
            {
                cases[row[0]] = Case(
                    stage: row[1], holder: row[2], deadlineDay: row[3], receivedAt: row[4], applicant: row[5])
            }
            known.formUnion(try CommitID.fetchAll(db, sql: "SELECT id FROM quarantine"))
            known.formUnion(try CommitID.fetchAll(db, sql: "SELECT id FROM waiting WHERE id IS NOT NULL"))
            for row in try GRDB.Row.fetchAll(
                db,
                sql: """
                    SELECT l.peer, c.id FROM lane_rows r JOIN lanes l USING(lane)
                      JOIN commits c ON c.position = r.commit_position WHERE l.peer != '*'
                    """)
            {
                onLanes[row[0], default: []].insert(row[1])
            }
            forked = try StoreEnds.forked(db)
            sentTwice = try StoreImage.sentTwice(db)
        }
    }

    private static func sentTwice(_ db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                WITH RECURSIVE wavered(name) AS (
                  SELECT name FROM streams WHERE sid IN (SELECT sid FROM commits WHERE standing != 0)
                  UNION
                  SELECT s.name FROM directory_keys o JOIN keys k ON k.key = o.key
                    JOIN commits c USING(kid) JOIN streams s USING(sid) WHERE instr(o.admitted, c.id) > 0
                  UNION
                  SELECT s.name FROM wavered w JOIN directory_keys o ON w.name = 'hall/' || o.node
                    JOIN keys k ON k.key = o.key JOIN commits c USING(kid) JOIN streams s USING(sid)
                    WHERE s.name LIKE 'hall/%')
                SELECT count(*) FROM (SELECT commit_position FROM lane_rows
                    GROUP BY lane, commit_position, whole HAVING count(*) > 1)
                  JOIN commits c ON c.position = commit_position JOIN streams s USING(sid)
                  JOIN keys k USING(kid) LEFT JOIN directory_keys o ON o.key = k.key
                WHERE NOT EXISTS (SELECT 1 FROM wavered w
                  WHERE s.name = w.name OR s.name LIKE w.name || '/%' OR w.name = 'hall/' || o.node)
                """) ?? 0
    }

    /// Only of these is the header looked at.
    static func isOfCase(_ stream: String) -> Bool { stream.utf8.starts(with: "case/".utf8) }

    private mutating func readStreams(_ db: Database) throws {
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT s.name, c.sequence, c.id, c.header, c.body IS NOT NULL, d.node, c.standing
                FROM commits c JOIN streams s USING(sid) JOIN keys k USING(kid) LEFT JOIN directory_keys d USING(key)
                ORDER BY s.name, c.sequence
                """)
        while let row = try rows.next() {
            let name: String = row[0]
            let found = Row(
                sequence: row[1], id: row[2], header: StoreImage.isOfCase(name) ? row[3] : Data(), isWhole: row[4],
                author: row[5] ?? "")
            known.insert(found.id)
            if row[6] == 0 {
                streams[name, default: []].append(found)
            } else {
                uncounted[name, default: []].append(found)
            }
        }
    }

    private mutating func readRefused(_ db: Database) throws {
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT stream, sequence, id, header, body IS NOT NULL, author FROM quarantine
                WHERE reason = 'key-ended' AND stream LIKE 'case/%' AND header IS NOT NULL
                """)
        while let row = try rows.next() {
            beyondEnd[row[0], default: []].append(
                Row(sequence: row[1], id: row[2], header: row[3], isWhole: row[4], author: row[5] ?? ""))
        }
    }
}
