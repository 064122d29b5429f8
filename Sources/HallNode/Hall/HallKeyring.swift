import Sync
import Synchronization
import Tiers

/// The signing keys of a folder. Which of them signs commits, and which one the neighbours know, the store says: a
/// server and a command on one folder follow it alike, whoever of them began a renewal.
final class HallKeyring: Sendable {
    private struct State {
        /// Keys read so far.
        var held: [KeyID: SigningKey]
        /// The one in the file `signing`.
        var first: KeyID
        /// Known to the neighbours.
        var link: SigningKey
        /// Not entered by the superior yet, as far as this hall knows.
        var waiting: SigningKey?
        /// The superior knows the waiting key, and this hall has not heard of it: it comes with that one.
        var comesWithWaiting = false
    }

    private let folder: HallFolder
    private let state: Mutex<State>

    /// Reads the folder's present key.
    init(_ folder: HallFolder) throws(HallError) {
        guard let raw = try folder.read(.signing) else { throw HallKeyring.noKey(folder) }
        guard let key = folder.surroundings.signingKey(raw) else {
            throw HallFolder.badKey(folder.path + "/keys/signing")
        }
        self.folder = folder
        let id = key.publicKey.id
        state = Mutex(State(held: [id: key], first: id, link: key))
    }

    private static func noKey(_ folder: HallFolder) -> HallError {
        HallError(
            .store, Bilingual(en: "there is no key in \(folder.path)/keys", zh: "\(folder.path)/keys 中没有密钥"),
            hint: Bilingual(
                en: """
                    put the hall's own there, or have the superior run `hall enroll --again` and join; at the province \
                    `hall key rotate --root-key FILE --next-root FILE`
                    """,
                zh: """
                    请放入本大厅原有密钥，或由上级执行 hall enroll --again 后重新接入；\
                    省级大厅用 hall key rotate --root-key 文件 --next-root 文件
                    """))
    }

    /// The key that the neighbours know.
    var link: SigningKey { state.withLock { $0.link } }

    /// The key with which this hall comes to its superior.
    var dialling: SigningKey { state.withLock { $0.comesWithWaiting ? $0.waiting ?? $0.link : $0.link } }

    /// The key that signs commits now. Where the folder does not have it, the present one, which is then refused.
    func commits(_ use: KeysInUse) -> SigningKey { use.commits.flatMap { find($0) } ?? link }

    /// The superior does not take the key with which this hall came: the other one is tried.
    func turnedAway() { state.withLock { $0.comesWithWaiting = !$0.comesWithWaiting && $0.waiting != nil } }

    /// Takes up what the store says. A key that has been entered replaces the folder's present one.
    func follow(_ use: KeysInUse) throws(HallError) {
        let link = use.link.flatMap { find($0) }
        let waiting = use.commits == use.link ? nil : use.commits.flatMap { find($0) }
        let isNew = state.withLock { state in
            if let link { state.link = link }
            state.waiting = waiting
            if waiting == nil { state.comesWithWaiting = false }
            return link.map { $0.publicKey.id != state.first } ?? false
        }
        guard isNew, waiting == nil, let link else { return }
        try folder.replaceSigning(by: link.raw)
        state.withLock { $0.first = link.publicKey.id }
    }

    /// Puts a new key away durably, before anything names it.
    func keep(_ key: SigningKey) throws(HallError) {
        try folder.keep(key.raw, of: key.publicKey.id)
        state.withLock { $0.held[key.publicKey.id] = key }
    }

    private func find(_ id: KeyID) -> SigningKey? {
        if let held = state.withLock({ $0.held[id] }) { return held }
        guard let raw = folder.kept(id), let key = folder.surroundings.signingKey(raw), key.publicKey.id == id else {
            return nil
        }
        state.withLock { $0.held[id] = key }
        return key
    }
}
