/// A word or one other character of Swift code, with its line. Comments and the text of literals give none; code inside
/// an interpolation does.
struct SwiftToken: Equatable, Sendable {
    let text: String
    /// From 1.
    let line: Int
    /// Whether white space, a comment or the file's beginning stands before it.
    let spaced: Bool

    var isWord: Bool { text.first.map(SwiftTokens.isWordCharacter) ?? false }
}

/// Cuts Swift into tokens: as much of the language as the rules need, namely where code is not text.
struct SwiftTokens {
    /// The tokens of a source text, in order. A string literal gives the one token `"` at its end, so that what
    /// follows it, as in `"a"!`, stays visible.
    static func of(_ text: String) -> [SwiftToken] {
        var scanner = SwiftTokens(text)
        scanner.scan(untilParenthesis: false)
        return scanner.tokens
    }

    private let source: [Character]
    private var index = 0
    private var line = 1
    private var spaced = true
    private var tokens: [SwiftToken] = []

    private init(_ text: String) { source = Array(text) }

    static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// Reads code until the end, or until the parenthesis that closes an interpolation.
    private mutating func scan(untilParenthesis: Bool) {
        var depth = 0
        while index < source.count {
            let character = source[index]
            if character.isWhitespace {
                advance()
                spaced = true
            } else if starts(with: "//") {
                while index < source.count, !source[index].isNewline { advance() }
                spaced = true
            } else if starts(with: "/*") {
                skipComment()
            } else if let hashes = literalStart() {
                skipLiteral(hashes: hashes)
            } else if Self.isWordCharacter(character) {
                word()
            } else {
                if character == "(" { depth += 1 }
                if character == ")" {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
                add(String(character), line)
                advance()
            }
        }
    }

    private mutating func word() {
        let start = index
        let first = line
        while index < source.count, Self.isWordCharacter(source[index]) { advance() }
        add(String(source[start..<index]), first)
    }

    /// Comments of this form nest.
    private mutating func skipComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                advance(2)
            } else if starts(with: "*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && index < source.count
        spaced = true
    }

    /// The number of `#` before the quotation mark, if a string literal begins here.
    private func literalStart() -> Int? {
        var end = index
        while end < source.count, source[end] == "#" { end += 1 }
        return end < source.count && source[end] == "\"" ? end - index : nil
    }

    private mutating func skipLiteral(hashes: Int) {
        advance(hashes)
        let marks = String(repeating: "#", count: hashes)
        let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        advance(quote.count)
        while index < source.count {
            if starts(with: quote + marks) {
                advance(quote.count + hashes)
                break
            }
            if starts(with: "\\" + marks) {
                advance(1 + hashes)
                if index < source.count, source[index] == "(" {
                    advance()
                    spaced = true
                    scan(untilParenthesis: true)
                }
            }
            advance()
        }
        add("\"", line)
    }

    private func starts(with text: String) -> Bool {
        source[index...].starts(with: text)
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < source.count {
            // A line may end in CR and LF, which are one character.
            if source[index].isNewline { line += 1 }
            index += 1
        }
    }

    private mutating func add(_ text: String, _ line: Int) {
        tokens.append(SwiftToken(text: text, line: line, spaced: spaced))
        spaced = false
    }
}
