/// The rows of a comma-separated table with a fixed heading: UTF-8, with or without mark, LF or CR LF, fields in double
/// quotes allowed, no line break inside a field. Reading is bounded in bytes and rows.
struct Table {
    /// A row and the line on which it stands, from 1.
    struct Row {
        let line: Int
        let fields: [String]
    }

    let rows: [Row]

    /// Reads a table. Faults of form go into `faults`, the rows concerned are left out.
    init(
        _ text: String, file: String, columns: [String], maximumBytes: Int, maximumRows: Int, faults: inout [Fault]
    ) {
        var bytes = Array(text.utf8.prefix(maximumBytes + 1))
        guard bytes.count <= maximumBytes else {
            rows = []
            faults.append(Table.tooLong(file, maximumBytes))
            return
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var rows: [Row] = []
        var line = 0
        for slice in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            line += 1
            let content = slice.last == 0x0D ? slice.dropLast() : slice
            if content.isEmpty && line > 1 { continue }
            guard let fields = Table.fields(content) else {
                faults.append(Table.openQuote(file, line))
                continue
            }
            if line == 1 {
                guard fields == columns else {
                    faults.append(Table.wrongHeading(file, columns, found: fields))
                    break
                }
            } else if fields.count != columns.count {
                faults.append(Table.wrongWidth(file, line, expected: columns.count, found: fields.count))
            } else if rows.count == maximumRows {
                faults.append(Table.tooMany(file, line, maximumRows))
                break
            } else {
                rows.append(Row(line: line, fields: fields))
            }
        }
        self.rows = rows
    }

    /// The fields of one line; nil if a quote is not closed.
    static func fields(_ line: ArraySlice<UInt8>) -> [String]? {
        guard line.contains(0x22) else {
            return line.split(separator: 0x2C, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        var fields: [String] = []
        var field: [UInt8] = []
        var quoted = false
        var previousWasQuote = false
        for byte in line {
            switch byte {
            case 0x22:
                // A quote inside quotes is written twice; outside it opens or closes.
                if !quoted && previousWasQuote { field.append(byte) }
                quoted.toggle()
                previousWasQuote = !quoted
                continue
            case 0x2C where !quoted:
                fields.append(String(decoding: field, as: UTF8.self))
                field = []
            default:
                field.append(byte)
            }
            previousWasQuote = false
        }
        guard !quoted else { return nil }
        return fields + [String(decoding: field, as: UTF8.self)]
    }

    private static let split = Bilingual(en: "split the table", zh: "请分成几份")

    private static func tooLong(_ file: String, _ maximum: Int) -> Fault {
        Fault(
            file: file, line: nil, field: nil, value: nil,
            message: Bilingual(en: "the table is longer than \(maximum) bytes", zh: "表格超过 \(maximum) 字节"), hint: split)
    }

    private static func tooMany(_ file: String, _ line: Int, _ maximum: Int) -> Fault {
        Fault(
            file: file, line: line, field: nil, value: nil,
            message: Bilingual(en: "more than \(maximum) rows", zh: "超过 \(maximum) 行"), hint: split)
    }

    private static func openQuote(_ file: String, _ line: Int) -> Fault {
        Fault(
            file: file, line: line, field: nil, value: nil,
            message: Bilingual(en: "a quotation mark is not closed on this line", zh: "本行引号没有成对"),
            hint: Bilingual(en: "close it, or take it out", zh: "请补上或删去引号"))
    }

    private static func wrongHeading(_ file: String, _ columns: [String], found: [String]) -> Fault {
        let heading = columns.joined(separator: ",")
        return Fault(
            file: file, line: 1, field: nil, value: found.joined(separator: ","),
            message: Bilingual(en: "the heading is not that of this table", zh: "表头不符"),
            hint: Bilingual(en: "the first line must read \(heading)", zh: "第一行应为 \(heading)"))
    }

    private static func wrongWidth(_ file: String, _ line: Int, expected: Int, found: Int) -> Fault {
        Fault(
            file: file, line: line, field: nil, value: nil,
            message: Bilingual(en: "the line has \(found) fields", zh: "本行有 \(found) 列"),
            hint: Bilingual(en: "it needs \(expected), with commas between", zh: "应为 \(expected) 列，以逗号分隔"))
    }
}
