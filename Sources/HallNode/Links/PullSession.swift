public import GRDB
public import Sync

/// The long response of one child: batch after batch as commits come, and a sign of life when none do.
public struct PullSession: Sendable {
    let hall: Hall
    let line: ChildLine

    /// After so long without news the child gets a sign of life; it counts a line as dead after three of them.
    public static let idleMilliseconds: Int64 = 10_000

    /// A line lasts as long as the time that was said on it is wrong by no more than this, ms.
    private static let timeTolerance = 60_000

    /// Writes until the child goes away or the server ends.
    public func run(_ write: (_ bytes: [UInt8]) async throws -> Void) async throws {
        var pull = begun()
        let uptime = hall.surroundings.uptime
        var lastWrite = uptime()
        try await write(Frame(.idle, []).encoded)
        let changes = hall.changes.stream()
        var signals = changes.makeAsyncIterator()
        while !Task.isCancelled {
            let current = pull
            let (following, found) = try await hall.store.read { db in try next(after: current, db) }
            guard let frames = found else { return }
            pull = following
            if frames.isEmpty {
                if uptime() - lastWrite >= PullSession.idleMilliseconds {
                    try await write(Frame(.idle, []).encoded)
                    lastWrite = uptime()
                }
                guard await signals.next() != nil else { return }
            } else {
                try await write(frames.flatMap(\.encoded))
                lastWrite = uptime()
            }
        }
    }

    /// Where the child's hello said that it stands.
    public func begun() -> Pull { Pull(line.linked, engine: hall.engine) }

    /// What goes next and where the pull stands after it; no frames at all, not even an empty list of them, when the
    /// line is to end. In a read transaction.
    public func next(after pull: Pull, _ db: Database) throws -> (pull: Pull, frames: [Frame]?) {
        // Who said hello after this line was begun has a line of its own.
        guard !line.isEnded else { return (pull, nil) }
        // A key that was ended, or a hall that moved away, gets nothing more.
        guard try PullSession.isStillChild(line.linked.peer, of: hall.engine.node, db) else { return (pull, nil) }
        // This hall has learned that it said a wrong time: the child asks for the right one.
        let error = try hall.engine.correction(db).subtractingReportingOverflow(line.linked.correction)
        guard error.partialValue.magnitude <= PullSession.timeTolerance else { return (pull, nil) }
        var next = pull
        let frames = try next.next(db)
        return (next, frames)
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
