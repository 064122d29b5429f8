/// Reads the table of a `WorkCalendar` and collects its faults.
struct CalendarTable {
    /// Days off, ascending.
    private(set) var holidays: [CivilDate] = []
    /// Weekend days that are worked, ascending.
    private(set) var makeUpDays: [CivilDate] = []
    /// Years whose 1 January is listed as holiday, ascending; not empty.
    private(set) var publishedYears: [Int] = []

    private let file: String
    private var faults: [Fault] = []
    private var lineOfDay: [CivilDate: Int] = [:]

    /// Reads every row, then throws all faults.
    init(csv: String, file: String) throws(TableFaults) {
        self.file = file
        let table = Table(
            csv, file: file, columns: ["date", "kind", "name"], maximumBytes: 1_048_576, maximumRows: 10_000,
            faults: &faults)
        for row in table.rows { read(row) }
        if faults.isEmpty && publishedYears.isEmpty { faults.append(noYear) }
        guard faults.isEmpty else { throw TableFaults(faults) }
        holidays.sort()
        makeUpDays.sort()
        publishedYears.sort()
    }

    private mutating func read(_ row: Table.Row) {
        guard let date = CivilDate(row.fields[0]) else { return report(row, 0, CalendarTable.notADate) }
        if let earlier = lineOfDay.updateValue(row.line, forKey: date) {
            return report(row, 0, CalendarTable.twice(earlier))
        }
        switch row.fields[1] {
        case "holiday":
            holidays.append(date)
            let (year, month, day) = date.components
            if month == 1 && day == 1 { publishedYears.append(year) }
        case "workday" where date.weekday <= 5:
            report(row, 1, CalendarTable.workedAnyway)
        case "workday":
            makeUpDays.append(date)
        default:
            report(row, 1, CalendarTable.unknownKind)
        }
    }

    private typealias Words = (message: Bilingual, hint: Bilingual)

    private mutating func report(_ row: Table.Row, _ column: Int, _ words: Words) {
        let field = column == 0 ? "date" : "kind"
        faults.append(
            Fault(
                file: file, line: row.line, field: field, value: row.fields[column], message: words.message,
                hint: words.hint))
    }

    private static let notADate: Words = (
        Bilingual(en: "there is no such day", zh: "不是有效日期"), Bilingual(en: "write 2026-02-13", zh: "应写作 2026-02-13")
    )
    private static let workedAnyway: Words = (
        Bilingual(en: "Monday to Friday is worked anyway", zh: "周一至周五本为工作日"),
        Bilingual(en: "a make-up working day falls on a weekend", zh: "调休上班日应在周末")
    )
    private static let unknownKind: Words = (
        Bilingual(en: "this kind is unknown", zh: "没有这种类别"),
        Bilingual(en: "write holiday or workday", zh: "应为 holiday 或 workday")
    )

    private static func twice(_ earlier: Int) -> Words {
        (
            Bilingual(en: "this day stands on line \(earlier) already", zh: "该日期已在第 \(earlier) 行"),
            Bilingual(en: "keep one of the two", zh: "请只留一行")
        )
    }

    private var noYear: Fault {
        Fault(
            file: file, line: nil, field: nil, value: nil,
            message: Bilingual(en: "no year is complete", zh: "没有完整的年份"),
            hint: Bilingual(
                en: "list 1 January of each published year as holiday", zh: "每个已公布的年份应列出 1 月 1 日为 holiday"))
    }
}
