import Foundation
import GRDB
import Glibc

/// A copy of a store in the hall's folder, for as long as somebody looks at it. Its name holds the process, so that
/// what a killed one left behind is known and taken away by the next.
struct StoreCopy {
    private let folder: String
    private static let prefix = "verify-"

    init(beside folder: HallFolder) { self.folder = folder.path }

    private var file: String { "\(folder)/\(StoreCopy.prefix)\(getpid()).sqlite" }

    /// Copies the store as it is at this moment; writers go on meanwhile.
    func make(of store: any DatabaseReader) throws -> DatabaseQueue {
        removeOrphans()
        var configuration = Configuration()
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = OFF") }
        // Made here and not by SQLite, which asks the umask.
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        let copy = try DatabaseQueue(path: file, configuration: configuration)
        try store.backup(to: copy)
        return copy
    }

    /// Takes the copy away.
    func remove() { for end in ["", "-wal", "-shm", "-journal"] { unlink(file + end) } }

    private func removeOrphans() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard name.hasPrefix(StoreCopy.prefix),
                let process = pid_t(name.dropFirst(StoreCopy.prefix.count).prefix { $0 != "." }),
                process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink("\(folder)/\(name)")
        }
    }
}
