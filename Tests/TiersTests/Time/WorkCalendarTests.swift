import TestSupport
import Testing

@testable import Tiers

/// A row of a table: a limit in working days that starts on a day, and the deadline.
struct DeadlineVector: Sendable, CustomTestStringConvertible {
    let start: String
    let days: Int
    let deadline: String

    init(_ start: String, _ days: Int, _ deadline: String) {
        self.start = start
        self.days = days
        self.deadline = deadline
    }

    var testDescription: String { "\(start) + \(days) = \(deadline)" }
}

@Suite struct WorkCalendarTests {
    static let vectors = [
        DeadlineVector("2023-09-28", 5, "2023-10-11"), DeadlineVector("2024-02-07", 5, "2024-02-20"),
        DeadlineVector("2024-04-30", 5, "2024-05-10"), DeadlineVector("2024-09-13", 3, "2024-09-19"),
        DeadlineVector("2024-09-27", 20, "2024-10-30"), DeadlineVector("2025-01-24", 5, "2025-02-07"),
        DeadlineVector("2025-04-25", 5, "2025-05-06"), DeadlineVector("2025-09-26", 5, "2025-10-10"),
        DeadlineVector("2025-09-26", 20, "2025-10-30"), DeadlineVector("2026-01-01", 1, "2026-01-04"),
        DeadlineVector("2026-02-13", 3, "2026-02-25"), DeadlineVector("2026-02-13", 20, "2026-03-19"),
        DeadlineVector("2026-04-30", 5, "2026-05-11"), DeadlineVector("2026-06-18", 1, "2026-06-22"),
        DeadlineVector("2026-09-18", 5, "2026-09-24"), DeadlineVector("2026-09-30", 10, "2026-10-20"),
    ]

    @Test("The n-th working day after the start is the deadline", .carries(55), arguments: vectors)
    func deadline(_ vector: DeadlineVector) throws {
        let limit = try #require(Limit(days: vector.days))
        let deadline = WorkCalendar.builtIn.deadline(from: try day(vector.start), limit: limit)
        #expect(deadline == Deadline(date: try day(vector.deadline), provisional: false))
    }

    @Test("On the start day the whole limit is left, on the deadline nothing", arguments: vectors)
    func left(_ vector: DeadlineVector) throws {
        let (start, deadline) = (try day(vector.start), try day(vector.deadline))
        #expect(WorkCalendar.builtIn.workingDaysLeft(from: start, to: deadline) == vector.days)
        #expect(WorkCalendar.builtIn.workingDaysLeft(from: deadline, to: deadline) == 0)
        #expect(WorkCalendar.builtIn.workingDaysLeft(from: deadline, to: start) == -vector.days)
    }

    @Test("A year has as many working days as the notice leaves", arguments: zip(2023...2026, [249, 251, 248, 248]))
    func year(_ year: Int, _ expected: Int) throws {
        var date = try #require(CivilDate(year: year, month: 1, day: 1))
        var working = 0
        while date.components.year == year {
            working += WorkCalendar.builtIn.isWorkingDay(date) ? 1 : 0
            date = date.adding(days: 1)
        }
        #expect(working == expected)
    }

    @Test("The fast count and the count day by day agree on all 1,461 days, both ways")
    func countedDayByDay() throws {
        let calendar = WorkCalendar.builtIn
        let start = try day("2022-12-31")
        var counted: Int64 = 0
        for distance in Int64(1)...1_461 {
            let date = start.adding(days: distance)
            counted += calendar.isWorkingDay(date) ? 1 : 0
            #expect(calendar.workingDays(after: start, through: date) == counted)
        }
        #expect(counted == 249 + 251 + 248 + 248)
        #expect(start.adding(days: 1_461).text == "2026-12-31")
    }

    @Test("The deadline is the first day on which the count is full, also for the longest limit")
    func firstFullDay() throws {
        let start = try day("2025-09-25")
        var date = start
        var counted = 0
        while counted < Limit.range.upperBound {
            date = date.adding(days: 1)
            guard WorkCalendar.builtIn.isWorkingDay(date) else { continue }
            counted += 1
            let limit = try #require(Limit(days: counted))
            #expect(WorkCalendar.builtIn.deadline(from: start, limit: limit).date == date)
        }
    }

    @Test(
        "Late is negative: the working days since, at least one",
        arguments: [
            ("2026-03-13", "2026-03-12", -1),  // Friday after Thursday
            ("2026-03-14", "2026-03-13", -1),  // Saturday after Friday
            ("2026-03-16", "2026-03-13", -1),  // Monday after Friday
            ("2026-03-17", "2026-03-13", -2),
            ("2026-10-10", "2026-09-30", -3),  // a worked Saturday after the National Day holidays
            ("2026-03-07", "2026-03-08", 0),  // a limit in natural days ends on Sunday
        ])
    func late(_ today: String, _ deadline: String, _ expected: Int) throws {
        #expect(WorkCalendar.builtIn.workingDaysLeft(from: try day(today), to: try day(deadline)) == expected)
    }

    @Test(
        "A count through a year that is not published is provisional",
        arguments: [
            ("2026-12-30", 1, "2026-12-31", false), ("2026-12-31", 1, "2027-01-01", true),
            ("2026-12-01", 30, "2027-01-12", true), ("2022-12-31", 1, "2023-01-03", false),
            ("2022-12-30", 1, "2023-01-03", true),  // it counts 31 December 2022
            ("2022-06-01", 1, "2022-06-02", true),
        ])
    func provisional(_ start: String, _ days: Int, _ deadline: String, _ provisional: Bool) throws {
        let limit = try #require(Limit(days: days))
        let expected = Deadline(date: try day(deadline), provisional: provisional)
        #expect(WorkCalendar.builtIn.deadline(from: try day(start), limit: limit) == expected)
    }

    @Test("Natural days are added and never provisional")
    func natural() throws {
        let limit = try #require(Limit(days: 60, unit: .natural))
        let deadline = WorkCalendar.builtIn.deadline(from: try day("2026-12-01"), limit: limit)
        #expect(deadline == Deadline(date: try day("2027-01-30"), provisional: false))
    }

    @Test("A gap between published years is provisional too")
    func gap() throws {
        let calendar = try WorkCalendar(csv: "date,kind,name\n2023-01-01,holiday,元旦\n2025-01-01,holiday,元旦\n")
        #expect(calendar.publishedYears == [2023, 2025])
        let limit = try #require(Limit(days: 300))
        let oneDay = try #require(Limit(days: 1))
        #expect(calendar.deadline(from: try day("2023-12-01"), limit: limit).provisional)
        #expect(!calendar.deadline(from: try day("2024-12-31"), limit: oneDay).provisional)
    }

    @Test("The built-in calendar says what it covers")
    func version() {
        #expect(WorkCalendar.builtIn.firstPublishedYear == 2023)
        #expect(WorkCalendar.builtIn.lastPublishedYear == 2026)
        #expect(WorkCalendar.builtIn.version == "2026.141")
    }

    @Test("Every fault of the table is named with its line")
    func faults() throws {
        let text = """
            date,kind,name
            2027-01-01,holiday,元旦
            2027-02-30,holiday,春节
            2027-01-01,holiday,元旦
            2027-03-01,workday,春节
            2027-03-02,sometimes,春节
            2027-03-03,holiday
            """
        let faults = try #require(throws: TableFaults.self) { try WorkCalendar(csv: text) }.faults
        #expect(faults.map(\.line) == [3, 4, 5, 6, 7])
        #expect(faults.map(\.field) == ["date", "date", "kind", "kind", nil])
    }

    @Test(
        "A table that is no calendar is refused",
        arguments: [
            "", "day,kind,name\n", "date,kind,name\n", "date,kind,name\n2026-12-31,holiday,元旦\n",
            "date,kind,name\n2027-01-01,holiday,\"元旦\n",
        ])
    func notACalendar(_ text: String) {
        #expect(throws: TableFaults.self) { try WorkCalendar(csv: text) }
    }

    @Test("A spreadsheet's mark, CR LF and quotes are read")
    func spreadsheet() throws {
        let text = "\u{FEFF}date,kind,name\r\n2027-01-01,holiday,\"元旦, \"\"新年\"\"\"\r\n\r\n"
        #expect(try WorkCalendar(csv: text).publishedYears == [2027])
    }
}
