import GRDB

// What a node would give a neighbour of a stream. It follows from the rules of routing and not from the journal, so
// that a store that lost its journal's newest part offers the same as one that did not.
extension Engine {
    /// A commit of a stream, as it would be given.
    struct Offered {
        var position: Int64
        var sequence: UInt64
        var id: CommitID
        var state: ContentState
        var isOwn: Bool
    }

    /// How much of a stream a neighbour is to have.
    func offer(_ name: StreamName, to peer: NodeID, superior: NodeID?, _ db: Database) throws -> GroupLevel {
        let rules = policy.rules(of: name)
        switch rules.scope {
        case .local: return .none
        case .directory:
            guard peer != superior, let about = name.directoryNode else { return .whole }
            return try isOfUse(entryOf: about, to: peer, db) ? .whole : .none
        case .down, .downAndUp:
            if peer == superior { return .whole }
            switch try origin(of: name, rules, db) {
            case .child(peer), .here, .outside: return .whole
            case .child: return .none
            }
        case .group(let main):
            guard let state = try StreamState.find(main, db) else { return .none }
            let level = try shares(main: state, superior: superior, db).first { $0.peer == peer }?.wanted ?? .none
            guard level == .header, main != name else { return level }
            if try isShown(name, to: peer, db) { return .header }
            guard peer == superior else { return .none }
            // An answer to one above goes whole to it, through those between.
            guard let addressee = rules.addressee, try Directory.side(of: addressee, from: node, db) == .outside
            else { return .none }
            return .whole
        }
    }

    /// An entry concerns a child if its tier is held everywhere, if it is about this node or one above, about the
    /// child's part of the tree, or about a node of which the child was told before.
    private func isOfUse(entryOf about: NodeID, to child: NodeID, _ db: Database) throws -> Bool {
        guard let entry = try Directory.entry(about, db) else { return false }
        if about == node || about == child || policy.isHeldEverywhere(tier: entry.tier) { return true }
        if try Directory.ancestors(node, db).contains(about) || Directory.ancestors(about, db).contains(child) {
            return true
        }
        return try Int.fetchOne(
            db, sql: "SELECT 1 FROM entry_interest WHERE peer = ? AND node = ?",
            arguments: [child.rawValue, about.rawValue]) != nil
    }

    /// Where a stream that goes down was founded, as seen from here.
    func origin(of name: StreamName, _ rules: StreamRules, _ db: Database) throws -> Directory.Side {
        guard case .node(let founder) = rules.founder else { return .outside }
        return try Directory.side(of: founder, from: node, db)
    }

    /// All commits of a stream that are here, of any standing, up to a log position: a void one may be a leftover that
    /// is admitted yet. What is damaged is not: a neighbour's copy is to take its place.
    func contents(sid: Int64, level: GroupLevel, upTo: Int64 = .max, _ db: Database) throws -> [Offered] {
        let columns = """
            SELECT position, sequence, id, body IS NOT NULL, source IS NULL, EXISTS (
                SELECT 1 FROM blob_citations b LEFT JOIN blobs x USING(blob)
                WHERE b.position = commits.position AND (x.manifest IS NULL OR x.held < x.pieces))
            FROM commits WHERE sid = ?1 AND position <= ?2 AND NOT EXISTS (
                SELECT 1 FROM damaged d WHERE d.position = commits.position AND d.mended_at IS NULL
                  AND d.kind IN ('header', 'proof'))
            """
        let statement = try db.cachedStatement(
            sql: "\(columns) AND standing = 0 UNION ALL \(columns) AND standing != 0 ORDER BY 2, 3")
        return try Row.fetchAll(statement, arguments: [sid, upTo]).map { row in
            let isWhole = level == .whole && row[3] as Bool
            return Offered(
                position: row[0], sequence: UInt64(clamping: row[1] as Int64), id: row[2],
                state: isWhole ? (row[5] ? .withoutBlobs : .whole) : .header, isOwn: row[4])
        }
    }

    /// SHA-256 over sequence, id and state of each.
    static func digest(_ contents: [Offered]) -> Hash256 {
        var writer = ByteWriter(capacity: contents.count * 41)
        for content in contents {
            writer.u64(content.sequence)
            writer.hash(content.id)
            writer.u8(content.state.rawValue)
        }
        return .of(writer.bytes)
    }
}
