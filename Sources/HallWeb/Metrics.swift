import GRDB
import HallNode
import Sync

/// The figures of a hall in the Prometheus text format. No names, no case numbers.
enum Metrics {
    static func text(_ hall: Hall) async throws -> String {
        let figures = try await hall.store.read { db in
            (
                commits: try Int.fetchOne(db, sql: "SELECT coalesce(max(position), 0) FROM commits") ?? 0,
                quarantine: try Quarantine.open(db).count,
                waiting: try Int.fetchOne(db, sql: "SELECT count(*) FROM waiting") ?? 0
            )
        }
        return """
            # HELP hall_commits Commits in the log.
            # TYPE hall_commits counter
            hall_commits \(figures.commits)
            # HELP hall_quarantine Open refusals.
            # TYPE hall_quarantine gauge
            hall_quarantine \(figures.quarantine)
            # HELP hall_waiting Commits that wait for context.
            # TYPE hall_waiting gauge
            hall_waiting \(figures.waiting)

            """
    }
}
