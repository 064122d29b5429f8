/// The rows of a comma-separated text whose fields may stand in double quotes; no line break inside a field.
enum QuotedTable {
    /// All rows, the heading too.
    static func rows(of text: String) -> [[String]] {
        text.split(whereSeparator: \.isNewline).map { fields(of: $0) }
    }

    private static func fields(of line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        var last: Character?
        for character in line {
            switch character {
            case "\"":
                // A doubled mark inside quotes stands for itself.
                if !isQuoted, last == "\"" { fields[fields.count - 1].append("\"") }
                isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
            last = character
        }
        return fields
    }
}
