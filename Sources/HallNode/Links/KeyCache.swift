import GRDB
import Sync
import Synchronization

/// The public keys of authors, read once. A key id is the hash of its key, so that what was found stays right; whether
/// the key still counts is judged inside the transaction.
final class KeyCache: Sendable {
    private let known = Mutex<[KeyID: PublicKey]>([:])

    /// Keys kept; beyond it the memory begins anew.
    private static let most = 4_096

    /// The key of an id; nil while no entry with it is held.
    func find(_ id: KeyID, in hall: Hall) -> PublicKey? {
        if let found = known.withLock({ $0[id] }) { return found }
        guard let key = (try? hall.store.state { try Directory.key(id, $0) })??.key else { return nil }
        known.withLock { known in
            if known.count >= KeyCache.most { known = [:] }
            known[id] = key
        }
        return key
    }
}
