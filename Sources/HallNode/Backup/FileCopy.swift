import Crypto
import Foundation
import Glibc
import Sync

/// Bytes that go from one file to another a mebibyte at a time, hashed on the way: a store may be larger than the
/// memory.
enum FileCopy {
    private static let step = 1 << 20

    /// Opens a file for reading.
    static func open(_ file: String) throws(HallError) -> Int32 {
        let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HallFolder.noPermission(file) }
        return descriptor
    }

    /// Makes a file of mode 0600 that must not be there yet.
    static func make(_ file: String) throws(HallError) -> Int32 {
        let descriptor = Glibc.open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HallFolder.noPermission(file) }
        return descriptor
    }

    /// Reads what is left of a source to its end, or at most so many bytes of it, and hands it on.
    ///
    /// - Returns: how many bytes there were, and their SHA-256.
    static func drain(
        _ source: Int32, name: String, limit: Int64 = .max, to sink: ([UInt8]) throws -> Void
    ) throws -> (bytes: Int64, digest: Hash256) {
        var hasher = SHA256()
        var bytes: Int64 = 0
        var piece = [UInt8](repeating: 0, count: step)
        while bytes < limit {
            let wanted = Int(min(Int64(step), limit - bytes))
            let count = Glibc.read(source, &piece, wanted)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw HallFolder.noPermission(name) }
            if count == 0 { break }
            let part = Array(piece[..<count])
            hasher.update(data: part)
            try sink(part)
            bytes += Int64(count)
        }
        guard let digest = Hash256(Array(hasher.finalize())) else {
            throw HallError.fault("a digest of another length")
        }
        return (bytes, digest)
    }

    /// Exactly so many bytes; fewer at the end of the file.
    static func read(_ source: Int32, count: Int, name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try drain(source, name: name, limit: Int64(count)) { bytes += $0 }
        return bytes
    }

    /// Writes all bytes at the file's present place.
    static func write(_ bytes: [UInt8], to target: Int32, name: String) throws(HallError) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(target, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw HallFolder.noPermission(name) }
            done += count
        }
    }

    /// Gives a finished file its name, durably: it appears whole or not at all.
    static func publish(_ part: String, as file: String, replace: Bool) throws(HallError) {
        // A link fails where a file of that name is there by now; a rename would take its place.
        if replace {
            guard rename(part, file) == 0 else { throw HallFolder.noPermission(file) }
        } else if link(part, file) == 0 {
            unlink(part)
        } else if errno == EEXIST {
            throw HallFolder.existsAlready(file)
        } else {
            // A medium without links, like a memory stick.
            if access(file, F_OK) == 0 { throw HallFolder.existsAlready(file) }
            guard rename(part, file) == 0 else { throw HallFolder.noPermission(file) }
        }
        let parent = Glibc.open(folder(of: file), O_RDONLY | O_CLOEXEC)
        if parent >= 0 {
            fsync(parent)
            close(parent)
        }
    }

    /// The folder in which a file lies.
    static func folder(of file: String) -> String {
        guard let mark = file.lastIndex(of: "/") else { return "." }
        return mark == file.startIndex ? "/" : String(file[..<mark])
    }
}

/// Files of a process that end with it. Their names hold the process, so that what a killed one left behind is known
/// and taken away by the next.
enum Scratch {
    private static let prefix = ".hall-"

    /// A name in a folder for this process: `.hall-123-store`.
    static func path(_ name: String, in folder: String) -> String { "\(folder)/\(prefix)\(getpid())-\(name)" }

    /// Takes away a file, and what SQLite keeps beside it.
    static func remove(_ file: String) { for end in ["", "-wal", "-shm", "-journal"] { unlink(file + end) } }

    /// Takes away what processes that are no more left in a folder.
    static func removeOrphans(in folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard name.hasPrefix(prefix),
                let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }),
                process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink("\(folder)/\(name)")
        }
    }
}
