import Sync
import Tiers

extension CommitID {
    /// The id that a person gave, 64 hex digits.
    ///
    /// - Parameter hint: where such ids are shown.
    static func read(_ text: String, hint: Bilingual) throws(HallError) -> CommitID {
        guard let id = CommitID(hex: text) else { throw HallError.badCommitID(text, hint: hint) }
        return id
    }

    /// The same of several, in their order, each once.
    static func read(_ texts: [String], hint: Bilingual) throws(HallError) -> [CommitID] {
        var ids: [CommitID] = []
        var seen: Set<CommitID> = []
        for text in texts {
            let id = try read(text, hint: hint)
            if seen.insert(id).inserted { ids.append(id) }
        }
        return ids
    }
}
