import FoundationEssentials
import GRDB

extension StoreCheck {
    /// What judging the commits carries along.
    private struct Walk {
        let cursor: LogCursor
        var roots: [Int64: (root: Hash256, author: KeyID, isGood: Bool)] = [:]
    }

    /// Every commit by itself, in log order, and those that count after their predecessors; where a page cannot be
    /// read, those behind it.
    mutating func commits(_ db: Database) throws {
        var rows = RowWalk("commits", by: "position")
        var walk = Walk(cursor: LogCursor(db))
        while true {
            let positions = try rows.next(500, db)
            if positions.isEmpty { break }
            for position in positions {
                checked += 1
                let place = "commit \(position)"
                do {
                    try commit(position, place, &walk, db)
                } catch let error where Damage.isUnreadable(error) {
                    hurt.append(Damage(.header, place, "it cannot be read", position: position))
                    fault(place, "it cannot be read", Self.pages)
                }
            }
        }
        for gap in rows.gaps { fault("commits \(gap)", "their page cannot be read", Self.pages) }
        try chains(db)
        try part("the log", db) { check, db in
            try check.missingRows(db)
            try check.keySequences(db)
        }
    }

    private mutating func commit(_ position: Int64, _ place: String, _ walk: inout Walk, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT c.sequence, c.key_sequence, c.standing, s.name, k.key FROM commits c
                  LEFT JOIN streams s USING(sid) LEFT JOIN keys k USING(kid) WHERE c.position = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [position]) else { return }
        guard let raw = try walk.cursor.raw(at: position) else {
            fault(place, "its signature is missing", Self.reconcile)
            return
        }
        guard Hash256.of(raw.header) == raw.id, let header = try? Header(raw.header) else {
            let damage = Damage(.header, place, "the header is not the one of its id", position: position)
            hurt.append(damage)
            fault(place, damage.what, Self.reconcile)
            return
        }
        if Sweep.value(row, 0, Int64.self) != Int64(clamping: header.sequence)
            || Sweep.value(row, 1, Int64.self) != Int64(clamping: header.authorSequence)
            || Sweep.value(row, 3, String.self) != header.stream.rawValue
            || Sweep.value(row, 4, Hash256.self) != header.author
        {
            fault(place, "its columns do not agree with its header", Self.reconcile)
        }
        if let body = raw.body, Hash256.of(body) != header.bodyHash {
            let damage = Damage(.body, place, "the body is not the one that the header names", position: position)
            hurt.append(damage)
            fault(place, damage.what, Self.reconcile)
        }
        let counts = Sweep.value(row, 2, Int64.self) == Int64(Standing.counts.rawValue)
        try signature(raw, header, counts: counts, place, &walk.roots, db)
    }

    private mutating func signature(
        _ raw: LogCursor.RawCommit, _ header: Header, counts: Bool, _ place: String,
        _ roots: inout [Int64: (root: Hash256, author: KeyID, isGood: Bool)], _ db: Database
    ) throws {
        guard let record = try Directory.key(header.author, db) else {
            fault(place, "no directory entry names its author's key", Self.rebuild)
            return
        }
        if counts, !record.counts(header.authorSequence, raw.id) {
            fault(place, "it lies beyond \(record.last ?? 0), where its author's key ended", "run rebuild")
        }
        guard let root = raw.block.root(of: raw.id) else {
            fault(place, "its path does not fit its signature", Self.reconcile)
            return
        }
        let isGood: Bool
        if let known = roots[raw.sigid], known.root == root, known.author == header.author {
            isGood = known.isGood
        } else {
            isGood = record.key?.verifies(raw.block.signature, over: root.bytes, purpose: .commits) ?? false
            roots[raw.sigid] = (root, header.author, isGood)
        }
        if !isGood { fault(place, "its signature does not verify", Self.reconcile) }
    }

    /// Own commits have sequences without a gap: one that is missing was deleted. What came back after the store was
    /// set back counts, but some of it, or of an ended key, may have been on a lost disk only.
    private mutating func keySequences(_ db: Database) throws {
        guard try SetBack.find(db) == nil else { return }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT key, count(DISTINCT key_sequence), last FROM commits JOIN keys USING(kid)
                  JOIN (SELECT kid, max(key_sequence) AS last FROM commits WHERE source IS NULL GROUP BY kid) USING(kid)
                WHERE key_sequence <= last AND key NOT IN (SELECT key FROM directory_keys WHERE last IS NOT NULL)
                GROUP BY kid ORDER BY key
                """)
        for row in rows where (row[1] as Int64) != (row[2] as Int64) {
            fault(
                "key \(Sweep.value(row, 0, Hash256.self)?.hex ?? "?")",
                "\(row[2] as Int64) commits were written with it, \(row[1] as Int64) are here", Self.reconcile)
        }
    }

    /// Rows elsewhere that name a commit that is not there.
    private mutating func missingRows(_ db: Database) throws {
        let positions = try Int64.fetchAll(
            db,
            sql: """
                SELECT DISTINCT commit_position FROM lane_rows WHERE commit_position NOT IN (SELECT position FROM commits)
                ORDER BY 1
                """)
        for position in positions { fault("commit \(position)", "it is missing, a lane names it", Self.reconcile) }
    }
}
