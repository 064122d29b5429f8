public import GRDB

// The province has nobody above it: its root key is changed by the next one, whose hash the entry before named
// (`docs/recovery.md` §3).
extension Engine {
    /// The author's key of an entry of the top that is written with the next root key, which only this entry itself
    /// holds; nil if the commit is no such entry.
    func nextRootKey(of commit: Commit, _ db: Database) throws -> AuthorKey? {
        let header = commit.header
        guard header.sequence > 1, let about = header.stream.directoryNode, try about == top(db),
            let entry = commit.directoryEntry, entry.node == about, let newest = entry.keys.last,
            let info = bytesOfHex(newest.signing), KeyID.of(info) == header.author
        else { return nil }
        let state = try known(header.stream, db)
        guard let before = try self.entry(header.previous, sid: state.sid, sequence: header.sequence - 1, db) else {
            return .missing(.wait(.commit(header.previous)))
        }
        guard before.nextRoot == header.author.hex else { return nil }
        return .known(.init(node: about, info: info, ordinal: newest.ordinal, last: nil))
    }

    /// Whether a kept commit is an entry of the top by the root key after the one before it.
    func isRotation(_ header: Header, sid: Int64, _ db: Database) throws -> Bool {
        guard header.sequence > 1, let about = header.stream.directoryNode, try about == top(db) else { return false }
        let before = try entry(header.previous, sid: sid, sequence: header.sequence - 1, db)
        return before?.nextRoot == header.author.hex
    }

    private func entry(
        _ id: CommitID, sid: Int64, sequence: UInt64, _ db: Database
    ) throws -> DirectoryEntry? {
        guard let kept = try CommitLog.kept(id, sid: sid, sequence: sequence, db),
            let raw = try LogCursor(db).raw(at: kept.position), let body = raw.body
        else { return nil }
        return try? Commit(headerBytes: raw.header, body: body, block: raw.block).directoryEntry
    }

    /// The keys of the top change only by the next root key: it ends all before it, and names the one after it. So a
    /// stolen root key cannot put another in its own place.
    func rootKeysAreRight(_ entry: DirectoryEntry, by author: KeyID, _ before: DirectoryEntry?) -> Bool {
        guard let before else { return entry.keys.count == 1 }
        if before.nextRoot == author.hex {
            return entry.keys.count == before.keys.count + 1 && entry.keys.dropLast().allSatisfy { $0.last != nil }
                && entry.keys.last?.last == nil && entry.nextRoot.flatMap { KeyID(hex: $0) } != nil
                && entry.nextRoot != before.nextRoot
        }
        return entry.keys.count == before.keys.count && entry.keys.last?.last == before.keys.last?.last
            && (before.nextRoot == nil || entry.nextRoot == before.nextRoot)
    }

    /// Ids of commits of a stream that the top named when it changed its root key.
    func namedHeads(of stream: StreamName, _ db: Database) throws -> Set<CommitID> {
        guard let top = try top(db), let heads = try Directory.entry(top, db)?.heads else { return [] }
        return Set(heads.filter { $0.stream == stream.rawValue }.compactMap { CommitID(hex: $0.id) })
    }

    // MARK: - Writing

    /// Writes the top's entry with its next root key, by which the batch is signed: the key in use ends at the last
    /// commit of it that is held here, and what this node's own forked streams say here counts.
    ///
    /// - Parameters:
    ///   - request: signed by the next root key.
    ///   - then: the key after it.
    ///   - stolen: what lies beyond the end is not to be trusted.
    /// - Throws: `WriteError.notTheWriter` if this node is not the top, or the last entry does not name this key.
    public func rotateRoot(
        by request: DirectoryEntry.SignedRequest, then: KeyID, stolen: Bool, _ batch: inout WriteBatch, _ db: Database
    ) throws {
        let asked = try KeyRequest(request)
        guard var entry = try Directory.entry(node, db), entry.superior == nil, let key = asked.key,
            asked.node == node, entry.nextRoot == key.id.hex
        else { throw WriteError.notTheWriter(pen: nil) }
        for line in entry.keys where line.last == nil {
            guard let old = line.id,
                let ended = entry.ending(old, at: try lastHeld(of: old, db), stolen: stolen)
            else { throw WriteError.keyEnded }
            entry = ended
        }
        entry.keys.append(
            .init(ordinal: entry.keys.count + 1, signing: asked.signing, agreement: asked.agreement))
        entry.request = request
        entry.nextRoot = then.hex
        let heads = try headsToName(besides: entry.heads ?? [], db)
        entry.heads = heads.isEmpty ? nil : heads
        // The older copy of a store has its own key and its own work from here on.
        try SetBack.forget(db)
        var draft = Draft(stream: .directory(node), facts: [], content: try entry.content())
        draft.isRotation = true
        try batch.append(draft)
    }

    /// Named once, a head stays named; what came after 1,024 is settled by takeovers.
    private func headsToName(besides named: [DirectoryEntry.Head], _ db: Database) throws -> [DirectoryEntry.Head] {
        let forked = try String.fetchAll(db, sql: "SELECT name FROM streams WHERE forked = 1 ORDER BY name")
        let new = try forked.compactMap { text -> DirectoryEntry.Head? in
            guard let name = StreamName(text), let state = try StreamState.find(name, db), state.pen == node,
                state.head > 0
            else { return nil }
            return .init(stream: name, sequence: state.head, id: state.headID)
        }
        let renamed = Set(new.map(\.stream))
        return Array((new + named.filter { !renamed.contains($0.stream) }).prefix(Bounds.headsPerEntry))
    }
}
