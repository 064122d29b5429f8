import Sync
import Tiers

/// What a hall says of itself in its signed status record and its superior, who holds the pen of its entry, enters in
/// the directory: where it listens, and whom people ask.
enum StatedEntry {
    /// Enters what children state anew. False if nothing has changed.
    static func adopt(_ hall: Hall, from nodes: [NodeID]) throws(HallError) -> Bool {
        let changed: [DirectoryEntry] = try hall.read { db in
            try nodes.compactMap { node in
                guard let entry = try Directory.entry(node, db), entry.superior == hall.engine.node,
                    let record = try Statuses.find(node, db)?.record
                else { return nil }
                let stated = StatedEntry.entry(entry, as: record)
                return stated == entry ? nil : stated
            }
        }
        guard !changed.isEmpty else { return false }
        try hall.command { batch, _ in
            for entry in changed {
                try batch.append(Draft(stream: .directory(entry.node), facts: [], content: try entry.content()))
            }
        }
        return true
    }

    /// The entry with what the record states, as far as it can be read. Nothing stated takes nothing away: a record of
    /// an older release says nothing of a contact.
    private static func entry(_ entry: DirectoryEntry, as record: StatusRecord) -> DirectoryEntry {
        var next = entry
        if let address = record.address, (try? HallAddress.check(address)) != nil { next.address = address }
        if let contact = record.contact, (try? HallContact.check(contact)) != nil { next.contact = contact }
        return next
    }
}
