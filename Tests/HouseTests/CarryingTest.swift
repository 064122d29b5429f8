/// A test, or a suite, that is marked as carrying rows of the owner's list.
struct CarryingTest: Equatable, Sendable {
    /// `CalendarTests.leapDay`, or `CalendarTests` for a suite.
    let name: String
    let rows: [Int]

    /// All of a file, in order.
    static func all(in file: SourceFile) -> [CarryingTest] {
        var scope = TypeScope()
        var rows: [Int] = []
        var found: [CarryingTest] = []
        for (index, token) in file.tokens.enumerated() {
            let next = file.tokens.indices.contains(index + 1) ? file.tokens[index + 1].text : ""
            if token.text == "carries", index > 0, file.tokens[index - 1].text == ".", next == "(" {
                rows += file.tokens[(index + 2)...].prefix { $0.text != ")" }.compactMap { Int($0.text) }
            }
            if token.text == "func", !rows.isEmpty {
                found.append(CarryingTest(name: (scope.innermost.map { "\($0)." } ?? "") + next, rows: rows))
                rows = []
            }
            if let name = scope.read(token, next: next), !rows.isEmpty {
                found.append(CarryingTest(name: name, rows: rows))
                rows = []
            }
        }
        return found
    }
}

/// Which type a token stands in.
private struct TypeScope {
    /// The types whose braces are open, and nil for each other brace.
    private var open: [String?] = []
    private var declared: String?

    private static let keywords: Set = ["actor", "class", "enum", "extension", "struct"]

    var innermost: String? { open.last { $0 != nil } ?? nil }

    /// Takes the next token; the name of the type whose declaration begins here.
    mutating func read(_ token: SwiftToken, next: String) -> String? {
        if token.text == "{" {
            open.append(declared)
            declared = nil
        }
        if token.text == "}" { _ = open.popLast() }
        guard Self.keywords.contains(token.text), SwiftTokens.isWordCharacter(next.first ?? " ") else { return nil }
        declared = next
        return next
    }
}
