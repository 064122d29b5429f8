/// Finds the line of a matter again, for faults that only the store tells.
struct SourceLines {
    /// The file as the caller named it.
    let file: String
    private let lines: [Substring]

    init(_ source: PublishMatters.Source) {
        file = source.name
        lines = String(decoding: source.bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// The first line, from 1, that holds a code as a word of its own; nil where none does.
    func line(of code: String) -> Int? { position(of: code).map { $0 + 1 } }

    /// The line of a field of a matter; the matter's own where the field has none, as in a table.
    func line(of field: String, after code: String) -> Int? {
        guard let start = position(of: code) else { return nil }
        let rest = lines[(start + 1)...].prefix { !$0.drop { $0 == " " }.hasPrefix("- code") }
        return (rest.firstIndex { $0.drop { $0 == " " }.hasPrefix(field) } ?? start) + 1
    }

    private func position(of code: String) -> Int? {
        lines.firstIndex { line in
            line.split { " \t,;:\"'-{}".contains($0) && !code.contains($0) }.contains { $0 == code }
        }
    }
}
