import FoundationEssentials
import Synchronization

/// Entries of the directory, their keys and their requests as they were last read, by what they were read from. The
/// entries of this node and its neighbours are asked for with every frame of a link, and one that comes in is looked at
/// many times; reading one costs a hundred times the look-up.
/// What is remembered depends on nothing but the bytes, so that it is never out of date.
final class EntryMemory: Sendable {
    /// That of this process.
    static let shared = EntryMemory()

    private let entries = Mutex<[Data: DirectoryEntry]>([:])
    private let contents = Mutex<[DirectoryEntry: Data]>([:])
    private let keys = Mutex<[[UInt8]: PublicKey]>([:])
    private let requests = Mutex<[DirectoryEntry.SignedRequest: KeyRequest]>([:])

    /// Entries that are remembered, as many keys and so on; beyond it each memory begins anew.
    private static let most = 512
    /// What is longer is read anew each time, bytes: a usual entry has one or two thousand, and a hostile one may not
    /// fill the memory.
    private static let longest = 16 << 10

    /// The entry that these bytes are.
    func entry(_ content: Data) throws(FormatError) -> DirectoryEntry {
        if let known = entries.withLock({ $0[content] }) { return known }
        let entry = try DirectoryEntry(content: Array(content))
        if content.count <= EntryMemory.longest { EntryMemory.keep(entry, for: content, in: entries) }
        return entry
    }

    /// The bytes of an entry.
    func content(of entry: DirectoryEntry) throws -> Data {
        if let known = contents.withLock({ $0[entry] }) { return known }
        let content = Data(try entry.content())
        if content.count <= EntryMemory.longest { EntryMemory.keep(content, for: entry, in: contents) }
        return content
    }

    /// The key that this hex is; nil if it is none.
    func key(_ hex: String) -> PublicKey? { bytesOfHex(hex).flatMap { key($0) } }

    /// The key that this SubjectPublicKeyInfo is; nil if it is none.
    func key(_ info: [UInt8]) -> PublicKey? {
        if let known = keys.withLock({ $0[info] }) { return known }
        guard let key = PublicKey(subjectPublicKeyInfo: info) else { return nil }
        EntryMemory.keep(key, for: info, in: keys)
        return key
    }

    /// The request that this is, if it is signed as it must be.
    func request(_ signed: DirectoryEntry.SignedRequest) throws(FormatError) -> KeyRequest {
        if let known = requests.withLock({ $0[signed] }) { return known }
        let request = try KeyRequest(signed)
        let length = signed.content.utf8.count + signed.signature.utf8.count
        if length <= EntryMemory.longest { EntryMemory.keep(request, for: signed, in: requests) }
        return request
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
