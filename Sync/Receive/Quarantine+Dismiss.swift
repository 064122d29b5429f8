public import GRDB

extension Quarantine {
    /// Ends refusals at which a person has looked: they are open no more, and leave room for others. Their bytes go,
    /// but for what lies beyond a key's end and may yet be admitted.
    ///
    /// - Parameters:
    ///   - ids: of these commits; nil: of all.
    ///   - node: this node.
    /// - Returns: how many were open.
    @discardableResult
    public static func dismiss(_ ids: Set<CommitID>?, at node: NodeID, _ db: Database) throws -> Int {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT qid, id, peer, refused_by, reason, coalesce(length(header), 0) + coalesce(length(body), 0)
                FROM quarantine WHERE open = 1 ORDER BY qid
                """)
        var count = 0
        for row in rows {
            if let ids, !ids.contains(row[1]) { continue }
            count += 1
            let mayCount = row[4] as String == RefusalReason.keyEnded.rawValue
            try db.execute(sql: "UPDATE quarantine SET open = 0 WHERE qid = ?", arguments: [row[0] as Int64])
            if !mayCount {
                try db.execute(
                    sql: "UPDATE quarantine SET header = NULL, body = NULL, block = NULL WHERE qid = ?",
                    arguments: [row[0] as Int64])
            }
            guard let peer = NodeID(row[2]) else { continue }
            if row[3] as String == node.rawValue {
                try Shares.add(quarantineBytes: mayCount ? 0 : -(row[5] as Int), quarantineRows: -1, to: peer, db)
            } else {
                try Shares.add(toldRows: -1, to: peer, db)
            }
        }
        return count
    }
}
