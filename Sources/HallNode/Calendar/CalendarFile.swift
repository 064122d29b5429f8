import Tiers

/// A calendar as a clerk's spreadsheet writes it: `date,kind,name`, in UTF-8 or GB18030, with any of the usual
/// separators and dates.
enum CalendarFile {
    /// Reads a file. Throws all its faults; what was recognised goes into `notices`.
    static func read(
        _ bytes: [UInt8], file: String, notices: inout [Bilingual]
    ) throws(TableFaults) -> WorkCalendar {
        let faults = SourceFaults(file: file)
        var text = String(decoding: bytes, as: UTF8.self)
        switch faults.text(bytes) {
        case .success(let found): text = found
        case .failure(let notUTF8):
            guard let found = GB18030.text(bytes) else { throw TableFaults(notUTF8) }
            text = found
            notices.append(Bilingual(en: "\(file): read as GB18030", zh: "\(file)：按 GB18030 编码读取"))
        }
        let records = CSVRecords(text: text, faults: faults)
        if let open = records.found.first { throw TableFaults(open) }
        guard let heading = records.rows.first else { throw TableFaults(faults.empty()) }
        guard heading.cells == columns else {
            throw TableFaults(
                faults.fault(
                    line: heading.line, value: heading.cells.joined(separator: ","),
                    Bilingual(en: "the heading is not that of a calendar", zh: "表头不是工作日历的表头"),
                    hint: Bilingual(en: "the first line must read date,kind,name", zh: "第一行应为 date,kind,name")))
        }
        var rows: [CalendarRow] = []
        var found: [Fault] = []
        for row in records.rows.dropFirst() {
            guard row.cells.count == columns.count else {
                found.append(width(row, faults))
                continue
            }
            rows.append(
                CalendarRow(
                    line: row.line, date: CSVRepair.date(row.cells[0]) ?? row.cells[0], kind: row.cells[1],
                    name: row.cells[2]))
        }
        return try WorkCalendar(rows: rows, file: file, found: found)
    }

    /// The table of a calendar, in the form that is read.
    static func written(_ calendar: WorkCalendar) -> [UInt8] {
        CSVText.written(
            columns: columns, rows: calendar.days.map { [$0.date.text, $0.kind.rawValue, $0.name] })
    }

    private static func width(_ row: CSVRow, _ faults: SourceFaults) -> Fault {
        faults.fault(
            line: row.line, Bilingual(en: "the line has \(row.cells.count) fields", zh: "本行有 \(row.cells.count) 列"),
            hint: Bilingual(en: "it needs 3: date, kind, name", zh: "应为 3 列：date、kind、name"))
    }

    private static let columns = ["date", "kind", "name"]
}
