import Sync

extension FuzzTarget {
    /// The formats that halls sign, keep and send.
    static let formats: [FuzzTarget] = Format.all.map { format in
        let isJSON = ["entry", "request", "renewal", "hello", "welcome", "rejection"].contains(format.name)
        return FuzzTarget(format.name, isJSON ? .text(jsonWords) : .binary) { bytes in
            let written: [UInt8]?
            do throws(FormatError) {
                written = try format.rewrite(bytes)
            } catch {
                guard !error.part.isEmpty, !error.what.isEmpty else { throw Finding("an error without words") }
                return false
            }
            guard let written else { return true }
            if format.isExact {
                guard written == bytes else { throw Finding("written otherwise than it was read") }
            } else {
                let again = try format.rewrite(written)
                guard again == written else { throw Finding("what it wrote is read as another value") }
            }
            return true
        }
    }

    static let jsonWords = [
        "{", "}", "[", "]", ":", ",", "\"\"", "null", "true", "false", "0", "-1", "1e999", "9223372036854775808",
        "18446744073709551616", "0.1", "\"\\ud800\"", "\"\\u0000\"", "\"36\"", "\"3401\"", "\"node\"", "\"lane\"",
        "\"marks\"", "\"position\"", "\"generation\"", "\"digest\"", "\"keys\"", "\"ordinal\"", "\"signing\"",
        "\"token\"",
    ]
}
