import CSimDisk
import GRDB
import HallNode
import Tiers

/// The disk of one machine: stores by way of SQLite and CSimDisk, and the few small files beside them.
final class SimDisk: HallDisk, @unchecked Sendable {  // a world runs on one thread
    private let disk: OpaquePointer
    /// Small files, by path: durable once they are written.
    private var files: [String: [UInt8]] = [:]
    /// Bytes that stores may take; nil: no limit.
    var quota: Int64? { didSet { simdisk_set_quota(disk, quota ?? -1) } }

    /// Stores are opened so that a transaction is done before it is durable: a mistake, for trying the checkers.
    var forgetsToSync = false

    /// Holds a store as one is made; while it is here, a store that is not there yet begins as a copy of it, since to
    /// make all tables anew at each of many halls takes most of their founding.
    var model: SimDisk?

    init() throws {
        guard simdisk_register() == 0, let disk = simdisk_make() else { throw SimError("no disk") }
        self.disk = disk
    }

    deinit { simdisk_free(disk) }

    /// Where the hall's folder lies.
    var folder: String { "/hallsim/\(simdisk_number(disk))/hall" }

    // MARK: - What a hall sees

    func holds(_ path: String) -> Bool { files[path] != nil || size(of: path) != nil }

    func makeFolder(_ path: String) {}

    func read(_ path: String) -> [UInt8]? { files[path] }

    func write(_ bytes: [UInt8], to path: String, replace: Bool) throws(HallError) {
        guard replace || files[path] == nil else { throw HallFolder.existsAlready(path) }
        guard !hasFailed else { throw SimDisk.powerFailure }
        files[path] = bytes
    }

    func openStore(_ path: String, _ configuration: Configuration) throws -> any DatabaseWriter {
        if let model, size(of: path) == nil, simdisk_copy(disk, model.disk) != 0 {
            throw SimError("no memory for a disk")
        }
        var configuration = configuration
        // One connection alone, which a pool sets to this mode by itself.
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA journal_mode = WAL") }
        if forgetsToSync {
            configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = OFF") }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    func size(of path: String) -> Int64? {
        let prefix = "/hallsim/\(simdisk_number(disk))/"
        guard path.hasPrefix(prefix) else { return nil }
        let bytes = simdisk_file_bytes(disk, String(path.dropFirst(prefix.count)))
        return bytes < 0 ? nil : bytes
    }

    func freeBytes(at path: String) -> Int64? {
        quota.map { max($0 - simdisk_bytes(disk), 0) } ?? 64 << 30
    }

    private static let powerFailure = HallError(
        .store, Bilingual(en: "the power failed", zh: "断电"), hint: Bilingual(en: "start again", zh: "请重新启动"))

    // MARK: - What happens to it

    /// Whether the power has failed.
    var hasFailed: Bool { simdisk_has_failed(disk) != 0 }
    /// Syncs so far.
    var syncs: Int64 { simdisk_syncs(disk) }
    /// Grows whenever what the stores hold may have become another.
    var changes: Int64 { simdisk_changes(disk) }
    /// Bytes of memory that the stores take here.
    var memory: Int64 { simdisk_memory(disk) }
    /// Bytes of all stores.
    var bytes: Int64 { simdisk_bytes(disk) }

    /// Lets the power fail in the n-th call from now that changes the disk.
    func fail(inCalls calls: Int64) { simdisk_fail_in(disk, calls) }

    /// Lets the power fail now.
    func fail() { simdisk_fail(disk) }

    /// The power comes back. Of what was not synced each sector stays with a chance of so many in 256.
    func restart(seed: UInt64, kept: Int) { _ = simdisk_restart(disk, seed, Int32(clamping: kept)) }

    /// Makes everything durable, as a system does by itself with what nobody has written to for a while.
    func settle() { _ = simdisk_settle(disk) }

    /// Keeps what is durable in a fraction of its memory until somebody looks at it.
    func fold() { simdisk_fold(disk) }

    /// Makes this disk what another one is now.
    func become(_ other: SimDisk) throws {
        guard simdisk_copy(disk, other.disk) == 0 else { throw SimError("no memory for a disk") }
        files = [:]
        for (path, bytes) in other.files {
            // A path holds the disk's number; on a copy it is the copy's own.
            files[folder + path.dropFirst(other.folder.count)] = bytes
        }
    }

    /// The files of a folder below the hall's are lost.
    func lose(_ name: String) { files = files.filter { !$0.key.hasPrefix("\(folder)/\(name)/") } }

    /// A copy of what the disk holds now.
    func image() throws -> SimDisk {
        let image = try SimDisk()
        try image.become(self)
        return image
    }

    /// Turns a bit of a byte of the store.
    func flip(at offset: Int64, bit: Int) -> Bool {
        simdisk_flip(disk, "hall/hall.sqlite", offset, 1 << (bit & 7)) == 0
    }
}

/// A simulation that cannot go on, which says nothing about halls.
struct SimError: Error, CustomStringConvertible {
    let description: String

    init(_ text: String) { description = text }
}
