import Foundation
import Testing

/// The owner's list, the marks of the tests and `docs/coverage.csv` agree, and `docs/coverage.md` is made of them.
@Suite struct CoverageTests {
    private static let root = URL(fileURLWithPath: #filePath + "/../../..").standardized

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func coverage() throws -> Coverage {
        Coverage(
            features: try text("Tests/Data/owner-features.csv"), verdicts: try text("docs/coverage.csv"),
            sources: SourceTree.shared.swift)
    }

    /// `hall deadline`, `hall case open`, `make test`, …
    private static func commands() throws -> Set<String> {
        let documented = try text("docs/commands.md").matches(of: /hall [a-z]+( [a-z]+)?/).flatMap { match in
            let words = match.output.0.split(separator: " ")
            return [words.joined(separator: " "), words.prefix(2).joined(separator: " ")]
        }
        let made = try text("Makefile").matches(of: /(?m)^([a-z]+):/).map { "make \($0.output.1)" }
        return Set(documented + made)
    }

    @Test func everyRowHasAVerdictThatItsTestsBearOut() throws {
        let coverage = try Self.coverage()
        #expect(coverage.features.map(\.number) == Array(1...355))
        let faults = coverage.faults(commands: try Self.commands())
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    /// `make coverage` sets HALL_COVERAGE: then the page is written instead of compared.
    @Test func thePageIsMadeOfThem() throws {
        let page = try Self.coverage().page
        let file = Self.root.appending(path: "docs/coverage.md")
        if ProcessInfo.processInfo.environment["HALL_COVERAGE"] == "write" {
            try page.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try Self.text("docs/coverage.md") == page, "docs/coverage.md is old: make coverage")
    }

    @Test(arguments: [
        ("@Test(.carries(3)) func a() {}", [CarryingTest(name: "a", rows: [3])]),
        (
            "@Suite struct S {\n@Test(\n.carries(3, 40), arguments: [1]) func a(_ b: Int) {}\n@Test func c() {} }",
            [CarryingTest(name: "S.a", rows: [3, 40])]
        ),
        (
            "extension E { @Suite(.carries(7)) struct S { @Test func a() { if b {} } } }",
            [
                CarryingTest(name: "S", rows: [7])
            ]
        ),
        (
            "struct S {}\nextension T { @Test(.carries(1), .carries(2)) func a() { f { $0 } } }",
            [
                CarryingTest(name: "T.a", rows: [1, 2])
            ]
        ),
        ("// @Test(.carries(3)) func a() {}\nlet text = \".carries(4)\"; func b() {}", []),
    ]) func marksAreFound(_ text: String, _ expected: [CarryingTest]) {
        #expect(CarryingTest.all(in: SourceFile(path: "Tests/A.swift", text: text)) == expected)
    }

    /// Each way in which the three can disagree is noticed.
    @Test(arguments: [
        ("2,later,,", "row 1: no verdict"), ("1,later,,\n2,later,,\n2,later,,", "row 2: more than one"),
        ("1,later,,\n2,later,,\n3,later,,", "row 3 is not"), ("1,perhaps,,\n2,later,,", "not `perhaps`"),
        ("1,carried,hall status,the state\n2,later,,", "row 1: carried, but no test"),
        ("1,later,,\n2,later,hall status,", "row 2: a command to try"),
        ("1,later,,\n2,outside,,", "row 2: says not why"), ("1,later,,\n2,later,,\n", "row 2: a test bears its number"),
        ("1,later,,\n2,later,,soon, or not", "row 2: has 5 cells"),
        ("1,later,,\n2,carried,hall dance,one sees", "row 2: `hall dance` begins with no command"),
        ("1,later,,\n2,carried,hall status,", "row 2: says not what one sees"),
    ]) func aDisagreementIsNoticed(_ verdicts: String, _ expected: String) {
        let mark = expected.contains("bears") || verdicts.contains("2,carried") ? "@Test(.carries(2)) func a() {}" : ""
        let coverage = Coverage(
            features: "no\n1,000,\"一, 甲\",a,,,\n2,000,乙,b,,,\n", verdicts: "no\n" + verdicts,
            sources: [SourceFile(path: "Tests/A.swift", text: mark)])
        let faults = coverage.faults(commands: ["hall status"])
        #expect(faults.count == 1 && faults.allSatisfy { $0.contains(expected) }, "\(faults)")
    }
}
