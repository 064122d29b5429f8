import Foundation
import GRDB
import Sync
import Tiers

/// `hall restore --dry-run`: what a backup would bring back, how old that is, and from whom the rest would come.
/// Nothing is changed; the folder may have a store, which then tells what has happened since.
public struct Rehearsal: Sendable {
    private let file: String
    private let folder: HallFolder

    /// A rehearsal.
    public init(_ file: String, in folder: HallFolder) {
        self.file = file
        self.folder = folder
    }

    /// Unpacks the file to the side, checks it as a restore would, and looks into it.
    public func run() throws(HallError) -> JSONValue {
        let now = folder.surroundings.clock()
        let isThere = FileManager.default.fileExists(atPath: folder.path)
        let place = isThere ? folder.path : FileManager.default.temporaryDirectory.path
        Scratch.removeOrphans(in: place)
        let copy = Scratch.path("rehearsal", in: place)
        Scratch.remove(copy)
        defer { Scratch.remove(copy) }
        do {
            let header = try BackupFile.extract(file, to: copy)
            let queue = try DatabaseQueue(path: copy)
            defer { try? queue.close() }
            try queue.read { try Restore.check($0, header, file: file) }
            try StoreUpgrade.migrate(queue)
            return try queue.read { try answer(header, now: now, $0) }
        } catch {
            throw HallStore.error(error, path: file)
        }
    }

    /// Whole seconds since a backup; nil if it is of a time to come.
    static func age(_ header: BackupHeader, now: Instant) -> Int64? {
        let (age, overflow) = now.milliseconds.subtractingReportingOverflow(header.at)
        return overflow || age < 0 ? nil : age / 1_000
    }

    private func answer(_ header: BackupHeader, now: Instant, _ db: Database) throws -> JSONValue {
        let entry = try Directory.entry(header.hall, db)
        let superior = try Directory.superior(header.hall, db)
        let children = try Directory.children(header.hall, db)
        return .fields([
            "hall": .text(header.hall.rawValue), "name": .optional(entry.map(Halls.name)), "file": .text(file),
            "madeAt": .moment(header.at), "ageSeconds": .optional(Rehearsal.age(header, now: now)),
            "release": .text(header.release), "commits": .int(header.commits), "bytes": .int(header.bytes),
            "practice": .bool(header.practice), "key": .text(try RestoredKey.of(folder, header, db).rawValue),
            "folderFree": .bool(!folder.holdsStore),
            "neighbours": .list(
                try [superior].compactMap { $0 }.map { try neighbour($0, "superior", db) }
                    + children.map { try neighbour($0, "child", db) }),
            "onlyHere": .int(Int64(try HallNumbers.onlyHere(db))),
            "sinceThen": try sinceThen(header, db),
        ])
    }

    /// What a neighbour has of this hall: what it sent, and what it has signed for.
    private func neighbour(_ peer: NodeID, _ role: String, _ db: Database) throws -> JSONValue {
        let sent = try Int64.fetchOne(
            db, sql: "SELECT count(*) FROM commits WHERE source = ?", arguments: [peer.rawValue])
        let signed = try Int64.fetchOne(
            db,
            sql: """
                SELECT count(DISTINCT r.commit_position) FROM lane_rows r JOIN lanes l USING(lane)
                  JOIN receipts p ON p.generation = l.generation AND p.peer = ?1
                    AND ((p.peer = l.peer AND p.lane = l.class) OR (l.peer = '*' AND p.lane = l.class + 2))
                WHERE r.whole = 1 AND r.position <= p.position AND r.position <= p.blobs_to
                """, arguments: [peer.rawValue])
        return .fields([
            "peer": .text(peer.rawValue), "name": .optional(try Directory.entry(peer, db).map(Halls.name)),
            "role": .text(role), "sent": .optional(sent), "signedFor": .optional(signed),
            "lastContact": .moment(try Contacts.find(peer, db).lastContact),
        ])
    }

    /// What the living store in the folder has beyond the backup, and how much of it no neighbour has signed for: that
    /// would be lost. Null where there is no store of this hall to ask.
    private func sinceThen(_ header: BackupHeader, _ backup: Database) throws -> JSONValue {
        guard folder.holdsStore, let store = try? HallStore.open(folder) else { return .null }
        defer { try? store.close() }
        let last = try Int64.fetchOne(backup, sql: "SELECT coalesce(max(position), 0) FROM commits") ?? 0
        return try store.read { db in
            guard try Settings.get(Hall.nodeSetting, db) == header.hall.rawValue else { return .null }
            let commits = try Int64.fetchOne(
                db, sql: "SELECT count(*) FROM commits WHERE position > ?", arguments: [last])
            let onlyHere = Int64(try HallNumbers.onlyHere(after: last, db))
            return .fields([
                "commits": .optional(commits), "elsewhere": .optional(commits.map { $0 - onlyHere }),
                "lost": .int(onlyHere),
            ])
        }
    }
}
