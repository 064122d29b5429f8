import HallNode
import Testing
import Tiers

@Suite("JSON files")
struct JSONSourceTests {
    private func read(_ text: String) -> (root: SourceNode?, faults: [Fault]) {
        JSONSource.read(Array(text.utf8), file: "a.json")
    }

    @Test("texts keep every escape, also pairs of surrogates; numbers keep every digit")
    func values() throws {
        let root = try #require(
            read(#"{"a": "\"\\\/\b\f\n\r\t\u738b\ud840\udc00",\#n "b": [360732190001010017, -0.5e+3, true, null, {}]}"#)
                .root)
        let list = SourceNode.Value.list([
            SourceNode(line: 2, value: .scalar("360732190001010017", quoted: false)),
            SourceNode(line: 2, value: .scalar("-0.5e+3", quoted: false)),
            SourceNode(line: 2, value: .scalar("true", quoted: false)), SourceNode(line: 2, value: .null),
            SourceNode(line: 2, value: .map([])),
        ])
        #expect(
            root.value
                == .map([
                    .init(name: "a", line: 1, value: .text("\"\\/\u{8}\u{C}\n\r\t王\u{20000}", line: 1)),
                    .init(name: "b", line: 2, value: SourceNode(line: 2, value: list)),
                ]))
    }

    @Test(
        "what is no JSON is one fault with its line",
        arguments: [
            ("", 0), ("{", 1), ("{\n\"a\" 1}", 2), ("[1,]", 1), ("{\"a\":1,\n}", 2), ("[01]", 1), ("[1.]", 1),
            ("[+1]", 1),
            ("[\"\\ud800\"]", 1), ("[\"\\ud800\\u0041\"]", 1), ("[\"\\x\"]", 1), ("[\"a\nb\"]", 1), ("[1]\n2", 2),
            ("[\"open", 1), ("nul", 1), ("[\"\\u12\"]", 1),
        ])
    func broken(text: String, line: Int) {
        let (root, faults) = read(text)
        #expect(root == nil)
        #expect(faults.map { $0.line ?? 0 } == [line])
    }

    @Test("depth is bounded")
    func depth() {
        #expect(read(String(repeating: "[", count: 16) + String(repeating: "]", count: 16)).root != nil)
        #expect(read(String(repeating: "[", count: 1_000_000)).faults.count == 1)
    }

    @Test("every beginning of a good file is either broken with one fault, or whole")
    func truncated() {
        let bytes = Array(#"{"kind": "citizen", "n": [1.5e3, "\u738b"], "o": {"p": null}}"#.utf8)
        for length in 0..<bytes.count {
            let (root, faults) = JSONSource.read(Array(bytes.prefix(length)), file: "a.json")
            #expect(root == nil && faults.count == 1)
        }
    }

    @Test("an applicant's file is read; its faults are all named with their lines")
    func applicant() throws {
        let today = try #require(CivilDate("2026-02-13"))
        let good = read(
            #"{"kind": "citizen", "idNumber": "34010119000101005x", "name": "王某", "agent": {"name": "李某"}}"#)
        let (applicant, none) = ApplicantReader.read(try #require(good.root), file: "a.json", today: today)
        #expect(none == [])
        #expect(applicant?.idNumber == "34010119000101005X" && applicant?.agent?.name == "李某")
        let bad = read(
            "{\"kind\": \"citizen\",\n\"idNumer\": \"x\",\n\"phone\": 13800000000,\n\"agent\": {\"nme\": \"李\"}}")
        let faults = ApplicantReader.read(try #require(bad.root), file: "a.json", today: today).faults
        #expect(
            faults.map { "\($0.line ?? 0) \($0.field ?? "-")" }.sorted()
                == ["1 idNumber", "1 name", "2 idNumer", "3 phone", "4 agent.name", "4 agent.nme"])
        #expect(faults.first { $0.field == "idNumer" }?.hint.en.contains("idNumber") == true)
    }
}
