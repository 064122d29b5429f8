extension Coverage {
    /// `docs/coverage.md`.
    var page: String {
        let words = verdicts.values.compactMap(\.first?.word)
        let count = { (word: String) in words.count { $0 == word } }
        let head = """
            # What carries the owner's list

            The owner's documents name \(features.count) systems, functions, mechanisms and rules.
            \(count("carried")) are carried by tests, \(count("later")) are for later, \(count("outside")) are not \
            software of this project.

            Numbers and names are those of `Tests/Data/owner-features.csv`; tests bear the numbers as a
            mark, `.carries(…)`; what stands in the last column is written in `docs/coverage.csv`. `make coverage` makes
            this page of the three, and a test keeps it so.

            To try it, `hall` needs a hall with work in it, such as one of `hall demo --keep DIR`.

            """
        let documents = Set(features.map(\.document)).sorted()
        return head + documents.map(section).joined()
    }

    private func section(_ document: String) -> String {
        let rows = features.filter { $0.document == document }.map { feature in
            let test = tests[feature.number]?.map { "`\($0)`" }.joined(separator: ", ") ?? ""
            return "| \(feature.number) | \(Self.cell(feature.chinese)) (\(Self.cell(feature.english))) | \(test) "
                + "| \(Self.cell(tryIt(feature.number))) |\n"
        }
        return "\n## Document \(document)\n\n| no. | what it names | carried by | try it |\n| --- | --- | --- | --- |\n"
            + rows.joined()
    }

    private func tryIt(_ row: Int) -> String {
        guard let verdict = verdicts[row]?.first else { return "" }
        switch verdict.word {
        case "carried": return "`\(verdict.command)`: \(verdict.note)"
        case "later": return verdict.note.isEmpty ? "later" : "later: \(verdict.note)"
        default: return "not software of this project: \(verdict.note)"
        }
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
