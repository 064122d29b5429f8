import Foundation
import Glibc
public import Logging
import Sync
import Synchronization
import Tiers

/// `hall serve --backup-to DIR --keep N`: a backup a day, and one at the start if the newest is older than a day. Names
/// tell the day; an older one goes only after the new one is checked. On a thread of its own, at a walking pace.
public final class BackupSchedule: Sendable {
    private let hall: Hall
    private let folder: String
    private let keep: Int
    private let logger: Logger
    private let stopped = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// A day, ms.
    private static let interval: Int64 = 86_400_000
    /// After a failure it is tried again sooner, ms: ten minutes.
    private static let retry: Int64 = 600_000
    /// Milliseconds to rest after each mebibyte: at most about 50 MiB a second are read beside a working hall.
    private static let rest: UInt32 = 20

    /// A schedule, not yet begun.
    ///
    /// - Parameters:
    ///   - folder: where the backups go; made with mode 0700 if it is not there. It may lie on a medium that is not: a
    ///     hall works without it, and says so.
    ///   - keep: how many of this hall's stay, at least 1.
    public init(_ hall: Hall, to folder: String, keep: Int, logger: Logger) {
        self.hall = hall
        self.folder = folder
        self.keep = max(1, keep)
        self.logger = logger
    }

    /// Begins.
    public func start() {
        Thread.detachNewThread { [self] in
            // The monotonic clock counts the days: one that is set back or forth makes no flood of backups.
            var due = hall.surroundings.uptime() + wait()
            while !stopped.withLock({ $0 }) {
                if hall.surroundings.uptime() >= due {
                    due = hall.surroundings.uptime() + (make() ? BackupSchedule.interval : BackupSchedule.retry)
                }
                Thread.sleep(forTimeInterval: 0.2)
            }
            ended.signal()
        }
    }

    /// Ends; a backup that is being made is given up with the process.
    public func stop() {
        stopped.withLock { $0 = true }
        _ = ended.wait(timeout: .now() + 0.5)
    }

    /// Milliseconds until the newest is a day old; 0 where there is none, or none of a time that can be.
    private func wait() -> Int64 {
        let newest = BackupName.all(in: folder, of: hall.engine.node).compactMap {
            try? BackupFile.header("\(folder)/\($0)")
        }.filter { $0.hall == hall.engine.node && $0.root == hall.engine.root.hex }.map(\.at).max()
        guard let newest else { return 0 }
        let (age, overflow) = hall.now.milliseconds.subtractingReportingOverflow(newest)
        return overflow || age < 0 ? 0 : max(0, BackupSchedule.interval - age)
    }

    private func make() -> Bool {
        do {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST, access(folder, W_OK | X_OK) == 0 else {
                throw HallFolder.noPermission(folder)
            }
            let header = try hall.backUp(in: folder, rest: BackupSchedule.rest)
            try BackupName.prune(folder, of: header, keep: keep)
            logger.info("backup", metadata: ["file": "\(BackupName.of(header))"])
            if isOnDiskOfStore {
                logger.warning("the backups lie on the disk of the store: who loses it loses both")
            }
            return true
        } catch {
            let why = (error as? HallError)?.message ?? Bilingual(en: "\(error)", zh: "\(error)")
            logger.error("no backup could be made", metadata: ["folder": "\(folder)", "error": "\(why.en)"])
            try? hall.journal { try BackupNote.failed(why, in: folder, $0) }
            return false
        }
    }

    /// A medium that is not in its place leaves an empty folder there, which would take the backups as well.
    private var isOnDiskOfStore: Bool {
        let disks = [hall.folder.path, folder].map { path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.systemNumber] as? NSNumber)?.intValue
        }
        return disks[0] != nil && disks[0] == disks[1]
    }
}
