import FoundationEssentials
import GRDB

/// A kept commit by its place in a stream and its id, whatever it is worth.
struct KeptCommit {
    var position: Int64
    var standing: Standing
    var isWhole: Bool
}

extension CommitLog {
    /// The commit that is kept under this id; nil if it is not.
    static func kept(_ id: CommitID, sid: Int64, sequence: UInt64, _ db: Database) throws -> KeptCommit? {
        try kept(sid: sid, sequence: sequence, db).first { $0.id == id }?.commit
    }

    /// All contents under one sequence, the one that counts first.
    static func kept(
        sid: Int64, sequence: UInt64, _ db: Database
    ) throws -> [(id: CommitID, commit: KeptCommit)] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, position, standing, body IS NOT NULL FROM commits
                  WHERE sid = ?1 AND sequence = ?2 AND standing = 0
                UNION ALL SELECT id, position, standing, body IS NOT NULL FROM commits
                  WHERE sid = ?1 AND sequence = ?2 AND standing != 0
                """)
        return try Row.fetchAll(statement, arguments: [sid, Int64(sequence)]).map { row in
            (
                row[0],
                KeptCommit(
                    position: row[1], standing: Standing(rawValue: row[2]) ?? .void, isWhole: row[3])
            )
        }
    }

    /// The lowest sequence of a stream under which something is kept that does not count; nil if all counts.
    static func lowestUncounted(sid: Int64, _ db: Database) throws -> UInt64? {
        let statement = try db.cachedStatement(
            sql: "SELECT min(sequence) FROM commits WHERE sid = ? AND standing != 0")
        return try Int64.fetchOne(statement, arguments: [sid]).map { UInt64(clamping: $0) }
    }
}

extension Engine {
    /// The contents of a stream from a sequence on, for settling. Damaged ones are passed over; `verify` names them.
    func contents(of state: StreamState, from sequence: UInt64, _ db: Database) throws -> [Content] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT position, id, standing, header FROM commits WHERE sid = ?1 AND sequence >= ?2 AND standing = 0
                UNION ALL
                SELECT position, id, standing, header FROM commits WHERE sid = ?1 AND sequence >= ?2 AND standing != 0
                """, arguments: [state.sid, Int64(clamping: sequence)])
        let names = try namedHeads(of: state.name, db)
        let vouched = state.name.directoryNode == nil ? [] : Set(try vouched(db))
        return try rows.compactMap { row in
            let bytes: Data = row[3]
            guard let header = try? Header(Array(bytes)) else { return nil }
            let isRotation = try isRotation(header, sid: state.sid, db)
            let key = try key(header.author, db)
            // The next root key is entered by the very content that it signs.
            guard let author = isRotation ? state.name.directoryNode : key?.node else { return nil }
            let id: CommitID = row[1]
            var content = Content(
                position: row[0], id: id, previous: header.previous, sequence: header.sequence, author: author,
                pen: header.nextWriter ?? author,
                role: isRotation ? .rotation : header.takeover == nil ? .regular : .takeover,
                standing: Standing(rawValue: row[2]) ?? .void)
            content.isNamed = names.contains(id)
            content.isVouched = vouched.contains(id)
            if !isRotation, let key {
                content.isOut = try !key.counts(header.authorSequence, id) || !hasRight(header, author: author, db)
            }
            return content
        }
    }

    /// Whether what gave a kept content its right counts still: the evidence of a takeover, the grant of a side stream.
    /// What its predecessor gave it stands in the stream itself.
    private func hasRight(_ header: Header, author: NodeID, _ db: Database) throws -> Bool {
        if let takeover = header.takeover { return try evidence(for: takeover, author: author, db) == .valid }
        guard header.sequence == 1, case .granted(let main) = policy.rules(of: header.stream).founder else {
            return true
        }
        return try grantees(of: header.stream, in: main, db).contains(author)
    }

    /// Whether a commit of the main stream that is kept and does not count gave a node a side stream.
    func wasGranted(_ side: StreamName, in main: StreamName, to node: NodeID, _ db: Database) throws -> Bool {
        try CommitLog.uncounted(main, db).contains { $0.stored.commit.header.writers(of: side).contains(node) }
    }

    /// The nodes to which commits of the main stream that count gave a side stream, in their order.
    func grantees(of side: StreamName, in main: StreamName, _ db: Database) throws -> [NodeID] {
        try CommitLog.stream(main, db).flatMap { $0.commit.header.writers(of: side) }
    }
}

extension Header {
    /// The nodes to which a commit of a main stream gives a side stream of it.
    fileprivate func writers(of side: StreamName) -> [NodeID] {
        pens.filter { stream.side($0.suffix) == side }.map(\.writer)
    }
}
