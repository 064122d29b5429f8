import GRDB
import Sync
public import Tiers

/// `hall status`.
public enum StatusView {
    /// Versions of the link's protocol that this release speaks.
    public static var protocolRange: JSONValue {
        .fields(["min": .int(Int64(LinkProtocol.oldest)), "max": .int(Int64(LinkProtocol.newest))])
    }

    /// Who the hall is and how its links stand.
    public static func of(_ hall: Hall, now: Instant? = nil) throws(HallError) -> JSONValue {
        let now = now ?? hall.now
        do {
            return try hall.read { try of(hall, now: now, $0) }
        } catch  where error.code == .store {
            // Whoever has a broken disk has to see what still works.
            return try hall.bare.readBroken { try of(hall, now: now, $0) }
        }
    }

    private static func of(_ hall: Hall, now: Instant, _ db: Database) throws -> JSONValue {
        let serving = ServeLock.isHeld(hall.folder)
        let node = hall.engine.node
        guard let entry = try Directory.entry(node, db) else {
            throw StoreError.lost("this hall has no entry in the directory")
        }
        let unsent = try counted { try HallNumbers.unsent(to: entry.superior, db) }
        return .fields([
            "hall": .text(node.rawValue), "id": .text(node.rawValue),
            "divisionCode": .optional(Halls.divisionCode(entry)), "name": .text(Halls.name(entry)),
            "tier": .text(entry.tier), "parent": .optional(entry.superior?.rawValue),
            "incarnation": .optional(entry.keys.last?.ordinal), "fingerprint": .text(hall.fingerprint),
            "version": .text(Release.version), "protocol": protocolRange, "serving": .bool(serving),
            "clockOffsetMs": .optional(try hall.clockOffset(db)), "links": .list(try links(hall, now: now, db)),
            "unsent": .optional(unsent?.count), "oldestUnsent": .moment(unsent?.oldest),
            "onlyHere": .optional(try counted { try HallNumbers.onlyHere(db) }),
            "quarantine": .int(Int64(try Quarantine.open(db).count)),
            "commits": .optional(try counted { try HallNumbers.commits(db) }),
            "storeBytes": .optional(HallNumbers.storeBytes(hall.folder)),
            "diskFreeBytes": .optional(HallNumbers.diskFreeBytes(hall.folder)),
            "lastBackup": .moment(try BackupNote.last(db)), "damaged": .int(Int64(try Damage.open(db))),
            "lastChecked": .moment(try Settings.get(StoreSweep.doneSetting, db).flatMap { Int64($0) }),
            "setBackSince": .moment(try SetBack.find(db)?.since),
            "rootKey": .optional(try hall.rootKey(db)?.hex),
            "practice": .bool(hall.identity.practice), "address": .optional(try HallAddress.own(hall, db)),
            "contact": HallContact.json(try HallContact.own(hall, db)),
        ])
    }

    /// What takes a walk over the log: nil where a page of it cannot be read, of which `damaged` tells.
    private static func counted<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch let error where Damage.isUnreadable(error) {
            return nil
        }
    }

    /// A row for each lane that this hall sends: to its superior, then to each child. A neighbour without a lane has
    /// one row, for its state.
    private static func links(_ hall: Hall, now: Instant, _ db: Database) throws -> [JSONValue] {
        let node = hall.engine.node
        let superior = try Directory.superior(node, db)
        var links: [JSONValue] = []
        if let superior { links += try lanes(to: superior, [.urgent, .bulk], now: now, db) }
        for child in try Directory.children(node, db) {
            links += try lanes(to: child, LaneCode.allCases, now: now, db)
        }
        return links
    }

    private static func lanes(
        to peer: NodeID, _ codes: [LaneCode], now: Instant, _ db: Database
    ) throws -> [JSONValue] {
        let contact = try Contacts.find(peer, db)
        let state = LinkState.of(contact, now: now)
        let name = try Directory.entry(peer, db).map(Halls.name)
        var rows: [JSONValue] = []
        for code in codes {
            let standing = try LaneStanding.find(to: peer, code, db)
            guard standing.head > 0 || code == .urgent else { continue }
            rows.append(
                .fields([
                    "peer": .text(peer.rawValue), "name": .optional(name), "lane": .text(code.name),
                    "head": .int(standing.head), "acked": .optional(standing.acked), "lag": .optional(standing.lag),
                    "lastContact": .moment(contact.lastContact), "state": .text(state.rawValue),
                    "since": .moment(since(contact, state)), "lastError": .optional(contact.lastError),
                    "clockOffsetMs": .optional(contact.offset),
                ]))
        }
        return rows
    }

    /// A neighbour that fell silent has been off line since it was last heard.
    private static func since(_ contact: Contacts.Record, _ state: LinkState) -> Int64? {
        state == .offline && contact.lastError == nil ? contact.lastContact : contact.since
    }
}

/// How far a neighbour has signed for a lane that this hall sends.
struct LaneStanding: Equatable {
    /// Rows on the lane.
    var head: Int64
    /// Rows signed for; nil where nothing is known: never 0 for a neighbour that was made anew.
    var acked: Int64?

    /// Rows not signed for yet; nil where nothing is known.
    var lag: Int64? { acked.map { max(0, head - $0) } }

    static func find(to peer: NodeID, _ code: LaneCode, _ db: Database) throws -> LaneStanding {
        // While lanes that began anew are compared, nobody knows how much the neighbour lacks.
        if let comparison = try Comparison.find(peer, db), !comparison.givesDone {
            return LaneStanding(
                head: Int64(clamping: try Lane.find(to: peer, code, db)?.head.position ?? 0), acked: nil)
        }
        guard let lane = try Lane.find(to: peer, code, db) else {
            // Nothing is missing on a lane without rows; of a neighbour that was never heard nothing is known.
            return LaneStanding(head: 0, acked: try Contacts.find(peer, db).lastContact == nil ? nil : 0)
        }
        let acked = try Int64.fetchOne(
            db, sql: "SELECT position FROM receipts WHERE peer = ? AND lane = ? AND generation = ?",
            arguments: [peer.rawValue, code.rawValue, Int64(lane.generation)])
        return LaneStanding(head: Int64(clamping: lane.head.position), acked: acked)
    }

    /// Rows on all lanes to a neighbour that it has not signed for; nil where nothing is known of one of them.
    static func lag(to peer: NodeID, _ db: Database) throws -> Int64? {
        var sum: Int64 = 0
        for code in LaneCode.allCases {
            guard let lag = try find(to: peer, code, db).lag else { return nil }
            sum += lag
        }
        return sum
    }
}
