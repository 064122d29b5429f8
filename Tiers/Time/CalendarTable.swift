/// Checks the rows of a `WorkCalendar` and collects their faults.
struct CalendarTable {
    /// The days, ascending.
    private(set) var days: [CalendarDay] = []
    /// Years whose 1 January is listed as holiday, ascending; not empty.
    private(set) var publishedYears: [Int] = []

    static let columns = ["date", "kind", "name"]
    static let bytesMax = 1_048_576
    /// Ninety years; the JSON of so many fits into a commit's body.
    static let rowsMax = 3_000

    private let file: String
    private var faults: [Fault] = []
    private var lineOfDay: [CivilDate: Int] = [:]

    /// Reads every row, then throws all faults.
    init(csv: String, file: String) throws(TableFaults) {
        var faults: [Fault] = []
        let table = Table(
            csv, file: file, columns: CalendarTable.columns, maximumBytes: CalendarTable.bytesMax,
            maximumRows: CalendarTable.rowsMax, faults: &faults)
        let rows = table.rows.map { row in
            CalendarRow(line: row.line, date: row.fields[0], kind: row.fields[1], name: row.fields[2])
        }
        try self.init(rows: rows, file: file, faults: faults)
    }

    /// Checks every row, then throws all faults, those found before among them.
    init(rows: [CalendarRow], file: String, faults: [Fault] = []) throws(TableFaults) {
        self.file = file
        self.faults = faults
        if rows.count > CalendarTable.rowsMax {
            self.faults.append(CalendarTable.tooMany(file, rows[CalendarTable.rowsMax].line))
        }
        for row in rows.prefix(CalendarTable.rowsMax) { read(row) }
        if self.faults.isEmpty && publishedYears.isEmpty { self.faults.append(noYear) }
        guard self.faults.isEmpty else { throw TableFaults(self.faults) }
        days.sort { $0.date < $1.date }
        publishedYears.sort()
    }

    private mutating func read(_ row: CalendarRow) {
        guard let date = CivilDate(row.date) else { return report(row, .date, CalendarTable.notADate) }
        if let earlier = lineOfDay.updateValue(row.line, forKey: date) {
            return report(row, .date, CalendarTable.twice(earlier))
        }
        guard let kind = CalendarDay.Kind(rawValue: row.kind) else {
            return report(row, .kind, CalendarTable.unknownKind)
        }
        if kind == .workday, date.weekday <= 5 { return report(row, .kind, CalendarTable.workedAnyway) }
        guard CalendarTable.isName(row.name) else { return report(row, .name, CalendarTable.badName) }
        days.append(CalendarDay(date: date, kind: kind, name: row.name))
        let (year, month, day) = date.components
        if kind == .holiday, month == 1, day == 1 { publishedYears.append(year) }
    }

    private static func isName(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return (1...CalendarDay.nameMax).contains(scalars.count)
            && !scalars.contains { $0.properties.generalCategory == .control }
    }

    // MARK: - Faults

    private typealias Words = (message: Bilingual, hint: Bilingual)

    private enum Column: String {
        case date
        case kind
        case name
    }

    private mutating func report(_ row: CalendarRow, _ column: Column, _ words: Words) {
        let value =
            switch column {
            case .date: row.date
            case .kind: row.kind
            case .name: row.name
            }
        faults.append(
            Fault(
                file: file, line: row.line, field: column.rawValue, value: value, message: words.message,
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
    private static let badName: Words = (
        Bilingual(en: "this is no name of a holiday", zh: "节日名称无效"),
        Bilingual(
            en: "1 to \(CalendarDay.nameMax) characters on one line", zh: "应为 1 至 \(CalendarDay.nameMax) 个字符，不换行")
    )

    private static func twice(_ earlier: Int) -> Words {
        (
            Bilingual(en: "this day stands on line \(earlier) already", zh: "该日期已在第 \(earlier) 行"),
            Bilingual(en: "keep one of the two", zh: "请只留一行")
        )
    }

    private static func tooMany(_ file: String, _ line: Int) -> Fault {
        Fault(
            file: file, line: line, field: nil, value: nil,
            message: Bilingual(en: "more than \(rowsMax) rows", zh: "超过 \(rowsMax) 行"),
            hint: Bilingual(en: "leave years long past out", zh: "请删去久远的年份"))
    }

    private var noYear: Fault {
        Fault(
            file: file, line: nil, field: nil, value: nil,
            message: Bilingual(en: "no year is complete", zh: "没有完整的年份"),
            hint: Bilingual(
                en: "list 1 January of each published year as holiday", zh: "每个已公布的年份应列出 1 月 1 日为 holiday"))
    }
}
