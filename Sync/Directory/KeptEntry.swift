import FoundationEssentials
public import GRDB

/// An entry of the directory of which the log has lost the commit, as the read model of a hurt store still had it. It
/// stands in the directory until its commit has come again: without it a node would know neither itself nor the
/// neighbour that has all the rest. What it says was judged when it came, and is proven again by the commits that
/// follow; what it names for the link, the neighbour has to prove in the handshake.
///
/// Kept in the journal, a line of the settings a node.
public struct KeptEntry: Hashable, Sendable {
    /// Sequence of its commit in the node's stream.
    public let sequence: UInt64
    /// What it said.
    public let entry: DirectoryEntry

    private static let prefix = "keptEntry "
    private static let end = "keptEntry!"

    /// All that are kept, by node.
    public static func all(_ db: Database) throws -> [KeptEntry] {
        try String.fetchAll(
            db, sql: "SELECT value FROM settings WHERE name >= ? AND name < ? ORDER BY name", arguments: [prefix, end]
        ).compactMap(read)
    }

    /// The one of a node; nil if the log tells what its entry is.
    static func find(_ node: NodeID, _ db: Database) throws -> KeptEntry? {
        try Settings.get(prefix + node.rawValue, db).flatMap(read)
    }

    /// `3 7b22…`: the sequence, and the entry in hex.
    private static func read(_ text: String) -> KeptEntry? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let sequence = UInt64(parts[0]), let bytes = bytesOfHex(String(parts[1])),
            let entry = try? DirectoryEntry(content: bytes)
        else { return nil }
        return KeptEntry(sequence: sequence, entry: entry)
    }

    private func save(_ db: Database) throws {
        try Settings.set(
            KeptEntry.prefix + entry.node.rawValue, "\(sequence) \(hexOfBytes(try entry.content()))", db)
    }

    static func forget(_ node: NodeID, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM settings WHERE name = ?").execute(arguments: [prefix + node.rawValue])
    }

    /// Keeps what the directory of a hurt store says beyond its log. Before a rebuild.
    ///
    /// - Returns: how many entries are kept.
    @discardableResult
    public static func keep(_ db: Database) throws -> Int {
        var kept = 0
        for row in try Row.fetchAll(db, sql: "SELECT node, sequence, entry FROM directory ORDER BY node") {
            guard let node = Sweep.value(row, 0, String.self).flatMap({ NodeID($0) }),
                let sequence = Sweep.value(row, 1, Int64.self), sequence > 0,
                let content = Sweep.value(row, 2, Data.self), let entry = try? DirectoryEntry(content: Array(content)),
                entry.node == node, isSigned(entry)
            else { continue }
            let told = try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(sequence) FROM commits c JOIN streams USING(sid)
                    WHERE name = ? AND standing = 0 AND body IS NOT NULL AND NOT EXISTS (
                      SELECT 1 FROM damaged d WHERE d.position = c.position AND d.mended_at IS NULL
                        AND d.kind IN ('header', 'body'))
                    """, arguments: [StreamName.directory(node).rawValue])
            guard sequence > told ?? 0 else { continue }
            try KeptEntry(sequence: UInt64(sequence), entry: entry).save(db)
            kept += 1
        }
        return kept
    }

    /// The key that an entry enters has signed its request: of the rest of the row nothing else tells whether it is
    /// what was written there.
    private static func isSigned(_ entry: DirectoryEntry) -> Bool {
        guard let newest = entry.keys.last, let request = try? EntryMemory.shared.request(entry.request) else {
            return false
        }
        return request.node == entry.node && request.signing == newest.signing
    }

    /// Takes an entry of the log over into the read model, unless a later one of the node is kept.
    static func put(_ entry: DirectoryEntry, sequence: UInt64, _ db: Database) throws {
        if let kept = try find(entry.node, db) {
            guard kept.sequence <= sequence else { return try Directory.note(superiorOf: entry, db) }
            try forget(entry.node, db)
        }
        try Directory.put(entry, sequence: sequence, db)
    }

    /// Puts what is kept into a directory that is made anew, of one node or of all, before the log is replayed.
    static func putAll(of node: NodeID? = nil, _ db: Database) throws {
        for kept in try node.map({ try [find($0, db)].compactMap { $0 } }) ?? all(db) {
            try Directory.put(kept.entry, sequence: kept.sequence, db)
        }
    }
}

extension Engine {
    /// All that the superior has for this node is here: from now on the log alone tells what it holds something of. Of
    /// itself and of those above the node goes on knowing what it knew.
    func releaseKeptEntries(_ db: Database) throws {
        for kept in try KeptEntry.all(db) {
            let stream = StreamName.directory(kept.entry.node)
            guard let state = try StreamState.find(stream, db), state.head > 0 else { continue }
            try KeptEntry.forget(kept.entry.node, db)
            _ = try rebuild(group: stream, db)
        }
    }

    /// The entry that a stream's head says; nil before the first.
    func entryBefore(_ state: StreamState, about node: NodeID, _ db: Database) throws -> DirectoryEntry? {
        guard try KeptEntry.find(node, db) != nil else { return try Directory.entry(node, db) }
        return try CommitLog.newest(state.name, db)?.commit.directoryEntry
    }

    /// What this node lacks to be one of its network; nil if nothing is: its own entry, and those on the way to the
    /// root.
    public func lacksInDirectory(_ db: Database) throws -> String? {
        guard try Directory.entry(node, db) != nil else { return "the entry of \(node) itself" }
        let path = try Directory.ancestors(node, db)
        for above in path where try Directory.entry(above, db) == nil { return "the entry of \(above)" }
        let last = path.last ?? node
        return try top(db) == last ? nil : "the entry of the root"
    }
}
