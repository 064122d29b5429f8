import Foundation

/// What became of every row of the owner's list: the list itself, what people wrote of each row in `docs/coverage.csv`,
/// and the tests that carry it.
struct Coverage: Sendable {
    /// What people wrote of one row.
    struct Verdict: Equatable, Sendable {
        /// `carried`: a test stands for it. `later`: meant, not there yet. `outside`: not software of this project.
        let word: String
        /// What to type to see it; empty unless carried.
        let command: String
        /// What one sees then; or what is missing; or why it is outside.
        let note: String
        /// Four, unless a comma was written without quotes around its cell.
        let cells: Int
    }

    /// One row of `Tests/Data/owner-features.csv`.
    struct Feature: Sendable {
        let number: Int
        let document: String
        let chinese: String
        let english: String
    }

    let features: [Feature]
    /// By the number of the row.
    let verdicts: [Int: [Verdict]]
    /// By the number of the row, sorted names.
    let tests: [Int: [String]]

    init(features: String, verdicts: String, sources: [SourceFile]) {
        self.features = QuotedTable.rows(of: features).dropFirst().compactMap { fields in
            guard fields.count == 7, let number = Int(fields[0]) else { return nil }
            return Feature(number: number, document: fields[1], chinese: fields[2], english: fields[3])
        }
        var written: [Int: [Verdict]] = [:]
        for fields in QuotedTable.rows(of: verdicts).dropFirst() {
            let cells = (fields + ["", "", "", ""]).prefix(4)
            let verdict = Verdict(word: cells[1], command: cells[2], note: cells[3], cells: fields.count)
            written[Int(cells[0]) ?? 0, default: []].append(verdict)
        }
        self.verdicts = written
        var carried: [Int: Set<String>] = [:]
        for test in sources.filter({ $0.path.hasPrefix("Tests/") }).flatMap(CarryingTest.all) {
            for row in test.rows { carried[row, default: []].insert(test.name) }
        }
        tests = carried.mapValues { $0.sorted() }
    }

    /// What is wrong between the three, a sentence each.
    func faults(commands: Set<String>) -> [String] {
        let numbers = Set(features.map(\.number))
        let strange = Set(verdicts.keys).union(tests.keys).subtracting(numbers)
        return strange.sorted().map { "row \($0) is not in the owner's list" }
            + features.flatMap { feature in
                faults(of: feature.number, commands: commands).map { "row \(feature.number): \($0)" }
            }
    }

    private func faults(of row: Int, commands: Set<String>) -> [String] {
        guard let verdict = verdicts[row]?.first else { return ["no verdict in docs/coverage.csv"] }
        guard verdicts[row]?.count == 1 else { return ["more than one verdict"] }
        guard verdict.cells <= 4 else { return ["has \(verdict.cells) cells: quote what has a comma"] }
        let isTested = tests[row] != nil
        switch verdict.word {
        case "carried":
            let start = verdict.command.split(separator: " ").prefix(3).map(String.init)
            let isKnown = (2...3).contains { commands.contains(start.prefix($0).joined(separator: " ")) }
            return [
                isTested ? nil : "carried, but no test bears its number",
                isKnown ? nil : "`\(verdict.command)` begins with no command of docs/commands.md or the Makefile",
                verdict.note.isEmpty ? "says not what one sees" : nil,
            ].compactMap(\.self)
        case "later", "outside":
            return [
                isTested ? "a test bears its number, so it is carried" : nil,
                verdict.command.isEmpty ? nil : "a command to try, though it is not carried",
                verdict.note.isEmpty && verdict.word == "outside" ? "says not why it is outside" : nil,
            ].compactMap(\.self)
        default: return ["the verdict is carried, later or outside, not `\(verdict.word)`"]
        }
    }
}
