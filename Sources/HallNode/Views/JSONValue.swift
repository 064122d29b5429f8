/// A JSON value with its fields in order: what commands answer. Unlike `Codable`, it writes an absent value as
/// `null`, as scripts are promised.
public indirect enum JSONValue: Hashable, Sendable {
    /// Unknown, or does not apply.
    case null
    /// true or false
    case bool(Bool)
    /// A whole number.
    case int(Int64)
    /// A number with a fraction, written with three decimals.
    case decimal(Double)
    /// A text.
    case text(String)
    /// A list.
    case list([JSONValue])
    /// Fields in order.
    case object([Field])

    /// A field of an object.
    public struct Field: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: JSONValue

        /// A field.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// An object of fields in order.
    public static func fields(_ fields: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(fields.map { Field(name: $0.key, value: $0.value) })
    }

    /// A text, or null.
    public static func optional(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

    /// A number, or null.
    public static func optional(_ number: Int64?) -> JSONValue { number.map { .int($0) } ?? .null }

    /// A number, or null.
    public static func optional(_ number: Int?) -> JSONValue { number.map { .int(Int64($0)) } ?? .null }

    /// A field of an object; nil for every other value, and where there is no such field.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }

    /// The value in one line of JSON.
    public var line: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .decimal(let value): text += value.isFinite ? JSONValue.threeDecimals(value) : "null"
        case .text(let value): JSONValue.quote(value, to: &text)
        case .list(let values):
            text += "["
            for (place, value) in values.enumerated() {
                if place > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let fields):
            text += "{"
            for (place, field) in fields.enumerated() {
                if place > 0 { text += "," }
                JSONValue.quote(field.name, to: &text)
                text += ":"
                field.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func threeDecimals(_ value: Double) -> String {
        guard abs(value) < 1e15 else { return String(value) }
        let thousandths = Int64((value * 1_000).rounded())
        let fraction = String(abs(thousandths) % 1_000)
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1_000)."
            + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // The upper controls too: some terminals take them for the beginning of a command.
            case let control
            where control.value < 0x20 || (0x7F...0x9F).contains(control.value)
                || control.value == 0x2028 || control.value == 0x2029:
                let hex = String(control.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
