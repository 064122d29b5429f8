/// The lines of one function, initializer or property with code, from the line of its keyword to its closing brace.
struct FunctionSpan: Equatable, Sendable {
    let name: String
    let first: Int
    let last: Int

    var length: Int { last - first + 1 }

    /// All of them in the order of their keywords; those inside others count for themselves too.
    static func all(in tokens: [SwiftToken]) -> [FunctionSpan] {
        let partner = partners(of: tokens)
        return tokens.indices.compactMap { index in
            guard keywords.contains(tokens[index].text), isDeclaration(tokens, index) else { return nil }
            guard let brace = body(tokens, after: index), let end = partner[brace] else { return nil }
            return FunctionSpan(name: name(tokens, index), first: tokens[index].line, last: tokens[end].line)
        }
    }

    private static let keywords: Set<String> = ["func", "init", "subscript", "deinit", "var"]
    /// What begins the declaration after one without a body.
    private static let others: Set<String> = [
        "actor", "associatedtype", "case", "class", "deinit", "enum", "extension", "fileprivate", "func", "init",
        "internal",
        "let", "mutating", "nonisolated", "package", "private", "protocol", "public", "static", "struct", "subscript",
        "typealias", "var",
    ]

    /// `.init(…)`, `self.init(…)` and `` `init` `` call or name something.
    private static func isDeclaration(_ tokens: [SwiftToken], _ index: Int) -> Bool {
        guard index > 0 else { return true }
        let before = tokens[index - 1].text
        return before != "." && before != "`"
    }

    /// The brace that opens the body, or nil for a requirement of a protocol or a property without code. Default values
    /// and closure types stand inside parentheses.
    private static func body(_ tokens: [SwiftToken], after keyword: Int) -> Int? {
        var depth = 0
        for index in tokens.indices[(keyword + 1)...] {
            let token = tokens[index]
            if token.text == "{", depth == 0 { return index }
            if token.line > tokens[index - 1].line, depth == 0, endsBefore(tokens, index, keyword) { return nil }
            if ["(", "[", "{"].contains(token.text) { depth += 1 }
            if [")", "]", "}"].contains(token.text) { depth -= 1 }
            if depth < 0 { return nil }
        }
        return nil
    }

    /// Whether the declaration has ended before this first token of a line: a property's unless its value begins there,
    /// a function's where another declaration begins.
    private static func endsBefore(_ tokens: [SwiftToken], _ index: Int, _ keyword: Int) -> Bool {
        if tokens[keyword].text == "var" { return tokens[index - 1].text != "=" }
        return tokens[index].text == "@" || others.contains(tokens[index].text)
    }

    /// The closing brace of each opening one, by their places.
    private static func partners(of tokens: [SwiftToken]) -> [Int: Int] {
        var open: [Int] = []
        var partner: [Int: Int] = [:]
        for index in tokens.indices {
            if tokens[index].text == "{" { open.append(index) }
            if tokens[index].text == "}", let start = open.popLast() { partner[start] = index }
        }
        return partner
    }

    private static func name(_ tokens: [SwiftToken], _ index: Int) -> String {
        let keyword = tokens[index].text
        guard keyword == "func" || keyword == "var", tokens.indices.contains(index + 1) else { return keyword }
        return tokens[index + 1].text
    }
}
