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
            let (next, found) = try await hall.pool.read { db -> (Pull, [Frame]?) in
                var next = current
                // A key that was ended, or a hall that moved away, gets nothing more.
                guard try PullSession.isStillChild(linked.peer, of: hall.engine.node, db) else { return (next, nil) }
                let frames: [Frame]? = try next.next(db)
                return (next, frames)
            }
            guard let frames = found else { return }
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

    private static func isStillChild(_ peer: NodeID, of here: NodeID, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT 1 FROM directory d JOIN directory_keys k ON k.node = d.node
                WHERE d.node = ? AND d.superior = ? AND d.retired = 0 AND k.last IS NULL LIMIT 1
                """)
        return try Int.fetchOne(statement, arguments: [peer.rawValue, here.rawValue]) != nil
    }
}
