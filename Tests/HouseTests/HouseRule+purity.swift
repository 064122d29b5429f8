extension HouseRule {
    /// What the two pure modules may import. Both use nothing of each other.
    static let pureModules: [String: Set<String>] = [
        "Tiers": [],
        "Sync": ["CZlib", "Crypto", "FoundationEssentials", "GRDB", "GRDBSQLite", "Synchronization"],
    ]

    static let pureImports = HouseRule(testDescription: "Tiers and Sync import only what is pure, not each other") {
        file in
        guard let allowed = file.pureModule.flatMap({ pureModules[$0] }) else { return [] }
        return zip(file.tokens, file.tokens.dropFirst()).compactMap { word, name in
            guard word.text == "import", name.line == word.line, !allowed.contains(name.text) else { return nil }
            return Fault(path: file.path, line: word.line, message: "import \(name.text)")
        }
    }

    static let pureCalls = HouseRule(testDescription: "Tiers and Sync take clock and randomness as arguments") { file in
        guard file.pureModule != nil else { return [] }
        let tokens = file.tokens
        return tokens.indices.compactMap { index in
            let here = tokens[index...].prefix(4).map(\.text)
            guard let call = impure.first(where: { here.starts(with: $0) }) else { return nil }
            return Fault(path: file.path, line: tokens[index].line, message: call.joined())
        }
    }

    private static let impure: [[String]] = [
        ["Date", "("], ["Date", ".", "now"], ["UUID", "("], [".", "random", "("], [".", "randomElement", "("],
        [".", "shuffled", "("], [".", "shuffle", "("], ["SystemRandomNumberGenerator"], ["Task", ".", "sleep"],
        ["Thread"],
        ["ContinuousClock"], ["SuspendingClock"], ["usleep", "("], ["getenv", "("], ["print", "("], ["FileManager"],
        ["hashValue"], ["Hasher", "("],
    ]

    /// Forced unwrapping, forced `try` and forced casts, in the tests too.
    static let forcing = HouseRule(testDescription: "nothing is forced with an exclamation mark") { file in
        guard file.isSwift, !file.isData else { return [] }
        return zip(file.tokens, file.tokens.dropFirst()).compactMap { before, mark in
            guard mark.text == "!", !mark.spaced, before.isWord || ")]}>?\"`".contains(before.text) else { return nil }
            return Fault(path: file.path, line: mark.line, message: "\(before.text)! may trap: unwrap or throw")
        }
    }

    static let uncheckedReason = HouseRule(testDescription: "what the compiler does not check says what makes it safe")
    { file in
        guard file.isSwift, !file.isData else { return [] }
        let lines = file.lines
        return zip(file.tokens, file.tokens.dropFirst(2)).compactMap { word, argument in
            let isUnchecked = word.text == "unchecked" || (word.text == "nonisolated" && argument.text == "unsafe")
            // In the line, or in one of the two before it.
            guard isUnchecked, !lines[max(0, word.line - 3)..<word.line].contains(where: { $0.contains("//") }) else {
                return nil
            }
            return Fault(path: file.path, line: word.line, message: "\(word.text) without a comment")
        }
    }
}

extension SourceFile {
    /// The pure module that it belongs to.
    var pureModule: String? {
        guard isSwift else { return nil }
        return HouseRule.pureModules.keys.first { path.hasPrefix($0 + "/") }
    }
}
