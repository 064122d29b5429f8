import FoundationEssentials
public import GRDB

/// A commit beyond the end of a key: perhaps honest work that only a neighbour holds. It counts once the superior
/// admits it, by itself or, where the key was stolen, because a person says so.
public struct Leftover: Hashable, Sendable {
    /// Its id, by which it is pleaded for and admitted.
    public let id: CommitID
    /// The key that ended before it.
    public let key: KeyID
    /// Whose key that is.
    public let node: NodeID
    /// Its place among the commits of the key.
    public let keySequence: UInt64
    /// Its stream.
    public let stream: StreamName
    /// Its place in the stream.
    public let sequence: UInt64
}

/// What a commit is worth that was admitted.
public enum AdmittedStanding: String, Hashable, Sendable {
    /// It counts.
    case counts
    /// Something else was written at its place meanwhile: a takeover has to decide between the two.
    case competes
    /// It is held, and does not count: the commit before it does not.
    case void
    /// The commit before it is not here yet.
    case waits
    /// It is wrong for another reason.
    case refused
    /// It is not here: it counts once the hall that wrote it sends it.
    case elsewhere
}

extension Engine {
    /// What lies here beyond the ends of this node's keys and those of its children and is not admitted: refused and
    /// kept in quarantine, or held from before the key ended. By key, then as they were written.
    ///
    /// - Parameters:
    ///   - node: only this one's; nil: this node's and its children's.
    ///   - stolenToo: those of stolen keys as well, of which a person decides.
    public func leftovers(
        of node: NodeID? = nil, stolenToo: Bool = false, _ db: Database
    ) throws -> [Leftover] {
        let nodes = try node.map { [$0] } ?? [self.node] + Directory.children(self.node, db)
        var found: [Leftover] = []
        for node in nodes {
            // By the entry: among the keys, those of one node could only be found by looking at all.
            for line in try Directory.entry(node, db)?.keys ?? [] where stolenToo || line.stolen != true {
                guard let last = line.last, let key = line.id else { continue }
                let refused = try headers(
                    """
                    SELECT header FROM quarantine WHERE reason = 'key-ended' AND refused_by = ? AND author = ?
                      AND header IS NOT NULL
                    """, [self.node.rawValue, node.rawValue], db)
                let held = try headers(
                    """
                    SELECT header FROM commits JOIN keys USING(kid)
                    WHERE key = ? AND key_sequence > ? AND standing != 0
                    """, [key, Int64(clamping: last)], db)
                found += try leftovers(refused + held, of: key, node: node, db)
            }
        }
        return found
    }

    /// Whose commit it is that was refused here as beyond the end of a key, and of which no byte could be kept.
    public func refusedUnkept(_ id: CommitID, _ db: Database) throws -> NodeID? {
        try String.fetchOne(
            db,
            sql: """
                SELECT author FROM quarantine
                WHERE id = ? AND reason = 'key-ended' AND refused_by = ? AND header IS NULL LIMIT 1
                """, arguments: [id, node.rawValue]
        ).flatMap { NodeID($0) }
    }

    /// What has become of a commit beyond the end of a key, now that it was admitted.
    public func standing(of leftover: Leftover, _ db: Database) throws -> AdmittedStanding {
        if let state = try StreamState.find(leftover.stream, db),
            let kept = try CommitLog.kept(leftover.id, sid: state.sid, sequence: leftover.sequence, db)
        {
            switch kept.standing {
            case .counts: return .counts
            case .competes: return .competes
            case .void: return .void
            }
        }
        return try Waiting.holds(leftover.id, db) ? .waits : .refused
    }

    private func headers(_ sql: String, _ arguments: StatementArguments, _ db: Database) throws -> [[UInt8]] {
        try Data.fetchAll(db.cachedStatement(sql: sql), arguments: arguments).map { Array($0) }
    }

    private func leftovers(
        _ headers: [[UInt8]], of key: KeyID, node: NodeID, _ db: Database
    ) throws -> [Leftover] {
        guard let record = try Directory.key(key, db) else { return [] }
        var found: Set<Leftover> = []
        for bytes in headers {
            guard let header = try? Header(bytes), header.author == key else { continue }
            let id = CommitID.of(bytes)
            guard !record.counts(header.authorSequence, id) else { continue }
            found.insert(
                Leftover(
                    id: id, key: key, node: node, keySequence: header.authorSequence, stream: header.stream,
                    sequence: header.sequence))
        }
        return found.sorted { ($0.keySequence, $0.id) < ($1.keySequence, $1.id) }
    }
}
