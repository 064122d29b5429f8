/// Tables that an office program opens: UTF-8 with its mark, commas, CR LF.
public enum CSVText {
    /// The bytes of a table.
    public static func written(columns: [String], rows: [[String]]) -> [UInt8] {
        var text = "\u{FEFF}"
        for row in [columns] + rows {
            text += row.map(cell).joined(separator: ",") + "\r\n"
        }
        return Array(text.utf8)
    }

    /// A table of objects: their fields as columns, each under its heading.
    public static func written(_ rows: [JSONValue], columns: [String], heading: (String) -> String) -> [UInt8] {
        written(
            columns: columns.map(heading),
            rows: rows.map { row in columns.map { plain(row[$0] ?? .null) } })
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .text(let text): text
        default: value.line
        }
    }

    /// A cell that begins with one of these would be run as a formula by the office program; a number may stand.
    private static let formulaSigns: [Character] = ["=", "+", "-", "@", "\t"]

    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.first, formulaSigns.contains(first), Int64(text) == nil { text = "'" + text }
        // By scalars: a quotation mark or CR LF may be one Character with what follows.
        let special = text.unicodeScalars.contains { [",", "\"", "\r", "\n", ";", "\t"].contains($0) }
        return special ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }

    /// A row that was read and the line on which it stands, from 1.
    struct Row {
        let line: Int
        let cells: [String]
    }

    /// The rows of a table of at most one line a row; empty lines are left out. Nil where a quotation mark stays open.
    static func rows(_ text: String) -> [Row]? {
        var body = Substring(text).unicodeScalars
        if body.first == "\u{FEFF}" { body = body.dropFirst() }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        let heading = lines.first.map { String(Substring($0)) } ?? ""
        let separator = separator(of: heading)
        var rows: [Row] = []
        for (place, line) in lines.enumerated() {
            let content = line.last == "\r" ? line.dropLast() : line
            if content.allSatisfy({ $0 == separator || $0 == " " }) { continue }
            guard let cells = cells(content, separator) else { return nil }
            rows.append(Row(line: place + 1, cells: cells))
        }
        return rows
    }

    /// Whichever of the three usual signs stands most often in the heading.
    private static func separator(of heading: String) -> Unicode.Scalar {
        let signs: [Unicode.Scalar] = [",", ";", "\t"]
        let counts = signs.map { sign in heading.unicodeScalars.count { $0 == sign } }
        let most = counts.max() ?? 0
        return signs[counts.firstIndex(of: most) ?? 0]
    }

    private static func cells(_ line: Substring.UnicodeScalarView, _ separator: Unicode.Scalar) -> [String]? {
        var cells: [String] = []
        var cell = String.UnicodeScalarView()
        var quoted = false
        var afterQuote = false
        for scalar in line {
            if scalar == "\"" {
                // Inside quotation marks one is written twice.
                if !quoted && afterQuote { cell.append(scalar) }
                quoted.toggle()
                afterQuote = !quoted
                continue
            }
            afterQuote = false
            if scalar == separator && !quoted {
                cells.append(String(cell))
                cell = String.UnicodeScalarView()
            } else {
                cell.append(scalar)
            }
        }
        return quoted ? nil : cells + [String(cell)]
    }
}
