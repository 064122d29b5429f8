import GRDB
import Sync
import Synchronization

/// How many commits stand nowhere but here, for the status record, which is looked at twice a second. Counting reads
/// all that this hall wrote: it is done again only when something has changed, and takes no more than a hundredth of
/// the time.
final class OnlyHereGauge: Sendable {
    private struct State {
        /// What the count depends on, as it was then.
        var marks: [Int64] = []
        var count: Int?
        /// Not before this moment of the monotonic clock, ms.
        var next: Int64 = .min
    }

    private let state = Mutex(State())
    private static let least: Int64 = 1_000
    private static let share: Int64 = 100

    /// The count as it is or was a moment ago.
    func count(_ uptime: () -> Int64, _ db: Database) throws -> Int? {
        let row = try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT (SELECT coalesce(max(position), 0) FROM commits),
                      coalesce(sum(position), 0), coalesce(sum(blobs_to), 0) FROM receipts
                    """))
        let marks: [Int64] = row.map { [$0[0], $0[1], $0[2]] } ?? []
        let start = uptime()
        let known = state.withLock { $0 }
        if known.count != nil, known.marks == marks || start < known.next { return known.count }
        let count = try HallNumbers.onlyHere(db)
        let end = uptime()
        state.withLock {
            $0 = State(
                marks: marks, count: count,
                next: end + max(OnlyHereGauge.least, (end - start) * OnlyHereGauge.share))
        }
        return count
    }
}
