import Foundation
import GRDB
import Sync
import Tiers

/// What this hall says of itself to those above.
func ownStatusRecord(_ hall: Hall, _ db: Database, now: Instant) throws -> StatusRecord {
    let node = hall.engine.node
    let entry = try Directory.entry(node, db)
    let unsent = try HallNumbers.unsent(to: entry?.superior, db)
    var record = StatusRecord(
        node: node, at: now.milliseconds, version: Release.version, incarnation: entry?.keys.last?.ordinal ?? 1,
        address: try HallAddress.own(hall, db), applied: try AppliedHere.of(hall, db), unsent: unsent.count,
        oldestUnsent: unsent.oldest, clockOffset: try hall.clockOffset(db),
        diskFreeBytes: HallNumbers.diskFreeBytes(hall.folder).map(roundedDown),
        quarantine: try Quarantine.open(db).count,
        lastBackup: try BackupNote.last(db), silent: try silentChildren(node, now: now, db))
    // In whole hours: a record is passed up when it changes.
    record.upToDate = unsent.count > 0 ? unsent.oldest : now.milliseconds - now.milliseconds % 3_600_000
    record.onlyHere = try hall.onlyHere.count(hall.surroundings.uptime, db)
    record.contact = try HallContact.own(hall, db)
    return record
}

/// The halls directly below that were heard once, and not lately or with a refusal.
private func silentChildren(_ node: NodeID, now: Instant, _ db: Database) throws -> [StatusRecord.Silent] {
    try Directory.children(node, db).compactMap { child in
        let contact = try Contacts.find(child, db)
        guard let last = contact.lastContact, LinkState.of(contact, now: now) != .online else { return nil }
        return StatusRecord.Silent(node: child, since: last)
    }
}

/// A record is passed up when it changes, and free space changes with every write: it is told in steps of 64 MiB, near
/// the end of 1 MiB.
private func roundedDown(_ bytes: Int64) -> Int64 {
    let step: Int64 = bytes < 64 << 20 ? 1 << 20 : 64 << 20
    return bytes / step * step
}

/// How far each author's bulk commits are in effect here: all up to a key sequence, so that what waits or was refused
/// here holds that key back.
enum AppliedHere {
    /// Keys named at most: a record has 16 KiB, and every hall below that keeps a local list is an author of its own.
    private static let keysMax = 128

    static func of(_ hall: Hall, _ db: Database) throws -> [StatusRecord.Applied] {
        let held = try heldBack(hall, db)
        let above = try keysAbove(hall, db)
        let all = try Statuses.applied(db)
        // Those above come first: theirs are the matters that all below carry out.
        let named = all.filter { above.contains($0.key) } + all.filter { !above.contains($0.key) }
        return named.prefix(keysMax).map { applied in
            guard let first = held[applied.key], first <= applied.upTo else { return applied }
            var capped = applied
            capped.upTo = first > 0 ? first - 1 : 0
            return capped
        }
    }

    /// Keys, in hex, of this hall and of all above it.
    private static func keysAbove(_ hall: Hall, _ db: Database) throws -> Set<String> {
        let node = hall.engine.node
        let entries = try ([node] + Directory.ancestors(node, db)).compactMap { try Directory.entry($0, db) }
        return Set(entries.flatMap(\.keys).compactMap { $0.id?.hex })
    }

    /// By key in hex the first sequence that is not in effect here.
    private static func heldBack(_ hall: Hall, _ db: Database) throws -> [String: UInt64] {
        var held: [String: UInt64] = [:]
        let headers = try Data.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT header FROM waiting
                    UNION ALL SELECT header FROM quarantine WHERE open = 1 AND refused_by = ? AND header IS NOT NULL
                    """), arguments: [hall.engine.node.rawValue])
        for bytes in headers {
            guard let header = try? Header(Array(bytes)),
                hall.engine.policy.rules(of: header.stream).laneClass == .bulk,
                // A damaged or forged copy of what is here holds nothing back.
                try !isHere(header, db)
            else { continue }
            let key = header.author.hex
            held[key] = min(held[key] ?? .max, header.authorSequence)
        }
        return held
    }

    private static func isHere(_ header: Header, _ db: Database) throws -> Bool {
        try Int.fetchOne(
            try db.cachedStatement(
                sql: "SELECT 1 FROM commits JOIN keys USING(kid) WHERE key = ? AND key_sequence = ?"),
            arguments: [header.author, Int64(clamping: header.authorSequence)]) != nil
    }
}
