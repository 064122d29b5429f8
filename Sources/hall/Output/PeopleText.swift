import HallNode
import Tiers

/// An answer as people read it: `name: value` lines for an object, a table for a list.
enum PeopleText {
    /// The text of an answer, without a line break at its end.
    static func of(_ value: JSONValue) -> String { lines(value, indent: "").joined(separator: "\n") }

    private static func lines(_ value: JSONValue, indent: String) -> [String] {
        switch value {
        case .object(let fields): return fields.flatMap { lines($0, indent: indent) }
        case .list(let values): return list(values, indent: indent)
        default: return [indent + cell(value)]
        }
    }

    private static func lines(_ field: JSONValue.Field, indent: String) -> [String] {
        let label = Labels.of(field.name)
        switch field.value {
        case .object(let inner) where !inner.isEmpty:
            return ["\(indent)\(label)\(colon)"] + lines(field.value, indent: indent + "  ")
        case .list(let values) where values.contains(where: \.isCompound):
            return ["\(indent)\(label)\(colon)"] + list(values, indent: indent + "  ")
        default:
            return ["\(indent)\(label)\(said(": ", "："))\(cell(field.value))"]
        }
    }

    private static var colon: String { said(":", "：") }

    private static func list(_ values: [JSONValue], indent: String) -> [String] {
        guard !values.isEmpty else { return [indent + said("(none)", "（无）")] }
        guard let columns = columns(values) else { return values.flatMap { lines($0, indent: indent) } }
        let rows = [columns.map(Labels.of)] + values.map { row in columns.map { cell(row[$0] ?? .null) } }
        let widths = columns.indices.map { column in rows.map { width($0[column]) }.max() ?? 0 }
        let table = rows.map { row in
            let padded = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: max(0, width - self.width(text)))
            }
            let line = indent + padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        // What is a table itself stands below its row.
        return table.prefix(1) + zip(table.dropFirst(), values).flatMap { [$0] + below($1, indent: indent + "  ") }
    }

    private static func below(_ row: JSONValue, indent: String) -> [String] {
        guard case .object(let fields) = row else { return [] }
        return fields.filter { if case .list = $0.value { $0.value.isCompound } else { false } }
            .flatMap { lines($0, indent: indent) }
    }

    /// The columns of a table: the fields of its first row that hold one value each; nil if the rows are no objects.
    private static func columns(_ rows: [JSONValue]) -> [String]? {
        guard case .object(let fields)? = rows.first else { return nil }
        return fields.map(\.name).filter { name in rows.allSatisfy { $0[name]?.isCompound != true } }
    }

    private static func cell(_ value: JSONValue) -> String {
        switch value {
        case .null: "-"
        case .bool(let value): value ? said("yes", "是") : said("no", "否")
        case .text(let text): HallText.printable(text)
        case .list(let values): values.isEmpty ? "-" : values.map(cell).joined(separator: said(", ", "、"))
        case .object(let fields): fields.isEmpty ? "-" : value.line
        case .int, .decimal: value.line
        }
    }

    /// Columns on a terminal: Chinese characters take two.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }
}

extension JSONValue {
    /// A list or an object with something in it.
    fileprivate var isCompound: Bool {
        switch self {
        case .object(let fields): !fields.isEmpty
        case .list(let values): values.contains { if case .object = $0 { true } else { false } }
        default: false
        }
    }
}
