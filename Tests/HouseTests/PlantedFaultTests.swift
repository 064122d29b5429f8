import Testing

/// A fault, planted in a text, and the rule that must find it; or a text that only looks like one.
struct Planted: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let rule: HouseRule
    let path: String
    let text: String
    /// The lines of the faults.
    let lines: [Int]

    init(_ what: String, _ rule: HouseRule, in path: String = "Sync/A/B.swift", _ text: String, at lines: Int...) {
        testDescription = what
        (self.rule, self.path, self.text, self.lines) = (rule, path, text, lines)
    }
}

/// Each rule finds a planted fault and leaves alone what only looks like one.
@Suite struct PlantedFaultTests {
    @Test(arguments: sizes + purity + forced + names) func theRuleFindsExactlyThePlantedFault(_ planted: Planted) {
        let faults = planted.rule.check(SourceFile(path: planted.path, text: planted.text))
        #expect(faults.map(\.line) == planted.lines, "\(faults)")
    }

    @Test func everyRuleIsTriedWithAFault() {
        let tried = Set(
            (Self.sizes + Self.purity + Self.forced + Self.names).filter { !$0.lines.isEmpty }.map(
                \.rule.testDescription))
        #expect(tried == Set(HouseRule.all.map(\.testDescription)))
    }

    private static func lines(_ count: Int) -> String { String(repeating: "let a = 1\n", count: count) }
    private static func function(_ count: Int) -> String { "func f() {\n" + lines(count - 2) + "}\n" }

    static let sizes = [
        Planted("401 lines", .fileLength, lines(401), at: 401),
        Planted("400 lines", .fileLength, lines(400)),
        Planted("401 lines of a table", .fileLength, in: "Tiers/Data/Holidays.swift", lines(401)),
        Planted("71 lines of a function", .functionLength, function(71), at: 1),
        Planted("70 lines of a function", .functionLength, function(70)),
        Planted("a long property", .functionLength, "struct S {\nvar a: Int {\n" + lines(69) + "}\n}\n", at: 2),
        Planted(
            "a long initializer", .functionLength, "struct S {\n\n  init?(\n a: Int\n) {\n" + lines(68) + "}\n}\n",
            at: 3),
        Planted(
            "a long function after a requirement", .functionLength, "protocol P { func a() }\n" + function(71), at: 2),
        Planted("121 characters", .lineLength, "let a = 1\n// " + String(repeating: "件", count: 118), at: 2),
        Planted("120 characters", .lineLength, "// " + String(repeating: "件", count: 117)),
        Planted("a text of 120", .lineLength, "f(\n    \"" + String(repeating: "件", count: 120) + "\")"),
        Planted("a text of 160", .lineLength, "f(\n    \"" + String(repeating: "件", count: 160) + "\")", at: 2),
        Planted("a text behind code", .lineLength, "let a = \"" + String(repeating: "件", count: 120) + "\"", at: 1),
        Planted("SQL of 130", .lineLength, "let a = \"\"\"\n" + String(repeating: "x", count: 130) + "\n\"\"\""),
        Planted("a leftover", .markers, "let a = 1  // TO" + "DO: more", at: 1),
        Planted("a leftover in a script", .markers, in: "docs/a.sh", "a\n# FIX" + "ME", at: 2),
        Planted("a word with the letters of one", .markers, "let TO" + "DOS = 1"),
        Planted("a developer's folder", .machinePaths, in: "docs/a.md", "see `/ho" + "me/li/hall`", at: 1),
        Planted("a folder of the same name elsewhere", .machinePaths, in: "docs/a.md", "a/ho" + "me/b"),
    ]

    static let purity = [
        Planted("Foundation", .pureImports, "public import Foundation\nimport GRDB", at: 1),
        Planted("the other module", .pureImports, in: "Tiers/A/B.swift", "\nimport Sync", at: 2),
        Planted("the database in Tiers", .pureImports, in: "Tiers/A/B.swift", "internal import GRDB", at: 1),
        Planted("Foundation in a hall", .pureImports, in: "Sources/HallNode/A/B.swift", "import Foundation"),
        Planted("Foundation in a comment", .pureImports, "// import Foundation\nlet a = \"import Foundation\""),
        Planted("the clock", .pureCalls, "let a = Date()\nlet b = CivilDate(a)", at: 1),
        Planted("the clock inside text", .pureCalls, "let a = \"at \\(Date())\"", at: 1),
        Planted("the clock as text", .pureCalls, "let a = #\"at \\(Date())\"#"),
        Planted("an identifier out of nothing", .pureCalls, "f(\n  UUID())", at: 2),
        Planted("chance", .pureCalls, "let a = Int.random(in: 1...6)", at: 1),
        Planted("chance from outside", .pureCalls, "let a = random(16)"),
        Planted("waiting", .pureCalls, "try await Task.sleep(for: .seconds(1))", at: 1),
        Planted("the clock in a hall", .pureCalls, in: "Sources/HallNode/A/B.swift", "let a = Date()"),
        Planted("unchecked", .uncheckedReason, "final class C: @unchecked Sendable {}", at: 1),
        Planted(
            "unchecked with a reason", .uncheckedReason,
            "/// One thread uses it.\nfinal class C: @unchecked Sendable {}"),
    ]

    static let forced = [
        Planted("a forced value", .forcing, "let a = b!\nlet c = d[1]!.e\nlet f = g()!", at: 1, 2, 3),
        Planted("a forced try", .forcing, "let a = try! b()", at: 1),
        Planted("a forced cast", .forcing, "let a = b as! C", at: 1),
        Planted("a forced text", .forcing, "let a = URL(string: \"b\")!", at: 1),
        Planted("a type that forces", .forcing, "var a: Int!", at: 1),
        Planted("a negation and an inequality", .forcing, "if !a, b != c, (!d) { f([!e]) }\n#if !DEBUG\n#endif"),
        Planted("an exclamation in text and comment", .forcing, "let a = \"no!\"  // no!\n/* no! /* no! */ no! */"),
    ]

    static let names = [
        Planted("a file beside the folders", .conceptFolders, in: "Sync/B.swift", "", at: 1),
        Planted("a file in its folder", .conceptFolders, in: "Sources/HallNode/Cases/B.swift", ""),
        Planted("a file of a small module", .conceptFolders, in: "Sources/hall/Main.swift", ""),
        Planted("a folder for anything", .vagueNames, in: "Sync/Utils/B.swift", "", at: 1),
        Planted("an aspect that says nothing", .vagueNames, in: "Sync/A/B+Helpers.swift", "", at: 1),
        Planted("a word that contains one", .vagueNames, in: "Sync/A/SharedLane.swift", ""),
    ]
}
