import FoundationEssentials
import GRDB

// The audience of a group (a case): who holds or held the pen and who was asked take part; the nodes between any two of
// them hold it whole; every ancestor above gets the headers of the main stream, and of side streams that fork; so does
// who took part by what is void now, since it is to count what all others count; nodes beside get nothing.
extension Engine {
    func routeGroup(
        _ stored: StoredCommit, main: StreamName, rules: StreamRules, upgraded: Bool, besides involved: [NodeID],
        _ db: Database
    ) throws {
        let header = stored.commit.header
        let mainState = try stream(main, db)
        let isMain = header.stream == main
        let superior = try self.superior(db)
        for share in try shares(main: mainState, besides: involved, superior: superior, db) {
            let peer = share.peer
            let now = share.wanted
            if now > share.before {
                try setLevel(now, main: mainState.sid, peer: peer, db)
                if now == .whole || peer != superior {
                    try backfill(main: main, to: share, but: stored.position, rules, db)
                }
            }
            guard peer != stored.source else { continue }
            if now == .whole || share.learns {
                guard stored.commit.isWhole || isMain else { continue }
                if peer != superior { try introduce(named(by: stored), to: peer, db) }
                try append(
                    to: peer.rawValue, rules.laneClass, commit: (stored.position, stored.commit.id),
                    whole: stored.commit.isWhole, db)
            } else if now == .header {
                try routeHeader(stored, isMain: isMain, isUp: peer == superior, upgraded: upgraded, to: peer, rules, db)
            }
        }
    }

    /// Puts on a lane what goes to a neighbour that gets the headers of a group.
    private func routeHeader(
        _ stored: StoredCommit, isMain: Bool, isUp: Bool, upgraded: Bool, to peer: NodeID, _ rules: StreamRules,
        _ db: Database
    ) throws {
        if isMain {
            if upgraded { return }
            if !isUp { try introduce(named(by: stored), to: peer, db) }
            try append(
                to: peer.rawValue, rules.laneClass, commit: (stored.position, stored.commit.id), whole: false, db)
        } else if try isShown(stored.commit.header.stream, to: peer, db) {
            try show(stored, to: peer, rules, db)
        } else if isUp, stored.commit.isWhole, let addressee = rules.addressee,
            try Directory.side(of: addressee, from: node, db) == .outside
        {
            // An answer to one above goes whole to it, through those between, and no further.
            try append(
                to: peer.rawValue, rules.laneClass, commit: (stored.position, stored.commit.id), whole: true, db)
        }
    }

    /// Who ends a fork stands above all who wrote in it. Above the audience nobody would learn of one in a side stream:
    /// so its headers go up from now on, as those of the main stream do, beginning with what is there.
    func showFork(of name: StreamName, _ db: Database) throws {
        let rules = policy.rules(of: name)
        guard case .group(let main) = rules.scope, main != name, let superior = try superior(db),
            try level(main: stream(main, db).sid, peer: superior, db) == .header,
            try !isShown(name, to: superior, db)
        else { return }
        try setLevel(.header, main: stream(name, db).sid, peer: superior, db)
        for stored in try CommitLog.kept(name, db) { try show(stored, to: superior, rules, db) }
    }

    /// Whether the headers of a side stream go to a neighbour that gets no more of its group than headers.
    func isShown(_ side: StreamName, to peer: NodeID, _ db: Database) throws -> Bool {
        try StreamState.find(side, db).map { try level(main: $0.sid, peer: peer, db) == .header } ?? false
    }

    private func show(_ stored: StoredCommit, to peer: NodeID, _ rules: StreamRules, _ db: Database) throws {
        guard try !isOnLane(stored.position, to: peer, whole: false, db) else { return }
        try append(
            to: peer.rawValue, rules.laneClass, commit: (stored.position, stored.commit.id), whole: false, db)
    }

    /// Whether a commit is on a lane to a neighbour, with as much of it as that.
    func isOnLane(_ position: Int64, to peer: NodeID, whole: Bool, _ db: Database) throws -> Bool {
        let found = try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT 1 FROM lane_rows JOIN lanes USING(lane) WHERE commit_position = ? AND peer = ? AND whole >= ?
                    LIMIT 1
                    """), arguments: [position, peer.rawValue, whole])
        return found != nil
    }

    /// Takes the participants that this header names into the read model; the same for a rebuild.
    func addParticipants(of header: Header, author: NodeID, main: Int64, _ db: Database) throws {
        for node in participants(named: header, author: author) {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO participants(sid, node) VALUES (?, ?)")
                .execute(arguments: [main, node.rawValue])
        }
    }

    private func participants(named header: Header, author: NodeID) -> [NodeID] {
        var nodes = [author] + header.joins + header.pens.map(\.writer)
        if let next = header.nextWriter { nodes.append(next) }
        if header.sequence == 1, case .node(let founder) = policy.rules(of: header.stream).founder {
            nodes.append(founder)
        }
        return nodes
    }

    /// What a neighbour gets of a group.
    struct GroupShare {
        let peer: NodeID
        /// What it got until now.
        let before: GroupLevel
        /// What it is to get from now on. Who is above goes on getting bodies once it got them.
        let wanted: GroupLevel
        /// It gets no more than headers from now on, but what says so whole.
        var learns = false
    }

    /// What each neighbour is to get now: the superior first, then children by id.
    ///
    /// - Parameter involved: nodes that took part until now.
    func shares(
        main: StreamState, besides involved: [NodeID] = [], superior: NodeID?, _ db: Database
    ) throws -> [GroupShare] {
        let inside = try sides(of: participants(main: main.sid, db), db)
        let left = try sides(of: involved, db)
        // What is void names them yet.
        let former = try left.children.union(sides(of: voidParticipants(of: main, db), db).children)
        var shares: [GroupShare] = []
        if let superior {
            let before = try level(main: main.sid, peer: superior, db)
            let wanted: GroupLevel = inside.isOutside || left.isOutside ? .whole : .header
            shares.append(GroupShare(peer: superior, before: before, wanted: max(before, wanted)))
        }
        for child in inside.children.union(former).sorted() {
            let takesPart = inside.children.contains(child)
            shares.append(
                GroupShare(
                    peer: child, before: try level(main: main.sid, peer: child, db),
                    wanted: takesPart ? .whole : .header, learns: !takesPart && left.children.contains(child)))
        }
        return shares
    }

    /// Who takes part in the group of a stream; nobody where it belongs to none.
    func participants(in stream: StreamName, _ db: Database) throws -> [NodeID] {
        guard case .group(let main) = policy.rules(of: stream).scope, let state = try StreamState.find(main, db) else {
            return []
        }
        return try participants(main: state.sid, db)
    }

    private func participants(main: Int64, _ db: Database) throws -> [NodeID] {
        let statement = try db.cachedStatement(sql: "SELECT node FROM participants WHERE sid = ? ORDER BY node")
        return try String.fetchAll(statement, arguments: [main]).compactMap { NodeID($0) }
    }

    /// Where nodes stand, as seen from here.
    private struct Sides {
        /// One stands above or beside.
        var isOutside = false
        /// The children below which the others stand, or which they are.
        var children: Set<NodeID> = []
    }

    private func sides(of nodes: [NodeID], _ db: Database) throws -> Sides {
        var sides = Sides()
        for about in nodes {
            switch try Directory.side(of: about, from: node, db) {
            case .here: continue
            case .outside: sides.isOutside = true
            case .child(let child): sides.children.insert(child)
            }
        }
        return sides
    }

    /// Whom commits of the main stream name that are kept and do not count.
    private func voidParticipants(of main: StreamState, _ db: Database) throws -> [NodeID] {
        // Mostly nothing is: that is asked at every commit of a group.
        guard try CommitLog.lowestUncounted(sid: main.sid, db) != nil else { return [] }
        return try CommitLog.uncounted(main.name, db).flatMap {
            participants(named: $0.stored.commit.header, author: $0.stored.author)
        }
    }

    /// Notes that these nodes took part in the group of a stream until now. Whose side takes part no more has all that
    /// counted, and gets headers from now on: it gets the rest should it take part again.
    func leave(_ nodes: [NodeID], groupOf stream: StreamName, _ db: Database) throws {
        guard case .group(let main) = policy.rules(of: stream).scope else { return }
        let sid = try self.stream(main, db).sid
        let inside = try sides(of: participants(main: sid, db), db).children
        for child in try sides(of: nodes, db).children.subtracting(inside) {
            try setLevel(.header, main: sid, peer: child, db)
        }
    }

    func level(main: Int64, peer: NodeID, _ db: Database) throws -> GroupLevel {
        let statement = try db.cachedStatement(sql: "SELECT level FROM group_levels WHERE sid = ? AND peer = ?")
        return try Int.fetchOne(statement, arguments: [main, peer.rawValue]).flatMap { GroupLevel(rawValue: $0) }
            ?? .none
    }

    func setLevel(_ level: GroupLevel, main: Int64, peer: NodeID, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO group_levels(sid, peer, level) VALUES (?, ?, ?)
                ON CONFLICT(sid, peer) DO UPDATE SET level = excluded.level
                """
        ).execute(arguments: [main, peer.rawValue, level.rawValue])
    }

    /// When a neighbour's side joins a group, it gets all that this node holds of it and that is not on its lane, in
    /// log order. A body of the main stream may be lost for ever, with the only disk that held it: who had no header of
    /// it gets the header, since nothing that follows can be judged without it.
    ///
    /// - Parameter position: of the commit by which it joins: that one goes by itself.
    private func backfill(
        main: StreamName, to share: GroupShare, but position: Int64, _ rules: StreamRules, _ db: Database
    ) throws {
        let (peer, isWhole) = (share.peer, share.wanted == .whole)
        // By stream, since the log may hold millions of commits of others: `+` keeps SQLite from walking it in order.
        let rows = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    WITH inside(sid) AS (
                      SELECT sid FROM streams WHERE name = ?1 UNION ALL SELECT sid FROM streams WHERE name > ?2 AND name < ?3)
                    SELECT position, body IS NOT NULL FROM (
                      SELECT position, sid, body, source FROM commits
                      WHERE sid IN (SELECT sid FROM inside) AND standing = 0
                      UNION ALL
                      SELECT position, sid, body, source FROM commits
                      WHERE sid IN (SELECT sid FROM inside) AND standing != 0 AND standing < 2)
                    WHERE +position != ?4 AND (source IS NULL OR source != ?5)
                      AND (body IS NOT NULL AND ?7 OR ?6 AND sid = (SELECT sid FROM streams WHERE name = ?1))
                    ORDER BY position
                    """),
            arguments: [
                main.rawValue, main.rawValue + "/", main.rawValue + "0", position, peer.rawValue,
                share.before == .none, isWhole,
            ])
        let cursor = LogCursor(db)
        let isChild = try self.superior(db) != peer
        for row in rows {
            let whole = isWhole && row[1]
            guard let stored = try cursor.commit(at: row[0]), try !isOnLane(row[0], to: peer, whole: whole, db) else {
                continue
            }
            if isChild { try introduce(named(by: stored), to: peer, db) }
            try append(to: peer.rawValue, rules.laneClass, commit: (row[0], stored.commit.id), whole: whole, db)
        }
    }

    /// Every node that a commit names: its reader must be able to judge it.
    func named(by stored: StoredCommit) -> [NodeID] {
        let header = stored.commit.header
        var nodes = [stored.author] + header.joins + header.pens.map(\.writer)
        if let next = header.nextWriter { nodes.append(next) }
        if let takeover = header.takeover { nodes.append(takeover.holder) }
        return nodes
    }
}
