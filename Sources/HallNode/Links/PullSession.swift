import GRDB
import Sync

/// The long response of one child: batch after batch as commits come, and a sign of life when none do.
public struct PullSession: Sendable {
    let hall: Hall
    let linked: Linked

    /// After so long without news the child gets a sign of life; it counts a line as dead after three of them.
    static let idleMilliseconds: Int64 = 10_000

    /// Writes until the child goes away or the server ends.
    public func run(_ write: (_ bytes: [UInt8]) async throws -> Void) async throws {
        var pull = Pull(linked, engine: hall.engine)
        var lastWrite = SystemClock.monotonicMilliseconds
        try await write(Frame(.idle, []).encoded)
        let changes = hall.changes.stream()
        var signals = changes.makeAsyncIterator()
        while !Task.isCancelled {
            let current = pull
            let (next, frames) = try await hall.pool.read { db in
                var next = current
                let frames = try next.next(db)
                return (next, frames)
            }
            pull = next
            if frames.isEmpty {
                if SystemClock.monotonicMilliseconds - lastWrite >= PullSession.idleMilliseconds {
                    try await write(Frame(.idle, []).encoded)
                    lastWrite = SystemClock.monotonicMilliseconds
                }
                guard await signals.next() != nil else { return }
            } else {
                try await write(frames.flatMap(\.encoded))
                lastWrite = SystemClock.monotonicMilliseconds
            }
        }
    }
}
