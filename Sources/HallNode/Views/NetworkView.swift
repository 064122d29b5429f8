import GRDB
import Sync
public import Tiers

/// `hall network`: every hall below.
public enum NetworkView {
    /// The columns, in their order.
    public static let columns = [
        "hall", "divisionCode", "name", "tier", "superior", "state", "lastHeard", "lag", "unsent", "version",
        "clockOffsetMs", "diskFreeBytes", "quarantine", "lastBackup", "onlyHere",
    ]

    /// A row for each hall below this one, by id.
    ///
    /// - Parameters:
    ///   - below: only halls below this one, an id or a present code; nil: below this hall.
    ///   - silentMilliseconds: only halls that were not heard for so long.
    public static func of(
        _ hall: Hall, below: String? = nil, silentMilliseconds: Int64? = nil, now: Instant? = nil
    ) throws(HallError) -> [JSONValue] {
        let now = now ?? hall.now
        return try hall.read { db in
            let tree = try HallTree(db)
            let top = try below.map { try Halls.find($0, db).node } ?? hall.engine.node
            var knowledge = try HallKnowledge(seenFrom: hall, now: now, db)
            return try tree.below(top).compactMap { entry in
                let known = try knowledge.of(entry, db)
                if let silence = silentMilliseconds, let last = known.lastHeard, now.milliseconds - last < silence {
                    return nil
                }
                return row(known)
            }
        }
    }

    private static func row(_ known: HallKnowledge.Known) -> JSONValue {
        let record = known.record
        return .fields([
            "hall": .text(known.entry.node.rawValue), "divisionCode": .optional(Halls.divisionCode(known.entry)),
            "name": .text(Halls.name(known.entry)), "tier": .text(known.entry.tier),
            "superior": .optional(known.entry.superior?.rawValue), "state": .text(known.state.rawValue),
            "lastHeard": .moment(known.lastHeard), "lag": .optional(known.lag), "unsent": .optional(record?.unsent),
            "version": .optional(record?.version), "clockOffsetMs": .optional(record?.clockOffset),
            "diskFreeBytes": .optional(record?.diskFreeBytes), "quarantine": .optional(record?.quarantine),
            "lastBackup": .moment(record?.lastBackup), "onlyHere": .optional(record?.onlyHere),
        ])
    }
}

/// The halls of the directory as a tree, the retired left out.
struct HallTree {
    private let entries: [NodeID: DirectoryEntry]
    private let children: [NodeID: [NodeID]]

    init(_ db: Database) throws {
        let all = try Directory.entries(db).filter { $0.retiredFrom == nil }
        entries = Dictionary(all.map { ($0.node, $0) }) { $1 }
        children = Dictionary(grouping: all.filter { $0.superior != nil }) { $0.superior ?? $0.node }
            .mapValues { $0.map(\.node).sorted() }
    }

    /// The entry of a hall.
    subscript(_ node: NodeID) -> DirectoryEntry? { entries[node] }

    /// All halls below one, itself left out, by id. A wheel in the directory ends here as anywhere.
    func below(_ top: NodeID) -> [DirectoryEntry] {
        var found: Set<NodeID> = []
        var next = [top]
        while let node = next.popLast() {
            for child in children[node] ?? [] where child != top && found.insert(child).inserted { next.append(child) }
        }
        return found.sorted().compactMap { entries[$0] }
    }

    /// The hall itself and those above it, nearest first.
    func path(from node: NodeID) -> [NodeID] {
        var path: [NodeID] = []
        var current: NodeID? = node
        while let here = current, path.count < 16 {
            path.append(here)
            current = entries[here]?.superior
        }
        return path
    }
}
