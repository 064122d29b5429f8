import Testing

/// The reader of Swift under the rules: tokens, and where functions begin and end.
@Suite struct FunctionSpanTests {
    @Test(arguments: [
        ("func a() { }", ["a 1-1"]),
        ("func a(_ b: () -> Void = { }) {\n}\nlet c = 1", ["a 1-2"]),
        (
            "protocol P {\n func a()\n var b: Int { get }\n init()\n func c() -> [Int]\n}\nfunc d() {\n}",
            ["b 3-3", "d 7-8"]
        ),
        ("struct S {\n var a = 1\n var b: Int\n func c() {\n  if a { }\n }\n}", ["c 4-6"]),
        ("func a() {\n func b() {\n }\n}", ["a 1-4", "b 2-3"]),
        ("func a<T>(\n _ b: T\n)\n where T: P\n{\n}", ["a 1-6"]),
        ("static func < (a: S, b: S) -> Bool {\n}", ["< 1-2"]),
        ("func a() {\n let b = \"}\" // }\n /* } */ let c = \"\"\"\n }\n \"\"\"\n}", ["a 1-6"]),
        ("func a() {\n let b = \"\\(c.map { \"}\" })\"\n}", ["a 1-3"]),
        ("func a() {\n let b = #\"\\\"}\"#\n}", ["a 1-3"]),
        ("extension S {\n subscript(a: Int) -> Int {\n }\n deinit {\n }\n}", ["subscript 2-3", "deinit 4-5"]),
        ("func a() {\n self.init(b)\n x.map(S.init)\n}", ["a 1-4"]),
        ("func a() throws -> Int\n@Test func b() {\n}", ["b 2-3"]),
    ]) func functionsAreFoundFromKeywordToClosingBrace(_ text: String, _ spans: [String]) {
        let found = FunctionSpan.all(in: SwiftTokens.of(text)).map { "\($0.name) \($0.first)-\($0.last)" }
        #expect(found == spans)
    }

    @Test func bracesOfEveryFileMatch() {
        for file in SourceTree.shared.swift {
            let depth = file.tokens.reduce(into: 0) { $0 += $1.text == "{" ? 1 : $1.text == "}" ? -1 : 0 }
            #expect(depth == 0, "\(file.path): the reader of Swift lost its way")
        }
    }

    @Test func literalsAndCommentsGiveNoWords() {
        let text =
            "a // b\n/* c /* d */ e */ f(\"g \\(h(\"i\")) j\", #\"k \\(l)\"#, "
            + "\"\"\"\n m \"n\" \\(o)\n \"\"\", \"\\\"p\")"
        #expect(SwiftTokens.of(text).filter(\.isWord).map(\.text) == ["a", "f", "h", "o"])
    }
}
