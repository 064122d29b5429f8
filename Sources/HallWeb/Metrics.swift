import GRDB
import HallNode

/// The figures of a hall in the Prometheus text format. No names, no case numbers.
enum Metrics {
    static func text(_ hall: Hall) async throws -> String {
        let figures = try await hall.store.read { try HallFigures(hall, $0) }
        return [
            line("hall_commits", "counter", "Commits in the log.", figures.commits),
            line("hall_quarantine", "gauge", "Open refusals.", Int64(figures.quarantine)),
            line("hall_waiting", "gauge", "Commits that wait for context.", Int64(figures.waiting)),
            line("hall_unsent", "gauge", "Commits that no receipt of the superior covers.", Int64(figures.unsent)),
            line(
                "hall_only_here", "gauge", "Commits whose content no other hall holds.",
                figures.onlyHere.map(Int64.init)),
            line("hall_backup_age_seconds", "gauge", "Seconds since the last backup.", figures.backupAge),
            line(
                "hall_clock_offset_milliseconds", "gauge", "This hall's clock less its superior's.", figures.clockOffset
            ),
            line("hall_disk_free_bytes", "gauge", "Free bytes on the store's disk.", figures.diskFree),
            line("hall_damaged", "gauge", "Damaged places that are not mended yet.", Int64(figures.damaged)),
            borders(hall.borders),
        ].joined()
    }

    private static func borders(_ meter: BorderMeter) -> String {
        let name = "hall_border_total"
        let counts = BorderEvent.allCases.map { "\(name){event=\"\($0.rawValue)\"} \(meter.count($0))\n" }
        return "# HELP \(name) Requests that were refused or cut off, by what was wrong with them.\n"
            + "# TYPE \(name) counter\n" + counts.joined()
    }

    /// A figure with its description; nothing where it is not known.
    private static func line(_ name: String, _ type: String, _ help: String, _ value: Int64?) -> String {
        guard let value else { return "" }
        return "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n\(name) \(value)\n"
    }
}
