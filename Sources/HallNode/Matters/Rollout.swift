import Foundation
import GRDB
import Sync
public import Tiers

/// `hall rollout`: where a matter's newest version is in effect. Only a hall's own signed status counts, and for this
/// hall its own log.
public struct Rollout: Sendable {
    let hall: Hall
    let name: String

    /// The rollout of a matter: its code, or `OWNER/CODE`.
    public init(_ hall: Hall, _ name: String) {
        self.hall = hall
        self.name = name
    }

    /// A hall that has not got the version, as far as is known here.
    struct Pending: Equatable {
        let hall: NodeID
        let name: String
        let since: Int64?
        let lastContact: Int64?
        let reason: Reason
        let contact: DirectoryEntry.Contact?
    }

    /// Why a hall is pending.
    enum Reason: String {
        /// Invited, and not in the directory yet.
        case neverJoined = "never-joined"
        /// Not heard within 60 seconds.
        case offline
        /// Heard, and not there yet.
        case behind
        /// It refused the version, or its link is refused.
        case refused
    }

    /// Where the version is and where not.
    public struct Standing: Sendable {
        let matter: String
        let version: UInt32
        let asOf: Instant
        let halls: [DirectoryEntry]
        let invited: Int
        let pending: [Pending]

        /// Whether every hall has it.
        public var isComplete: Bool { pending.isEmpty }

        var reached: Int { halls.count + invited - pending.count }
    }

    /// How it stands now.
    public func standing(now: Instant? = nil) throws(HallError) -> Standing {
        let now = now ?? hall.now
        return try hall.read { try standing(now: now, $0).standing }
    }

    /// How it stands now, as `--json` gives it.
    ///
    /// - Parameter tier: also a group for each city or county.
    public func value(by tier: Tier? = nil, now: Instant? = nil) throws(HallError) -> JSONValue {
        let now = now ?? hall.now
        return try hall.read { db in
            let (standing, tree) = try standing(now: now, db)
            let value = JSONValue.fields([
                "matter": .text(standing.matter), "version": .int(Int64(standing.version)),
                "halls": .int(Int64(standing.halls.count + standing.invited)), "reached": .int(Int64(standing.reached)),
                "asOf": .moment(standing.asOf.milliseconds), "pending": .list(standing.pending.map(Rollout.row)),
            ])
            guard let tier else { return value }
            return value.adding("groups", .list(Rollout.groups(standing, tree, by: tier)))
        }
    }

    private func standing(now: Instant, _ db: Database) throws -> (standing: Standing, tree: HallTree) {
        let versions = try MatterStore.one(name, db)
        guard let newest = versions.last else { throw HallError.fault("a matter without versions") }
        let tree = try HallTree(db)
        let halls = audience(of: newest, tree)
        let entered = try MatterStore.enteredAt(newest, db)
        let refusing = try refusing(newest, db)
        var knowledge = try HallKnowledge(seenFrom: hall, now: now, db)
        var pending = try halls.compactMap {
            try self.pending($0, newest, entered: entered, refusing: refusing, &knowledge, db)
        }
        let invited = try invited(newest, tree, now: now, db)
        pending += invited
        return (
            Standing(
                matter: newest.matter.code, version: newest.version, asOf: now, halls: halls, invited: invited.count,
                pending: pending.sorted { $0.hall < $1.hall }), tree
        )
    }

    /// The halls at or below this one that the matter concerns: those at or below its owner, and those between.
    private func audience(of version: MatterStore.Version, _ tree: HallTree) -> [DirectoryEntry] {
        let here = hall.engine.node
        let all = [here] + tree.below(here).map(\.node)
        guard let owner = NodeID(version.owner.rawValue), owner != here, let place = all.firstIndex(of: owner) else {
            return all.compactMap { tree[$0] }
        }
        let concerned = Set(tree.path(from: all[place]) + tree.below(owner).map(\.node))
        return all.filter(concerned.contains).compactMap { tree[$0] }
    }

    private func pending(
        _ entry: DirectoryEntry, _ version: MatterStore.Version, entered: Int64?, refusing: Set<NodeID>,
        _ knowledge: inout HallKnowledge, _ db: Database
    ) throws -> Pending? {
        // The own log holds the version, else it could not be asked about.
        if entry.node == hall.engine.node { return nil }
        let key = version.key.hex
        let record = try Statuses.find(entry.node, db)?.record
        if let applied = record?.applied.first(where: { $0.key == key }), applied.upTo >= version.keySequence {
            return nil
        }
        let known = try knowledge.of(entry, db)
        let reason: Reason
        if known.state == .refused || refusing.contains(entry.node) {
            reason = .refused
        } else {
            reason = known.state == .online ? .behind : .offline
        }
        return Pending(
            hall: entry.node, name: Halls.name(entry), since: reason == .offline ? known.lastHeard ?? entered : entered,
            lastContact: known.lastHeard, reason: reason, contact: try HallContact.of(entry.node, db))
    }

    /// Halls that refused the version, as receipts told.
    private func refusing(_ version: MatterStore.Version, _ db: Database) throws -> Set<NodeID> {
        let stream = MatterStore.stream(owner: version.owner, code: version.matter.code)?.rawValue
        let records = try Quarantine.open(db).filter {
            $0.stream == stream && $0.sequence == UInt64(version.version)
        }
        return Set(records.map(\.refusedBy))
    }

    /// Halls that this one has invited and that have not joined. Only who lies under the owner is concerned, and every
    /// hall invited here does unless the owner is another branch.
    private func invited(
        _ version: MatterStore.Version, _ tree: HallTree, now: Instant, _ db: Database
    ) throws -> [Pending] {
        let here = hall.engine.node
        guard let owner = NodeID(version.owner.rawValue), tree.path(from: here).contains(owner) else { return [] }
        let rows = try Row.fetchAll(
            db,
            sql:
                "SELECT node, template, issued_at FROM invitations WHERE used_by IS NULL AND expires >= ? ORDER BY node",
            arguments: [now.milliseconds])
        return rows.compactMap { row in
            guard let node = NodeID(row[0]), tree[node] == nil else { return nil }
            let template = try? JSONDecoder().decode(Enrolment.Template.self, from: row[1] as Data)
            return Pending(
                hall: node, name: template?.name ?? node.rawValue, since: row[2], lastContact: nil,
                reason: .neverJoined,
                contact: nil)
        }
    }

    private static func row(_ pending: Pending) -> JSONValue {
        .fields([
            "hall": .text(pending.hall.rawValue), "name": .text(pending.name), "since": .moment(pending.since),
            "lastContact": .moment(pending.lastContact), "reason": .text(pending.reason.rawValue),
            "contact": HallContact.json(pending.contact),
        ])
    }

    /// A row for each hall of a tier with the counts of its part; who stands above that tier has no group.
    private static func groups(_ standing: Standing, _ tree: HallTree, by tier: Tier) -> [JSONValue] {
        let waiting = Set(standing.pending.map(\.hall))
        var counts: [NodeID: (halls: Int, reached: Int)] = [:]
        for entry in standing.halls {
            let top = tree.path(from: entry.node).first {
                tree[$0]?.tier == tier.rawValue && tree[$0]?.department == nil
            }
            guard let top else { continue }
            let isReached = waiting.contains(entry.node) ? 0 : 1
            let before = counts[top] ?? (0, 0)
            counts[top] = (before.halls + 1, before.reached + isReached)
        }
        return counts.sorted { $0.key < $1.key }.map { node, count in
            .fields([
                "hall": .text(node.rawValue), "name": .optional(tree[node].map(Halls.name)),
                "halls": .int(Int64(count.halls)), "reached": .int(Int64(count.reached)),
            ])
        }
    }
}
