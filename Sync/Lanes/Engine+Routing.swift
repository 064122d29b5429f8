import FoundationEssentials
import GRDB

/// How much of a group goes to a neighbour.
enum GroupLevel: Int, Comparable {
    case none = 0
    case header = 1
    case whole = 2

    static func < (left: GroupLevel, right: GroupLevel) -> Bool { left.rawValue < right.rawValue }
}

extension Engine {
    /// Puts what has just entered on the lanes that it must take. Decided here and never at read time.
    ///
    /// - Parameters:
    ///   - upgraded: the header was held and went on before; now the body came.
    ///   - involved: nodes that took part until now: what says that their part is void goes to them too.
    func route(
        _ stored: StoredCommit, upgraded: Bool, besides involved: [NodeID] = [], _ db: Database
    ) throws {
        let rules = policy.rules(of: stored.commit.header.stream)
        switch rules.scope {
        case .local: return
        case .directory: try routeEntry(stored, rules, db)
        case .down: try routeDown(stored, rules, db)
        case .downAndUp:
            try routeDown(stored, rules, db)
            try routeUp(stored, rules, db)
        case .group(let main):
            try routeGroup(stored, main: main, rules: rules, upgraded: upgraded, besides: involved, db)
        }
    }

    private func routeDown(_ stored: StoredCommit, _ rules: StreamRules, _ db: Database) throws {
        // What was founded below goes down no other branch: it concerns the part of the tree below its founder, which
        // gets what a hall above has written there. Who brings the rest does not matter: a store that was set back gets
        // its own catalogue from a child.
        var peer = Lane.shared
        if case .child(let child) = try origin(of: stored.commit.header.stream, rules, db) {
            guard stored.source != child else { return }
            peer = child.rawValue
        }
        try append(stored, to: peer, rules.laneClass, whole: stored.commit.isWhole, db)
    }

    private func routeUp(_ stored: StoredCommit, _ rules: StreamRules, _ db: Database) throws {
        guard let superior = try superior(db), stored.source != superior else { return }
        try append(stored, to: superior.rawValue, rules.laneClass, whole: stored.commit.isWhole, db)
    }

    private func append(
        _ stored: StoredCommit, to peer: String, _ laneClass: LaneClass, whole: Bool, _ db: Database
    ) throws {
        try append(to: peer, laneClass, commit: (stored.position, stored.commit.id), whole: whole, db)
    }

    // MARK: - Directory

    /// An entry goes up to all ancestors, and down: to everyone if its tier is held everywhere or it is about this node
    /// or one above, else to the child whose part of the tree it is about, and to who was sent an earlier one.
    private func routeEntry(_ stored: StoredCommit, _ rules: StreamRules, _ db: Database) throws {
        guard let about = stored.commit.header.stream.directoryNode, let entry = try Directory.entry(about, db) else {
            return
        }
        try routeUp(stored, rules, db)
        let side = try Directory.side(of: about, from: node, db)
        let isAbove = try about == node || Directory.ancestors(node, db).contains(about)
        if isAbove || policy.isHeldEverywhere(tier: entry.tier) {
            try append(stored, to: Lane.shared, rules.laneClass, whole: true, db)
            return
        }
        var receivers = Set(
            try String.fetchAll(
                db, sql: "SELECT peer FROM entry_interest WHERE node = ?", arguments: [about.rawValue]))
        if case .child(let child) = side {
            if try isNew(stored, below: child, db) {
                try introduce(moved: about, to: child, db)
                receivers.remove(child.rawValue)
            } else {
                receivers.insert(child.rawValue)
            }
        }
        // The halls between this one and a superior of before have to learn of a move.
        let above = try Directory.everAbove(about, db)
        for child in try Directory.children(node, db) where above.contains(child) { receivers.insert(child.rawValue) }
        for peer in receivers.sorted() where peer != stored.source?.rawValue {
            try append(stored, to: peer, rules.laneClass, whole: true, db)
        }
    }

    /// Whether an entry moves a node into a child's part of the tree: it was elsewhere by the entry before.
    private func isNew(_ stored: StoredCommit, below child: NodeID, _ db: Database) throws -> Bool {
        let header = stored.commit.header
        guard header.sequence > 1, let state = try StreamState.find(header.stream, db),
            let before = try find(header.previous, in: state, db)?.commit.directoryEntry?.superior
        else { return false }
        return try before != node && Directory.side(of: before, from: node, db) != .child(child)
    }

    /// Sends a child all of the entries of a node that has moved below it: it was told of none.
    private func introduce(moved about: NodeID, to child: NodeID, _ db: Database) throws {
        let nodes = try certificates(of: about, db, unless: { try $0 != about && isKnown($0, to: child, db) })
        for node in nodes { try introduce(entriesOf: node, to: child, db) }
    }

    /// Sends a child the entries, with their path, of nodes that it cannot know yet. They come ahead of what names
    /// them.
    func introduce(_ nodes: [NodeID], to child: NodeID, _ db: Database) throws {
        for node in nodes {
            for node in try certificates(of: node, db, unless: { try isKnown($0, to: child, db) }) {
                try introduce(entriesOf: node, to: child, db)
            }
        }
    }

    private func introduce(entriesOf node: NodeID, to child: NodeID, _ db: Database) throws {
        for entry in try CommitLog.kept(.directory(node), db) {
            try append(entry, to: child.rawValue, .urgent, whole: true, db)
        }
        try db.execute(
            sql: "INSERT OR IGNORE INTO entry_interest(peer, node) VALUES (?, ?)",
            arguments: [child.rawValue, node.rawValue])
    }

    private func isKnown(_ about: NodeID, to child: NodeID, _ db: Database) throws -> Bool {
        guard let entry = try Directory.entry(about, db) else { return true }  // nothing here to send
        if policy.isHeldEverywhere(tier: entry.tier) || about == node || about == child { return true }
        if try Directory.ancestors(node, db).contains(about) { return true }
        if try Directory.ancestors(about, db).contains(child) { return true }
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM entry_interest WHERE peer = ? AND node = ?")
        return try Int.fetchOne(statement, arguments: [child.rawValue, about.rawValue]) != nil
    }
}
