public import GRDB

/// A key under which a node has signed commits, as it tells its superior when it is to be entered with another one. The
/// superior may never have heard of it, where a renewal waits, or not know it any more, where it was put back itself.
public struct FormerKey: Hashable, Sendable, Codable {
    /// The request for that key, signed by it: nobody can call another node's key its own.
    public let request: DirectoryEntry.SignedRequest
    /// The last author sequence that the node knows of; of a stolen key the last that counts.
    public let last: UInt64
    /// True where the superior has ended the key as stolen, by all that the node knows; else nil.
    public let stolen: Bool?

    /// A key with the last number that it was used for.
    public init(request: DirectoryEntry.SignedRequest, last: UInt64, stolen: Bool? = nil) {
        self.request = request
        self.last = last
        self.stolen = stolen
    }
}

extension Engine {
    /// The newest keys of this node, oldest first, as far as its store holds their requests.
    public func formerKeys(_ db: Database) throws -> [FormerKey] {
        let known = try KeyID.fetchAll(
            db, sql: "SELECT key FROM directory_keys WHERE node = ? ORDER BY ordinal DESC LIMIT ?",
            arguments: [node.rawValue, Bounds.formerKeys])
        let requests = try ownRequests(db)
        return try known.reversed().compactMap { key in
            guard let request = requests[key] else { return nil }
            // What this store holds beyond such an end may be the thief's.
            if let record = try Directory.key(key, db), record.isStolen, let last = record.last {
                return FormerKey(request: request, last: last, stolen: true)
            }
            return FormerKey(request: request, last: try lastHeld(of: key, db))
        }
    }

    /// The requests for this node's keys: those of all its entries, whether they count here or not, and the one that
    /// waits for its entry.
    private func ownRequests(_ db: Database) throws -> [KeyID: DirectoryEntry.SignedRequest] {
        let stream = StreamName.directory(node)
        let entries =
            try CommitLog.stream(stream, db).map(\.commit)
            + CommitLog.uncounted(stream, db).map(\.stored.commit)
        let requests = entries.compactMap(\.directoryEntry?.request) + [try Renewal.find(db)?.request].compactMap { $0 }
        let named = requests.compactMap { signed in
            (try? KeyRequest(signed))?.key.map { ($0.id, signed) }
        }
        return Dictionary(named) { first, _ in first }
    }

    /// The entry of a node that is to have a new key, with all that it had until now ended: at what is held here, or at
    /// what the node itself knows of, whichever is more. A key of which nobody here has heard comes in as one that has
    /// ended, so that what it signed counts everywhere. A key that was ended before stays as it is. That one was stolen
    /// stays true where only the node itself knows it still: the superior may have lost its own word with its disk.
    ///
    /// - Parameter new: the request for the new key, which is none of the former ones.
    public func ending(
        _ entry: DirectoryEntry, former: [FormerKey], besides new: KeyRequest, _ db: Database
    ) throws -> DirectoryEntry {
        let told = former.prefix(Bounds.formerKeys).compactMap { former -> (KeyRequest, KeyID, FormerKey)? in
            guard former.last <= UInt64(Int64.max), let request = try? KeyRequest(former.request),
                request.node == entry.node, request.signing != new.signing, let id = request.key?.id
            else { return nil }
            return (request, id, former)
        }
        var after = entry
        for (request, id, _) in told where !after.keys.contains(where: { $0.id == id }) {
            if let record = try Directory.key(id, db), record.node != entry.node { continue }
            after.keys.append(
                .init(ordinal: after.keys.count + 1, signing: request.signing, agreement: request.agreement))
        }
        for id in after.keys.filter({ $0.last == nil }).compactMap(\.id) {
            let words = told.filter { $0.1 == id }.map(\.2)
            let last = words.map(\.last).reduce(try lastHeld(of: id, db), max)
            after = after.ending(id, at: last, stolen: words.contains { $0.stolen == true }) ?? after
        }
        return after
    }
}
