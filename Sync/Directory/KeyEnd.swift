// The end of a key (`docs/recovery.md` §3), as a hall's entry says it.

extension DirectoryEntry.Key {
    /// What stands beside an end stands only there, is bounded, and names commits in one way.
    var isSoundlyEnded: Bool {
        let ids = admitted ?? []
        guard ids.count <= Bounds.admittedPerKey, Set(ids).count == ids.count,
            ids.allSatisfy({ CommitID(hex: $0)?.hex == $0 })
        else { return false }
        return last != nil || (ids.isEmpty && stolen != true)
    }

    /// An end stays where it is; what was admitted stays so; a key once called stolen is no honest one again.
    func continues(_ old: DirectoryEntry.Key) -> Bool {
        signing == old.signing && (old.last == nil || last == old.last)
            && Set(admitted ?? []).isSuperset(of: old.admitted ?? []) && (old.stolen != true || stolen == true)
    }
}

extension DirectoryEntry {
    /// A commit that counts where its stream is forked.
    public struct Head: Hashable, Sendable, Codable {
        /// The stream.
        public var stream: String
        /// Sequence in the stream.
        public var sequence: UInt64
        /// Id in hex.
        public var id: String

        /// The commit `id` at `sequence` of `stream`.
        public init(stream: StreamName, sequence: UInt64, id: CommitID) {
            self.stream = stream.rawValue
            self.sequence = sequence
            self.id = id.hex
        }
    }

    /// The entry with a key ended.
    ///
    /// - Parameters:
    ///   - key: which one.
    ///   - last: the last author sequence that counts; 0: nothing of it does.
    ///   - stolen: what lies beyond is not to be trusted, and no hall pleads for it.
    /// - Returns: nil if the node never had this key, or it was ended at another place.
    public func ending(_ key: KeyID, at last: UInt64, stolen: Bool = false) -> DirectoryEntry? {
        changing(key) { line in
            guard line.last == nil || line.last == last else { return false }
            line.last = last
            if stolen { line.stolen = true }
            return true
        }
    }

    /// The entry with commits admitted that lie beyond the end of a key.
    ///
    /// - Returns: nil if the node never had this key, it is not ended, or there would be more than 256.
    public func admitting(_ ids: [CommitID], of key: KeyID) -> DirectoryEntry? {
        changing(key) { line in
            let all = Set(line.admitted ?? []).union(ids.map(\.hex))
            guard line.last != nil, all.count <= Bounds.admittedPerKey else { return false }
            if !all.isEmpty { line.admitted = all.sorted() }
            return true
        }
    }

    private func changing(_ key: KeyID, _ change: (inout Key) -> Bool) -> DirectoryEntry? {
        var entry = self
        let place = entry.keys.firstIndex { $0.id == key }
        guard let place, change(&entry.keys[place]) else { return nil }
        return entry
    }
}
