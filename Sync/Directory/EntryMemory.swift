import FoundationEssentials
import Synchronization

/// Entries of the directory and their keys as they were last read, by what they were read from. The entries of this
/// node and its neighbours are asked for with every frame of a link, and reading one costs a hundred times the look-up.
/// What is remembered depends on nothing but the bytes, so that it is never out of date.
final class EntryMemory: Sendable {
    /// That of this process.
    static let shared = EntryMemory()

    private let entries = Mutex<[Data: DirectoryEntry]>([:])
    private let keys = Mutex<[String: PublicKey]>([:])

    /// Entries, and keys, that are remembered; beyond it the memory begins anew.
    private static let most = 512

    /// The entry that these bytes are.
    func entry(_ content: Data) throws(FormatError) -> DirectoryEntry {
        if let known = entries.withLock({ $0[content] }) { return known }
        let entry = try DirectoryEntry(content: Array(content))
        EntryMemory.keep(entry, for: content, in: entries)
        return entry
    }

    /// The key that this hex is; nil if it is none.
    func key(_ hex: String) -> PublicKey? {
        if let known = keys.withLock({ $0[hex] }) { return known }
        guard let key = bytesOfHex(hex).flatMap({ PublicKey(subjectPublicKeyInfo: $0) }) else { return nil }
        EntryMemory.keep(key, for: hex, in: keys)
        return key
    }

    private static func keep<Key: Hashable & Sendable, Value: Sendable>(
        _ value: Value, for key: Key, in memory: borrowing Mutex<[Key: Value]>
    ) {
        memory.withLock { known in
            if known.count >= most { known = [:] }
            known[key] = value
        }
    }
}
