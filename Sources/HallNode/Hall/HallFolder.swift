import Foundation
import Glibc
public import Sync
import Tiers

/// A hall's folder: all that the hall is. Mode 0700; keys 0600, never in the store and never in a backup.
///
///     hall.sqlite          the store
///     keys/signing         the signing key, hex
///     keys/signing-…       a key that is to replace it, until the superior has entered it; a copy from then on; at
///                          the province of a practice network, once it has rotated, the next root key
///     keys/agreement       the agreement key, hex
///     keys/next-root       only at the province of a practice network, the first one
///     serve.lock           held by a running server
public struct HallFolder: Sendable {
    /// The folder's path.
    public let path: String

    /// The clock, the chance and the disk of whoever works in it.
    public let surroundings: Surroundings

    /// The folder at a path, which need not exist yet.
    public init(_ path: String, in surroundings: Surroundings = .system) {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        self.surroundings = surroundings
    }

    /// The store's file.
    public var store: String { path + "/hall.sqlite" }
    /// The lock of a running server.
    public var serveLock: String { path + "/serve.lock" }

    /// Whether a store is there.
    public var holdsStore: Bool { surroundings.disk.holds(store) }

    /// Makes the folder, and its parents, with mode 0700.
    public func make() throws(HallError) {
        for folder in [path, path + "/keys"] { try surroundings.disk.makeFolder(folder) }
    }

    /// What of the folder others than its owner may read or write: a copy that was made by hand, say. The keys and the
    /// store of a hall are nobody else's.
    var openToOthers: [String] {
        let keys = (try? FileManager.default.contentsOfDirectory(atPath: path + "/keys")) ?? []
        let paths =
            [path, path + "/keys"] + keys.sorted().map { path + "/keys/" + $0 } + ["", "-wal"].map { store + $0 }
        return paths.filter { path in
            // What a link leads to, not the link. (`stat` itself compiles or not by what is compiled beside it.)
            let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            return ((attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0) & 0o077 != 0
        }
    }

    static func noPermission(_ path: String) -> HallError {
        switch errno {
        case ENOSPC, EDQUOT: return .diskFull
        case EROFS: return .readOnly
        default: break
        }
        let number = errno
        let why: String
        switch number {
        case ENOENT: why = "目录不存在"
        case EACCES, EPERM: why = "没有权限"
        case ENOTDIR: why = "不是目录"
        default: why = "无法使用（\(String(cString: strerror(number)))）"
        }
        return HallError(
            .store, Bilingual(en: "\(path): \(String(cString: strerror(number)))", zh: "\(path)：\(why)"),
            hint: Bilingual(
                en: "choose a folder that is there and that you may write, or have its owner give you the right",
                zh: "请改用已有且有写权限的目录，或请目录所有者授权"))
    }

    /// A private key of the folder.
    public enum Key: String, Sendable {
        /// Signs commits, receipts and status records, and stands behind the TLS certificate.
        case signing
        /// For agreement (X25519); nothing uses it yet, the directory has it from the first day.
        case agreement
        /// The province's next root key, in a practice network only.
        case nextRoot = "next-root"
    }

    /// The file of a key that is to become the present one: named after the key, so that no other replaces it.
    private func file(of id: KeyID) -> String { path + "/keys/signing-" + id.hex.prefix(16) }

    /// The bytes of a key that is to become the present one, or became it; nil if it is not here.
    func kept(_ id: KeyID) -> [UInt8]? {
        surroundings.disk.read(file(of: id)).flatMap { HallFolder.key(in: $0) }
    }

    /// Whether a key lies here that is to become the present one, or became it.
    public func keeps(_ id: KeyID) -> Bool { kept(id) != nil }

    /// The 32 bytes of a key, of the hex digits in its file; nil if they are none.
    static func key(in file: [UInt8]) -> [UInt8]? {
        let text = String(bytes: file, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.flatMap { bytesOfHex($0) }.flatMap { $0.count == 32 ? $0 : nil }
    }

    /// What the file of a key holds: hex digits and a line end.
    static func file(holding key: [UInt8]) -> [UInt8] { Array((hexOfBytes(key) + "\n").utf8) }

    /// Keeps a key that is to become the present one, durably.
    func keep(_ bytes: [UInt8], of id: KeyID) throws(HallError) {
        try surroundings.disk.write(HallFolder.file(holding: bytes), to: file(of: id), replace: true)
    }

    /// Makes a kept key the present one.
    func replaceSigning(by bytes: [UInt8]) throws(HallError) {
        let file = path + "/keys/" + Key.signing.rawValue
        try surroundings.disk.write(HallFolder.file(holding: bytes), to: file, replace: true)
    }

    /// Reads a key; nil if it is not there.
    public func read(_ key: Key) throws(HallError) -> [UInt8]? {
        let file = path + "/keys/" + key.rawValue
        guard surroundings.disk.holds(file) else { return nil }
        guard let bytes = surroundings.disk.read(file).flatMap({ HallFolder.key(in: $0) }) else {
            throw HallFolder.badKey(file)
        }
        return bytes
    }

    static func badKey(_ file: String) -> HallError {
        HallError(
            .store, Bilingual(en: "\(file) is no key", zh: "\(file) 不是有效的密钥文件"),
            hint: Bilingual(
                en: "put the key file back from where it was kept", zh: "请从备份处恢复该密钥文件"))
    }

    /// Writes a key, durably and with mode 0600. A key that is there stays.
    public func write(_ key: Key, _ bytes: [UInt8]) throws(HallError) {
        try surroundings.disk.write(
            HallFolder.file(holding: bytes), to: path + "/keys/" + key.rawValue, replace: false)
    }

    /// Writes a file of mode 0600 that must not exist yet; it appears whole or not at all.
    public static func writeSecret(_ text: String, to file: String) throws(HallError) {
        try writeWhole(Array(text.utf8), to: file, replace: false)
    }

    /// Writes a file that appears whole or not at all, mode 0600.
    public static func writeWhole(_ bytes: [UInt8], to file: String, replace: Bool) throws(HallError) {
        if !replace, FileManager.default.fileExists(atPath: file) {
            throw HallError(
                .file, Bilingual(en: "\(file) exists already", zh: "\(file) 已存在"),
                hint: Bilingual(en: "choose another name, or --force", zh: "请换一个文件名，或使用 --force"), exit: .refused)
        }
        let temporary = "\(file).\(getpid()).part"
        // A new file and no other: where others may write too, a link or a file of theirs may wait under the name.
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw noPermission(file) }
        fchmod(descriptor, 0o600)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            written += count
        }
        let isDurable = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isDurable, rename(temporary, file) == 0 else {
            let error = noPermission(file)
            unlink(temporary)
            throw error
        }
        // A name is durable once its folder is: a key that the superior has entered must survive the power.
        let parent = open(file.lastIndex(of: "/").map { String(file[...$0]) } ?? ".", O_RDONLY | O_CLOEXEC)
        if parent >= 0 {
            fsync(parent)
            close(parent)
        }
    }
}
