import Foundation
import GRDB
import Synchronization

/// Notices what other processes write to the store (a clerk's command beside the server), and ticks for what is due by
/// time. On a thread of its own.
public final class StoreWatch: Sendable {
    private let hall: Hall
    private let stopped = Mutex(false)

    /// How often it looks: what a command has written is sent on within this time and the link's own.
    private static let intervalSeconds = 0.1
    private static let ticksPerHeartbeat = 50

    /// A watch over an open hall, not yet begun.
    public init(_ hall: Hall) { self.hall = hall }

    /// Begins.
    public func start() {
        Thread.detachNewThread { [self] in
            var last: Int64?
            var tick = 0
            // A connection of its own: data_version tells what other connections changed.
            let connection = try? DatabaseQueue(path: hall.folder.store)
            while !stopped.withLock({ $0 }) {
                let version = try? connection?.read { try Int64.fetchOne($0, sql: "PRAGMA data_version") }
                tick += 1
                if tick.isMultiple(of: StoreWatch.ticksPerHeartbeat) { Memory.giveBack() }
                if version != last || tick.isMultiple(of: StoreWatch.ticksPerHeartbeat) {
                    last = version ?? last
                    hall.changes.notify()
                }
                Thread.sleep(forTimeInterval: StoreWatch.intervalSeconds)
            }
        }
    }

    /// Ends within a tick.
    public func stop() { stopped.withLock { $0 = true } }
}
