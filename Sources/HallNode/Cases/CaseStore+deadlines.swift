import GRDB
import Sync
import Tiers

// The deadline in a case's row: there to sort and to select by, and the same however the calendar came.
extension CaseStore {
    /// The deadline that the row of a case holds: as of the newest step, so that a rebuild gives the same.
    static func deadlineDay(_ file: CaseFile, _ calendar: WorkCalendar) -> Int64? {
        deadlineDay(file.state, file.commits, calendar)
    }

    static func deadlineDay(_ state: CaseState, _ commits: [StoredCommit], _ calendar: WorkCalendar) -> Int64? {
        guard let newest = commits.last else { return nil }
        let today = Instant(milliseconds: newest.commit.header.writtenAt).chinaDate
        return state.deadlines(calendar: calendar, today: today).deadline?.daysSince1970
    }

    /// Writes the deadlines anew that a new calendar can move: those on the first day that counts otherwise, or later.
    static func countAnew(from first: CivilDate, _ db: Database) throws {
        let calendar = try CalendarStore.current(db)
        try forEach(dueFrom: first, ended: true, db) { file in
            try db.execute(
                sql: "UPDATE cases SET deadline_day = ? WHERE number = ?",
                arguments: [deadlineDay(file, calendar), file.number.rawValue])
        }
    }

    /// How many open cases known here get another deadline by a calendar.
    static func deadlinesMoved(by new: WorkCalendar, from old: WorkCalendar, _ db: Database) throws -> Int {
        guard let first = CalendarChange(from: old, to: new).first else { return 0 }
        var moved = 0
        try forEach(dueFrom: first, ended: false, db) { file in
            if deadlineDay(file, old) != deadlineDay(file, new) { moved += 1 }
        }
        return moved
    }

    /// Cases due on a day or later, by their numbers, a thousand at a time: a province has more than its memory holds.
    private static func forEach(
        dueFrom first: CivilDate, ended: Bool, _ db: Database, _ body: (CaseFile) throws -> Void
    ) throws {
        var last = ""
        while true {
            let numbers = try String.fetchAll(
                db,
                sql: """
                    SELECT number FROM cases WHERE number > ? AND deadline_day >= ? AND is_end <= ?
                    ORDER BY number LIMIT 1000
                    """, arguments: [last, first.daysSince1970, ended])
            for text in numbers {
                guard let number = CaseNumber(text), let file = try load(number, db) else { continue }
                try body(file)
            }
            guard let end = numbers.last else { return }
            last = end
        }
    }
}
