import GRDB

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
}
