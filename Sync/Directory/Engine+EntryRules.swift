import FoundationEssentials
import GRDB

/// What an entry continues.
struct EntryPlace {
    /// Who holds the stream's pen there; nil before its first commit.
    var pen: NodeID?
    /// The entry before; nil before the first.
    var before: DirectoryEntry?
}

extension Engine {
    /// Judges a directory entry: written by the superior that it names, about a node inside that superior's part of the
    /// tree, with a request signed by the key that it enters, and never forgetting a key.
    ///
    /// - Returns: what is wrong or missing; nil if nothing is.
    func judgeEntry(_ commit: Commit, author: NodeID, at place: EntryPlace, _ db: Database) throws -> Judgement? {
        let header = commit.header
        guard let bytes = commit.body else { return .wait(.body(header.stream, header.sequence)) }
        guard let body = try? Body.read(bytes) else { return .refuse(.malformed) }
        guard let entry = try? EntryMemory.shared.entry(Data(body.content)),
            entry.node == header.stream.directoryNode
        else {
            return .refuse(.badEntry)
        }
        guard let superior = entry.superior else {
            return try judgeTop(entry, header: header, author: author, at: place, db)
        }
        // The pen moves with the superior: a commit that names another one hands the pen over in the same breath.
        let writer = place.pen ?? superior
        guard writer == author else { return .refuse(.notTheSuperior) }
        guard header.nextWriter ?? author == superior else { return .refuse(.notTheSuperior) }
        guard superior != entry.node, let above = try Directory.entry(author, db) else { return .refuse(.outsidePart) }
        let given = above.codes.map(\.value)
        guard entry.codes.allSatisfy({ policy.mayGive(code: $0.value, superiorCodes: given) }) else {
            return .refuse(.outsidePart)
        }
        let isFounding = header.sequence == 1
        guard !isFounding || policy.mayFound(entry.node, superiorCodes: given),
            policy.mayStand(tier: entry.tier, under: above.tier)
        else {
            return .refuse(.outsidePart)
        }
        return try entryIsSound(entry, after: place.before, db) ? nil : .refuse(.badEntry)
    }

    private func judgeTop(
        _ entry: DirectoryEntry, header: Header, author: NodeID, at place: EntryPlace, _ db: Database
    ) throws -> Judgement? {
        guard author == entry.node, header.takeover == nil, header.sequence > 1 || header.author == root else {
            return .refuse(.notTheSuperior)
        }
        guard (place.pen ?? entry.node) == author, header.nextWriter ?? author == author else {
            return .refuse(.notTheSuperior)
        }
        guard entry.heads?.count ?? 0 <= Bounds.headsPerEntry, rootKeysAreRight(entry, by: header.author, place.before)
        else { return .refuse(.badEntry) }
        return try entryIsSound(entry, after: place.before, db) ? nil : .refuse(.badEntry)
    }

    private func entryIsSound(
        _ entry: DirectoryEntry, after before: DirectoryEntry?, _ db: Database
    ) throws -> Bool {
        guard let newest = entry.keys.last, let request = try? EntryMemory.shared.request(entry.request),
            request.node == entry.node, request.signing == newest.signing, request.agreement == newest.agreement
        else { return false }
        guard Set(entry.keys.map { $0.signing.lowercased() }).count == entry.keys.count else { return false }
        for (place, key) in entry.keys.enumerated() {
            guard key.ordinal == place + 1, key.isSoundlyEnded, let info = bytesOfHex(key.signing),
                EntryMemory.shared.key(info) != nil
            else { return false }
            // A key names one node for ever.
            if let record = try Directory.key(.of(info), db), record.node != entry.node { return false }
        }
        guard let before else { return true }
        return before.keys.count <= entry.keys.count
            && zip(before.keys, entry.keys).allSatisfy { $1.continues($0) }
    }
}
