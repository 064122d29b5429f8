import Glibc
import Tiers

/// The lock of a running server: the kernel's, so that a killed process leaves none behind.
public final class ServeLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of a folder. Throws `server-runs` if another server holds it.
    public static func take(_ folder: HallFolder) throws(HallError) -> ServeLock { try ServeLock(folder) }

    private init(_ folder: HallFolder) throws(HallError) {
        let file = folder.serveLock
        let opened = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw HallFolder.noPermission(file) }
        // A look by `isHeld` takes the lock for a moment: only who finds it taken again and again meets a server.
        var isTaken = flock(opened, LOCK_EX | LOCK_NB) == 0
        for _ in 0..<20 where !isTaken {
            usleep(10_000)
            isTaken = flock(opened, LOCK_EX | LOCK_NB) == 0
        }
        guard isTaken else {
            close(opened)
            throw HallError(
                .serverRuns,
                Bilingual(en: "a server runs on \(folder.path) already", zh: "\(folder.path) 已有服务在运行"),
                hint: Bilingual(
                    en: "stop it first; commands need no server of their own", zh: "请先停止该服务；其他命令无需另启服务"))
        }
        descriptor = opened
    }

    /// Lets the lock go; the end of the process does so as well.
    public func release() { _ = flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }

    /// Whether a server holds the lock of a folder.
    public static func isHeld(_ folder: HallFolder) -> Bool {
        let opened = open(folder.serveLock, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { return false }
        defer { close(opened) }
        // Shared, so that two who ask at the same time do not take each other for a server.
        return flock(opened, LOCK_SH | LOCK_NB) != 0
    }
}
