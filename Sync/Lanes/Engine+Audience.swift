import FoundationEssentials
import GRDB

// The audience of a group (a case): who holds or held the pen and who was asked take part; the nodes between any two of
// them hold it whole; every ancestor above gets the headers of the main stream, and of side streams that fork; nodes
// beside get nothing.
extension Engine {
    func routeGroup(
        _ stored: StoredCommit, main: StreamName, rules: StreamRules, upgraded: Bool, besides involved: [NodeID],
        _ db: Database
    ) throws {
        let header = stored.commit.header
        let mainState = try stream(main, db)
        let isMain = header.stream == main
        let superior = try self.superior(db)
        for (peer, wanted) in try levels(main: mainState.sid, besides: involved, superior: superior, db) {
            let before = try level(main: mainState.sid, peer: peer, db)
            let now = max(before, wanted)
            if now > before {
                try setLevel(now, main: mainState.sid, peer: peer, db)
                if now == .whole {
                    try backfill(main: main, to: peer, knows: before, before: stored.position, rules, db)
                }
            }
            guard peer != stored.source else { continue }
            switch now {
            case .none: continue
            case .header:
                if isMain && !upgraded {
                    try append(
                        to: peer.rawValue, rules.laneClass, commit: (stored.position, stored.commit.id), whole: false,
                        db)
                } else if !isMain, try isShown(header.stream, to: peer, db) {
                    try show(stored, to: peer, rules, db)
                } else if !isMain, stored.commit.isWhole, let addressee = rules.addressee,
                    try Directory.side(of: addressee, from: node, db) == .outside
                {
                    // An answer to one above goes whole to it, through those between, and no further.
                    try append(
                        to: peer.rawValue, rules.laneClass, commit: (stored.position, stored.commit.id), whole: true,
                        db)
                }
            case .whole:
                guard stored.commit.isWhole || isMain else { continue }
                if peer != superior { try introduce(named(by: stored), to: peer, db) }
                try append(
                    to: peer.rawValue, rules.laneClass, commit: (stored.position, stored.commit.id),
                    whole: stored.commit.isWhole, db)
            }
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
        var nodes = [author] + header.joins + header.pens.map(\.writer)
        if let next = header.nextWriter { nodes.append(next) }
        if header.sequence == 1, case .node(let founder) = policy.rules(of: header.stream).founder {
            nodes.append(founder)
        }
        for node in nodes {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO participants(sid, node) VALUES (?, ?)")
                .execute(arguments: [main, node.rawValue])
        }
    }

    /// What each neighbour is to get now: the superior first, then children by id.
    func levels(
        main: Int64, besides involved: [NodeID] = [], superior: NodeID?, _ db: Database
    ) throws -> [(NodeID, GroupLevel)] {
        let statement = try db.cachedStatement(sql: "SELECT node FROM participants WHERE sid = ? ORDER BY node")
        var outside = false
        var children: [NodeID] = []
        let participants = try String.fetchAll(statement, arguments: [main]).compactMap { NodeID($0) }
        for participant in participants + involved {
            switch try Directory.side(of: participant, from: node, db) {
            case .here: continue
            case .outside: outside = true
            case .child(let child): if !children.contains(child) { children.append(child) }
            }
        }
        var levels: [(NodeID, GroupLevel)] = []
        if let superior { levels.append((superior, outside ? .whole : .header)) }
        return levels + children.sorted().map { ($0, .whole) }
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

    /// When a neighbour's side joins a group, it gets all that this node holds of it, in log order, then what follows.
    /// A body of the main stream may be lost for ever, with the only disk that held it: who had no header of it gets
    /// the header, since nothing that follows can be judged without it.
    private func backfill(
        main: StreamName, to peer: NodeID, knows before: GroupLevel, before position: Int64, _ rules: StreamRules,
        _ db: Database
    ) throws {
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
                    WHERE +position < ?4 AND (source IS NULL OR source != ?5)
                      AND (body IS NOT NULL OR ?6 AND sid = (SELECT sid FROM streams WHERE name = ?1))
                    ORDER BY position
                    """),
            arguments: [
                main.rawValue, main.rawValue + "/", main.rawValue + "0", position, peer.rawValue, before == .none,
            ])
        let cursor = LogCursor(db)
        let isChild = try self.superior(db) != peer
        for row in rows {
            guard let stored = try cursor.commit(at: row[0]) else { continue }
            if isChild { try introduce(named(by: stored), to: peer, db) }
            try append(
                to: peer.rawValue, rules.laneClass, commit: (row[0], stored.commit.id), whole: row[1], db)
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
