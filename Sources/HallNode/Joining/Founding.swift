import Crypto
import Foundation
import GRDB
import Sync
public import Tiers

/// `hall init`: makes a province, the root of a network.
public enum Founding {
    /// What a founding needs.
    public struct Order: Sendable {
        /// The province's division code.
        public var code: DivisionCode
        /// Its name.
        public var name: String
        /// Where it will listen; nil: it has no children over the net.
        public var url: String?
        /// The file for the next root key, to be locked away; nil in a practice network, which keeps it in the folder.
        public var nextRootFile: String?

        /// An order.
        public init(code: DivisionCode, name: String, url: String?, nextRootFile: String?) {
            self.code = code
            self.name = name
            self.url = url
            self.nextRootFile = nextRootFile
        }
    }

    /// Makes the hall. The next root key is written before anything else, so that no province lives without it.
    public static func run(
        _ order: Order, in folder: HallFolder, now: Instant? = nil
    ) throws(HallError) -> Hall {
        let now = now ?? folder.surroundings.clock()
        try checkFree(folder)
        guard order.code.natural.utf8.count == 2, let node = NodeID(order.code.natural) else {
            throw HallError(
                .outsidePart, Bilingual(en: "\(order.code) is not a province's code", zh: "\(order.code) 不是省级代码"),
                hint: Bilingual(en: "a province has 2 digits, like 36", zh: "省级代码为 2 位数字，如 36"))
        }
        try folder.make()
        let keys = try HallKeys.makeOrRead(in: folder)
        let kept =
            order.nextRootFile == nil
            ? try folder.read(.nextRoot).flatMap { folder.surroundings.signingKey($0) } : nil
        let nextRoot: SigningKey
        if let kept { nextRoot = kept } else { nextRoot = try folder.surroundings.makeSigningKey() }
        if let file = order.nextRootFile {
            try folder.surroundings.disk.write(
                HallFolder.file(holding: nextRoot.raw), to: file, replace: false)
        } else if kept == nil {
            try folder.write(.nextRoot, nextRoot.raw)
        }
        let practice = order.nextRootFile == nil
        let root = keys.signing.publicKey.id
        let engine = Engine(node: node, root: root, policy: HallPolicy(), projector: HallProjector())
        let store = try HallStore.openOrMake(folder)
        do {
            let today = now.chinaDate.text
            let entry = DirectoryEntry(
                node: node, superior: nil, tier: Tier.province.rawValue,
                codes: [.init(value: order.code.padded, from: today)], department: nil,
                names: [.init(value: order.name, from: today)], address: order.url, keys: [keys.entry],
                nextRoot: nextRoot.publicKey.id.hex, practice: practice,
                request: try keys.request(for: node, address: order.url))
            try store.write { db in
                var batch = try WriteBatch(
                    engine, key: keys.signing, now: now.milliseconds, clockOffset: nil,
                    random: folder.surroundings.random,
                    db)
                try batch.append(Draft(stream: .directory(node), facts: [], content: try entry.content()))
                try batch.finish()
                try Settings.set(Hall.nodeSetting, node.rawValue, db)
                try Settings.set(Hall.rootSetting, root.hex, db)
                try Settings.set(Hall.practiceSetting, practice ? "1" : "0", db)
            }
            try store.close()
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
        return try Hall(folder)
    }

    private static let otherFolder = Bilingual(en: "choose another folder with --data", zh: "请用 --data 指定其他目录")

    /// A folder that is a hall already is never written to.
    ///
    /// - Parameter hint: what to do where it is one.
    static func checkFree(_ folder: HallFolder, hint: Bilingual = otherFolder) throws(HallError) {
        guard folder.holdsStore else { return }
        let store = try HallStore.open(folder)
        do {
            // A founding that was killed half way left a store that is nobody's: it may begin anew.
            let isNobodys = try store.read { db in
                try Settings.get(Hall.nodeSetting, db) == nil && Settings.get(Joining.invitationSetting, db) == nil
            }
            try store.close()
            if isNobodys { return }
        } catch {
            throw HallStore.error(error, path: folder.store)
        }
        throw HallError(
            .folderTaken, Bilingual(en: "\(folder.path) is a hall already", zh: "\(folder.path) 已是一个大厅的数据目录"),
            hint: hint)
    }
}

/// A hall's own two keys.
struct HallKeys {
    let signing: SigningKey
    let agreement: Curve25519.KeyAgreement.PrivateKey

    /// The keys of a folder; made if there are none, kept if there are.
    static func makeOrRead(in folder: HallFolder) throws(HallError) -> HallKeys {
        let around = folder.surroundings
        var signing = try folder.read(.signing).flatMap { around.signingKey($0) }
        var agreement = try folder.read(.agreement).flatMap {
            try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: $0)
        }
        if signing == nil {
            let made = try around.makeSigningKey()
            try folder.write(.signing, made.raw)
            signing = made
        }
        if agreement == nil {
            // Any 32 bytes are a key of this kind.
            let made = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: around.random(32))
            if let made { try folder.write(.agreement, Array(made.rawRepresentation)) }
            agreement = made
        }
        guard let signing, let agreement else { throw HallError.fault("no keys") }
        return HallKeys(signing: signing, agreement: agreement)
    }

    var signingHex: String { hexOfBytes(signing.publicKey.subjectPublicKeyInfo) }

    var agreementHex: String { hexOfBytes(agreement.publicKey.rawRepresentation) }

    /// The first key of an entry.
    var entry: DirectoryEntry.Key { .init(ordinal: 1, signing: signingHex, agreement: agreementHex) }

    func request(for node: NodeID, address: String?) throws -> DirectoryEntry.SignedRequest {
        try KeyRequest(node: node, signing: signingHex, agreement: agreementHex, address: address).signed(by: signing)
    }
}
