import Foundation

extension JSONValue {
    /// Reads a line that `line` wrote: a kept answer is given again field for field in the same order.
    public static func parse(_ line: String) throws(HallError) -> JSONValue {
        var parser = Parser(bytes: Array(line.utf8))
        guard let value = parser.value(depth: 0), parser.isAtEnd else {
            throw .fault("a kept answer cannot be read")
        }
        return value
    }

    private struct Parser {
        let bytes: [UInt8]
        var place = 0

        private static let depthMax = 32

        var isAtEnd: Bool { place == bytes.count }

        mutating func value(depth: Int) -> JSONValue? {
            guard place < bytes.count, depth < Parser.depthMax else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "{"): return object(depth)
            case UInt8(ascii: "["): return list(depth)
            case UInt8(ascii: "\""): return string().map { .text($0) }
            case UInt8(ascii: "n"): return word("null") ? .null : nil
            case UInt8(ascii: "t"): return word("true") ? .bool(true) : nil
            case UInt8(ascii: "f"): return word("false") ? .bool(false) : nil
            default: return number()
            }
        }

        private mutating func object(_ depth: Int) -> JSONValue? {
            var fields: [Field] = []
            place += 1
            if take("}") { return .object([]) }
            repeat {
                guard let name = string(), take(":"), let value = value(depth: depth + 1) else { return nil }
                fields.append(Field(name: name, value: value))
            } while take(",")
            return take("}") ? .object(fields) : nil
        }

        private mutating func list(_ depth: Int) -> JSONValue? {
            var values: [JSONValue] = []
            place += 1
            if take("]") { return .list([]) }
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                values.append(value)
            } while take(",")
            return take("]") ? .list(values) : nil
        }

        /// A text with its escapes, which the standard decoder undoes.
        private mutating func string() -> String? {
            let start = place
            guard take("\"") else { return nil }
            while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard take("\"") else { return nil }
            return try? JSONDecoder().decode(String.self, from: Data(bytes[start..<place]))
        }

        private mutating func number() -> JSONValue? {
            let start = place
            let allowed = Set("-+.eE0123456789".utf8)
            while place < bytes.count, allowed.contains(bytes[place]) { place += 1 }
            let text = String(decoding: bytes[start..<place], as: UTF8.self)
            return Int64(text).map { .int($0) } ?? Double(text).map { .decimal($0) }
        }

        private mutating func word(_ word: String) -> Bool {
            guard bytes[place...].starts(with: word.utf8) else { return false }
            place += word.utf8.count
            return true
        }

        private mutating func take(_ character: Character) -> Bool {
            guard place < bytes.count, Character(Unicode.Scalar(bytes[place])) == character else { return false }
            place += 1
            return true
        }
    }
}
