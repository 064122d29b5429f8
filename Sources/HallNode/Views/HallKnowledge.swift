import GRDB
import Sync
import Tiers

/// What is known here of the halls below: of a child by its link, of one further down by what its superior says of it.
struct HallKnowledge {
    /// What is known of one hall.
    struct Known {
        let entry: DirectoryEntry
        /// The newest that it said of itself.
        let record: StatusRecord?
        let state: LinkState
        /// Ms since 1970 UTC by this hall's clock; nil if it was never heard.
        let lastHeard: Int64?
        /// Commits for a child that it has not acknowledged; nil where unknown.
        let lag: Int64?
    }

    private let here: NodeID
    private let now: Instant
    private let entries: [NodeID: DirectoryEntry]
    private var found: [NodeID: Known] = [:]

    init(seenFrom hall: Hall, now: Instant, _ db: Database) throws {
        here = hall.engine.node
        self.now = now
        entries = Dictionary(try Directory.entries(db).map { ($0.node, $0) }) { $1 }
    }

    /// What is known of a hall below.
    mutating func of(_ entry: DirectoryEntry, _ db: Database) throws -> Known {
        try known(entry, depth: 0, db)
    }

    private mutating func known(_ entry: DirectoryEntry, depth: Int, _ db: Database) throws -> Known {
        if let known = found[entry.node] { return known }
        let held = try Statuses.find(entry.node, db)
        let known: Known
        if entry.superior == here {
            let contact = try Contacts.find(entry.node, db)
            known = Known(
                entry: entry, record: held?.record, state: LinkState.of(contact, now: now),
                lastHeard: contact.lastContact, lag: try LaneStanding.lag(to: entry.node, db))
        } else {
            // A wheel in the directory ends here as anywhere.
            let above = entry.superior.flatMap { entries[$0] }
            let superior = try depth < 16 ? above.map { try self.known($0, depth: depth + 1, db) } : nil
            let (state, lastHeard) = state(of: entry.node, held, under: superior)
            known = Known(entry: entry, record: held?.record, state: state, lastHeard: lastHeard, lag: nil)
        }
        found[entry.node] = known
        return known
    }

    /// A hall is on line as far up as every hall between says so; where the line breaks, what was said last stands as
    /// the last that was heard.
    private func state(
        of node: NodeID, _ held: Statuses.Held?, under superior: Known?
    ) -> (LinkState, lastHeard: Int64?) {
        guard let held else { return (.never, nil) }
        let alone: LinkState = LinkState.isLate(held.receivedAt, now: now) ? .offline : .online
        guard let superior, let record = superior.record, let silent = record.silent else {
            return (alone, held.receivedAt)
        }
        if let silence = silent.first(where: { $0.node == node }) {
            return (.offline, lastHeard(silence, of: record, notBefore: held.receivedAt))
        }
        // The list may have been too short for it.
        guard record.silentCount == silent.count, let heard = superior.lastHeard else {
            return (alone, held.receivedAt)
        }
        return (superior.state == .online ? .online : .offline, max(heard, held.receivedAt))
    }

    /// The superior's word by this hall's clock, as far as the superior's offset is known.
    private func lastHeard(_ silence: StatusRecord.Silent, of record: StatusRecord, notBefore first: Int64) -> Int64 {
        guard let offset = record.clockOffset else { return first }
        let (since, overflow) = silence.since.subtractingReportingOverflow(offset)
        return overflow || since > now.milliseconds ? first : max(first, since)
    }
}
