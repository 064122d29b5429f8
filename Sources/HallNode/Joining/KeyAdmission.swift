import Foundation
import GRDB
import Sync
import Tiers

/// `hall key admit`: a person says of commits that lie beyond the end of a key that they are the hall's own, and count.
/// Nothing else lets count what a stolen key signed after its end.
public struct KeyAdmission: Sendable {
    let hall: Hall

    /// What is to count.
    public struct Order: Sendable {
        /// Ids of commits, 64 hex digits each.
        public var ids: [String]
        /// The hall whose key it was; nil: as what is held here says.
        public var of: String?
        /// Why; public, in the entry's facts.
        public var reason: String?
        /// Only says what would become of them.
        public var isRehearsal: Bool

        /// An order.
        public init(ids: [String], of: String? = nil, reason: String? = nil, isRehearsal: Bool = false) {
            self.ids = ids
            self.of = of
            self.reason = reason
            self.isRehearsal = isRehearsal
        }
    }

    /// Admits at this hall, the superior of the hall whose key was ended.
    public init(_ hall: Hall) { self.hall = hall }

    /// Writes the entries that admit. Gives each commit with what becomes of it.
    public func run(_ order: Order) throws(HallError) -> JSONValue {
        let given: [CommitID] = try CommitID.read(
            order.ids,
            hint: Bilingual(
                en: "64 hex digits as `hall forks` and `hall quarantine` show them",
                zh: "64 位十六进制数，见 hall forks、hall quarantine"))
        let hall = hall
        guard order.isRehearsal else {
            return try hall.command { try KeyAdmission.admit(given, order, at: hall, &$0, $1) }
        }
        return try hall.rehearse { try KeyAdmission.admit(given, order, at: hall, &$0, $1) }
    }

    /// A commit that is to be admitted, with the key that it is to be admitted under.
    private struct Wanted {
        var id: CommitID
        var node: NodeID
        var key: KeyID
        /// As far as it is held here.
        var leftover: Leftover?
    }

    private static func admit(
        _ ids: [CommitID], _ order: Order, at hall: Hall, _ batch: inout WriteBatch, _ db: Database
    ) throws -> JSONValue {
        let engine = hall.engine
        let held = Dictionary(
            try engine.leftovers(stolenToo: true, db).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let named = try order.of.map { try owner($0, at: hall, db) }
        let wanted = try ids.map { try find($0, held, named: named, at: hall, db) }
        var facts: [UInt8] = []
        if let reason = order.reason { facts = try BodyJSON.encode(["reason": reason]) }
        for (node, some) in Dictionary(grouping: wanted, by: \.node).sorted(by: { $0.key < $1.key }) {
            guard var entry = try Directory.entry(node, db) else { continue }
            for (key, some) in Dictionary(grouping: some, by: \.key).sorted(by: { $0.key < $1.key }) {
                guard let after = entry.admitting(some.map(\.id), of: key) else { throw tooMany(node) }
                entry = after
            }
            try batch.append(Draft(stream: .directory(node), facts: facts, content: try entry.content()))
        }
        return .fields([
            "admitted": .list(try wanted.map { try row($0, engine, db) }), "reason": .optional(order.reason),
            "dryRun": .bool(order.isRehearsal),
        ])
    }

    private static func row(_ wanted: Wanted, _ engine: Engine, _ db: Database) throws -> JSONValue {
        let becomes = try wanted.leftover.map { try engine.standing(of: $0, db) } ?? .elsewhere
        return .fields([
            "commit": .text(wanted.id.hex), "hall": .text(wanted.node.rawValue), "key": .text(wanted.key.hex),
            "stream": .optional(wanted.leftover?.stream.rawValue),
            "sequence": .optional(wanted.leftover.map { Int64(clamping: $0.sequence) }),
            "becomes": .text(becomes.rawValue),
        ])
    }

    // MARK: - Whose commit it is

    private static func find(
        _ id: CommitID, _ held: [CommitID: Leftover], named: DirectoryEntry?, at hall: Hall, _ db: Database
    ) throws -> Wanted {
        if let leftover = held[id] {
            if let named, named.node != leftover.node { throw otherHall(id, leftover.node) }
            return Wanted(id: id, node: leftover.node, key: leftover.key, leftover: leftover)
        }
        for node in try nodes(hall, db) {
            let lines = try Directory.entry(node, db)?.keys ?? []
            if lines.contains(where: { $0.admitted?.contains(id.hex) == true }) { throw admittedBefore(id) }
        }
        // Ids are not indexed: only a person's question reads the log for one.
        if try Int.fetchOne(db, sql: "SELECT 1 FROM commits WHERE id = ? LIMIT 1", arguments: [id]) != nil {
            throw notBeyond(id)
        }
        let refused = try hall.engine.refusedUnkept(id, db).flatMap { node in
            try nodes(hall, db).contains(node) ? try Directory.entry(node, db) : nil
        }
        guard let owner = named ?? refused else { throw unknown(id) }
        guard let key = owner.keys.last(where: { $0.last != nil })?.id else { throw noEnd(owner.node) }
        return Wanted(id: id, node: owner.node, key: key, leftover: nil)
    }

    /// The halls whose keys this one ends: those right below, and at the province its own.
    private static func nodes(_ hall: Hall, _ db: Database) throws -> [NodeID] {
        let isTop = try Directory.superior(hall.engine.node, db) == nil
        return try (isTop ? [hall.engine.node] : []) + Directory.children(hall.engine.node, db)
    }

    private static func owner(_ text: String, at hall: Hall, _ db: Database) throws -> DirectoryEntry {
        let entry = try Halls.find(text, db)
        guard try nodes(hall, db).contains(entry.node) else { throw KeyOffice.notDirectlyBelow(entry.node) }
        return entry
    }
}

// MARK: - Errors

extension KeyAdmission {
    private static func unknown(_ id: CommitID) -> HallError {
        HallError(
            .streamUnknown,
            Bilingual(
                en: "nothing is known here of a commit \(id.hex) beyond the end of a key",
                zh: "本单位没有密钥终止后的记录 \(id.hex)"),
            hint: Bilingual(
                en: "`hall quarantine` lists what came; of what only the hall itself holds, say whose it is: --of HALL",
                zh: "hall quarantine 可列出已到达的记录；仅存于该大厅的记录请用 --of 大厅 指明"))
    }

    private static func notBeyond(_ id: CommitID) -> HallError {
        HallError(
            .actionNotAllowed,
            Bilingual(
                en: "\(id.hex) does not lie beyond the end of a key of this hall's children",
                zh: "\(id.hex) 不在下级密钥终止之后"),
            hint: Bilingual(
                en: "`hall log show ID` tells what it is, `hall forks` why it may not count",
                zh: "用 hall log show 标识 查看该记录，用 hall forks 查看其不计的原因"))
    }

    private static func admittedBefore(_ id: CommitID) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "\(id.hex) was admitted before", zh: "\(id.hex) 此前已认可"),
            hint: Bilingual(
                en: "nothing is to be done; it counts once the hall that wrote it has sent it",
                zh: "无需再办；该大厅上报后即计入"))
    }

    private static func otherHall(_ id: CommitID, _ node: NodeID) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "\(id.hex) is a commit of \(node)", zh: "\(id.hex) 是 \(node) 的记录"),
            hint: Bilingual(en: "say --of \(node), or leave --of out", zh: "请写 --of \(node)，或不写 --of"))
    }

    private static func noEnd(_ node: NodeID) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "no key of \(node) was ended", zh: "\(node) 没有已终止的密钥"),
            hint: Bilingual(en: "what its key signs counts without being admitted", zh: "其密钥签署的记录无需认可即计入"))
    }

    private static func tooMany(_ node: NodeID) -> HallError {
        HallError(
            .actionNotAllowed,
            Bilingual(
                en: "more than \(Bounds.admittedPerKey) commits of one key of \(node) would be admitted",
                zh: "\(node) 同一密钥认可的记录将超过 \(Bounds.admittedPerKey) 条"),
            hint: Bilingual(
                en: "what matters most first; the rest has to be done again", zh: "请先认可最要紧的，其余重新办理"))
    }
}
