import GRDB
import Sync

/// A small business: a directory, cases with side streams, a catalogue, rules. Codes cover by their beginning.
struct TestPolicy: Policy {
    func rules(of stream: StreamName) -> StreamRules {
        let parts = stream.parts
        switch parts[0] {
        case "hall": return StreamRules(founder: .superior, kind: .value, laneClass: .urgent, scope: .directory)
        case "matter":
            return StreamRules(founder: named(parts, 1), kind: .value, laneClass: .bulk, scope: .downAndUp)
        case "rules": return StreamRules(founder: .top, kind: .value, laneClass: .bulk, scope: .down)
        case "case" where parts.count > 1: return caseRules(parts)
        default: return StreamRules(founder: .top, kind: .history, laneClass: .bulk, scope: .local)
        }
    }

    private func caseRules(_ parts: [Substring]) -> StreamRules {
        let main = StreamName(stringLiteral: "case/\(parts[1])")
        let origin = NodeID(String(parts[1].prefix { $0 != "-" })).map { StreamRules.Founder.node($0) } ?? .top
        let founder: StreamRules.Founder
        switch parts.count > 2 ? parts[2] : "" {
        case "", "origin": founder = origin
        case "supervision": founder = named(parts, 3)
        default: founder = .granted(by: main)
        }
        return StreamRules(founder: founder, kind: .history, laneClass: .urgent, scope: .group(main: main))
    }

    private func named(_ parts: [Substring], _ place: Int) -> StreamRules.Founder {
        guard parts.count > place, let node = NodeID(String(parts[place])) else { return .top }
        return .node(node)
    }

    func mayGive(code: String, superiorCodes: [String]) -> Bool {
        superiorCodes.contains { code != $0 && code.hasPrefix($0) }
    }

    func isHeldEverywhere(tier: String) -> Bool { ["province", "city", "county"].contains(tier) }
}

/// Notes each call: which commit, and whether with its body.
struct RecordingProjector: Projector {
    static let table = """
        CREATE TABLE projected(position INTEGER PRIMARY KEY, stream TEXT NOT NULL, sequence INTEGER NOT NULL,
          author TEXT NOT NULL, whole INTEGER NOT NULL)
        """

    func project(_ stored: StoredCommit, _ db: Database) throws {
        let header = stored.commit.header
        // As those of cases do, it looks at the whole stream, in a rebuild at what stands further on too.
        if header.stream.directoryNode == nil { _ = try CommitLog.stream(header.stream, db) }
        try db.execute(
            sql: "INSERT OR REPLACE INTO projected VALUES (?, ?, ?, ?, ?)",
            arguments: [
                stored.position, header.stream.rawValue, Int64(header.sequence), stored.author.rawValue,
                stored.commit.isWhole,
            ])
    }

    func reset(_ db: Database) throws { try db.execute(sql: "DELETE FROM projected") }

    func reset(_ main: StreamName, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM projected WHERE stream = ?1 OR (stream > ?1 || '/' AND stream < ?1 || '0')",
            arguments: [main.rawValue])
    }
}
