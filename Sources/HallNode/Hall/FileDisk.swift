import Foundation
public import GRDB
import Glibc

/// The machine's file system.
public struct FileDisk: HallDisk {
    /// The one there is.
    public init() {}

    /// Whether there is a file at a path.
    public func holds(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Makes a folder with mode 0700, and its parents.
    public func makeFolder(_ path: String) throws(HallError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            guard errno == ENOENT else { throw HallFolder.noPermission(path) }
            try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            guard chmod(path, 0o700) == 0 else { throw HallFolder.noPermission(path) }
        }
        guard access(path, W_OK | X_OK) == 0 else { throw HallFolder.noPermission(path) }
    }

    /// The bytes of a small file.
    public func read(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map { Array($0) } }

    /// Writes a file of mode 0600.
    public func write(_ bytes: [UInt8], to path: String, replace: Bool) throws(HallError) {
        try HallFolder.writeWhole(bytes, to: path, replace: replace)
    }

    /// A pool: one connection that writes, a few that read beside it. Where the disk is full or takes no writes, a
    /// connection that reads.
    public func openStore(_ path: String, _ configuration: Configuration) throws -> any DatabaseWriter {
        do {
            // Made here and not by SQLite, which asks the umask; its log and index files take the mode of this one.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            if descriptor >= 0 { close(descriptor) }
            for end in ["", "-wal", "-shm"] { chmod(path + end, 0o600) }
            return try DatabasePool(path: path, configuration: configuration)
        } catch {
            guard HallStore.error(error, path: path).passes, let reader = reader(of: path, configuration) else {
                throw error
            }
            return reader
        }
    }

    private func reader(of path: String, _ configuration: Configuration) -> (any DatabaseWriter)? {
        var configuration = configuration
        configuration.readonly = true
        // Only opening with the log beside it sees what is not yet in the store itself.
        func opened(_ name: String) -> DatabaseQueue? {
            guard let queue = try? DatabaseQueue(path: name, configuration: configuration),
                (try? queue.read({ try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") })) != nil
            else { return nil }
            return queue
        }
        if let queue = opened(path) { return queue }
        // After a clean end there is no log, and no room to make one: the file alone is the store, and nobody writes.
        guard (size(of: path + "-wal") ?? 0) == 0,
            let name = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
        else { return nil }
        return opened("file:\(name)?immutable=1")
    }

    /// Bytes of a file.
    public func size(of path: String) -> Int64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value
    }

    /// Free bytes for whoever is not root.
    public func freeBytes(at path: String) -> Int64? {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return nil }
        let (bytes, overflow) = UInt64(info.f_bavail).multipliedReportingOverflow(by: UInt64(info.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }
}
