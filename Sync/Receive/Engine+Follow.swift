public import GRDB

// What came too early, or was refused for what has changed since, is judged again.
extension Engine {
    /// Judges again what waited for commits that are kept or count now, and what was refused because a key had ended,
    /// and then what waited for those.
    func follow(_ first: FollowUp, now: Int64, _ outcome: inout ReceiveOutcome, _ db: Database) throws {
        var lacks = try lacks(metBy: first, db)
        var rows = try freed(first, now: now, db)
        while true {
            if rows.isEmpty {
                guard let lack = lacks.popLast() else { return }
                rows = try Waiting.take(lack, now: now, db)
                continue
            }
            let next = try retake(rows.removeFirst(), &outcome, db)
            lacks += try self.lacks(metBy: next, db)
            rows += try freed(next, now: now, db)
        }
    }

    /// Whether something waits for a version or suite that the release did not have to which it came.
    public func waitsForSupport(_ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM waiting WHERE lacks = ? LIMIT 1")
        return try Int.fetchOne(statement, arguments: [Lack.support.text]) != nil
    }

    /// Judges again what waits for a version or suite that this release may have learnt since. To be called once when a
    /// newer release opens a store.
    ///
    /// - Returns: how many commits were stored.
    @discardableResult
    public func retrySupport(now: Int64, _ db: Database) throws -> Int {
        try remembering(db) { engine in
            var outcome = ReceiveOutcome(lane: .urgent)
            for row in try Waiting.take(.support, now: now, db) {
                let follow = try engine.retake(row, &outcome, db)
                try engine.follow(follow, now: now, &outcome, db)
            }
            return outcome.stored
        }
    }

    private func lacks(metBy follow: FollowUp, _ db: Database) throws -> [Lack] {
        guard !follow.commits.isEmpty, try somethingWaits(db) else { return [] }
        return try follow.commits.flatMap { commit in
            var lacks = Waiting.lacks(metBy: commit)
            if let about = commit.header.stream.directoryNode {
                lacks += try Directory.everAbove(about, db).sorted().map { .above($0) }
            }
            return lacks
        }
    }

    /// What lies in quarantine beyond the end of a key of these nodes and counts now.
    private func freed(_ follow: FollowUp, now: Int64, _ db: Database) throws -> [Waiting.Row] {
        try follow.freed.sorted().flatMap { owner in
            try Quarantine.release(of: owner, refusedBy: node, now: now, db) { header, id in
                try Directory.key(header.author, db)?.counts(header.authorSequence, id) ?? false
            }
        }
    }

    /// Takes a commit in that came earlier.
    private func retake(
        _ row: Waiting.Row, _ outcome: inout ReceiveOutcome, _ db: Database
    ) throws -> FollowUp {
        let commit = row.commit
        switch try judge(commit, verified: nil, db) {
        case .accept(let author, let state):
            return try accept(
                commit, author: author, state: state, try GroupSignature.alone(commit, db), intake: row.intake,
                &outcome, db)
        case .keep(let author, let state):
            return try keep(
                commit, author: author, state: state, try GroupSignature.alone(commit, db), intake: row.intake,
                &outcome, db)
        case .upgrade(let kept, let author):
            try upgrade(commit, kept, author: author, intake: row.intake, &outcome, db)
        case .duplicate: break
        case .wait(let lack):
            memo?.nothingWaits = false
            try Waiting.put(row, lack: lack, db)
        case .refuse(let reason):
            // Its place on the lane is behind the cursor: it is noted even where the neighbour's share is used up.
            try Quarantine.note(commit, reason: reason, intake: row.intake, by: node, db)
        }
        return FollowUp()
    }
}
