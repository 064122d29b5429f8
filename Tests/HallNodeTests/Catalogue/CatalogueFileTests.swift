import HallNode
import TestSupport
import Testing
import Tiers

@Suite("Catalogue files")
struct CatalogueFileTests {
    private func read(_ text: String, _ file: String = "a.yaml") throws -> CatalogueFile.Content {
        try read(Array(text.utf8), file)
    }

    private func read(_ bytes: [UInt8], _ file: String) throws -> CatalogueFile.Content {
        let publisher = try #require(HallID("360732"))
        let province = try #require(HallID("36"))
        return CatalogueFile.read(bytes, file: file, publisher: publisher) { $0 == "P-01" ? province : nil }
    }

    private func places(_ content: CatalogueFile.Content) -> [String] {
        content.faults.map { "\($0.line ?? 0) \($0.field ?? "-")" }
    }

    @Test("ten different faults are all named, in the order of the file, each with its line", .carries(314))
    func tenFaults() throws {
        let content = try read(TenFaults.yaml)
        #expect(places(content) == TenFaults.expected)
        #expect(content.matters.map(\.code) == ["A-01"])
        #expect(Fault.exitStatus(of: content.faults) == 2)
        #expect(content.faults[1].hint.en.contains("promisedDays"))
        #expect(content.faults[2].hint.en == "immediate, reply, promise, report-up, joint")
        #expect(content.faults[5].message.en.contains("36"))
        #expect(
            content.faults.map(\.kind) == [
                .reading, .reading, .reading, .reading, .reading, .rule, .rule, .reading, .reading, .reading,
            ])
    }

    @Test("a file with faults of rule only ends with 3")
    func ruleOnly() throws {
        let text = TenFaults.yaml.split(separator: "\n", omittingEmptySubsequences: false)
        let first = text.prefix(10).joined(separator: "\n")
        let content = try read(first.replacing("A-01", with: "P-01"))
        #expect(places(content) == ["1 code"])
        #expect(Fault.exitStatus(of: content.faults) == 3)
    }

    @Test(
        "YAML that is not read says why and where",
        arguments: [
            ("anchor", "- &a {code: x}\n- *a\n", 1, "anchors"),
            ("alias to nothing", "- code: *a\n", 1, "alias"),
            ("key twice", "- code: x\n  name: y\n  name: z\n", 2, "twice"),
            ("two documents", "- code: x\n---\n- code: y\n", 2, "document"),
            ("tab", "- code: x\n\tname: y\n", 2, "broken"),
            ("open bracket", "- code: [x\n", 2, "broken"),
            ("empty", "\n# nothing\n", 0, "nothing"),
            ("too deep", "- " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40), 1, "nested"),
            ("far too deep", String(repeating: "[", count: 100_000), 1, "nested"),
            ("too deep behind a line", "- code: x\n  steps: " + String(repeating: "{a: [", count: 9), 2, "nested"),
            ("too deep in lines", "---\n" + String(repeating: "[\n", count: 17), 18, "nested"),
            ("too deep behind a text", "- \"]\\\"\n[\n\": " + String(repeating: "[", count: 17), 3, "nested"),
            ("key is a list", "- [a]: b\n", 1, "plain word"),
            ("no list", "code: x\n", 1, "list"),
        ])
    func broken(name: String, text: String, line: Int, word: String) throws {
        let content = try read(text)
        let fault = try #require(content.faults.first)
        #expect(fault.message.en.contains(word), "\(fault.message.en)")
        #expect(fault.line ?? 0 == line)
        #expect(!fault.hint.en.isEmpty && !fault.hint.zh.isEmpty && !fault.message.zh.isEmpty)
        #expect(Fault.exitStatus(of: content.faults) == 2)
    }

    @Test("a small file of aliases that stands for a huge one is refused at once")
    func aliasBomb() throws {
        var text = "- a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text += "- ? &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n  : x\n"
        }
        #expect(try read(text).faults.first?.message.en.contains("anchors") == true)
    }

    /// The parser would look at every open bracket for each of the words: minutes.
    @Test("ten megabytes of words in a thousand brackets are refused at once", .timeLimit(.minutes(1)))
    func brackets() throws {
        let text = "- x\n- " + String(repeating: "[", count: 990) + String(repeating: "a,", count: 4_900_000)
        let begin = ContinuousClock.now
        let content = try read(text)
        #expect(ContinuousClock.now - begin < .seconds(20))
        #expect(content.faults.map(\.line) == [2])
        #expect(content.faults.first?.message.en.contains("nested") == true)
    }

    @Test("brackets in ordinary text are not counted, however many are left open")
    func bracketsInText() throws {
        let text = TenFaults.yaml.split(separator: "\n").prefix(10).joined(separator: "\n")
        let open = String(repeating: " [", count: 40)
        let more =
            "\n  conditions: \"\(open)\\\"\(open)\"\n  place: 一楼\(open) # \(open)\n  phone: '\(open)''\(open)'\n"
            + "  hours: |\n    一\(open)\n\n    [\(open)\n"
        let content = try read(text + more)
        #expect(content.faults.isEmpty)
        #expect(content.matters.first?.place == "一楼\(open)")
    }

    @Test("words with * and & in ordinary text are no aliases")
    func starsInText() throws {
        let text = TenFaults.yaml.split(separator: "\n").prefix(10).joined(separator: "\n")
        let more = "\n  conditions: \"*注：A&B\"\n  place: 一楼 *A &A\n  hours: |\n    *A *B\n    &A\n"
        let content = try read(text + more)
        #expect(content.faults.isEmpty)
        #expect(content.matters.first?.place == "一楼 *A &A")
    }

    @Test("a byte that is not UTF-8 is named with its line")
    func notUTF8() throws {
        let content = try read(Array("- code: x\n  name: ".utf8) + [0xC4, 0xFF] + Array("\n".utf8), "a.yaml")
        #expect(content.faults.first?.line == 2)
    }

    @Test("more than 10 MB is refused before it is parsed")
    func tooBig() throws {
        let content = try read([UInt8](repeating: 0x20, count: 10_000_001), "a.yaml")
        #expect(content.faults.count == 1)
        #expect(content.faults.first?.line == nil)
    }

    @Test("scalars are text: 01, no and null in quotes stay as written; x- fields are kept")
    func scalars() throws {
        let text = TenFaults.yaml.split(separator: "\n").prefix(10).joined(separator: "\n")
        let content = try read(
            text + "\n  phone: 0797\n  place: no\n  hours: \"null\"\n  conditions: null\n  x-own: 1e3\n")
        let matter = try #require(content.matters.first)
        #expect(content.faults.isEmpty)
        #expect(matter.phone == "0797" && matter.place == "no" && matter.hours == "null" && matter.conditions == nil)
        #expect(matter.extras == ["x-own": "1e3"])
        #expect(matter.preReview == ["window"])
    }
}
