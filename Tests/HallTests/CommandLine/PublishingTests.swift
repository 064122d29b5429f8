import Foundation
import Testing

/// `hall matter publish` from files with faults: all of them named, nothing published.
@Suite(.timeLimit(.minutes(2)))
struct PublishingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String..., input: [UInt8] = []) async throws -> HallBinary.Result {
        try await HallBinary.run(words + ["--data", folder.path + "/jx"], input: input)
    }

    private func makeProvince() async throws {
        let made = try await run(
            "init", "--code", "36", "--name", "江西省", "--url", "https://localhost:8036", "--practice")
        #expect(made.status == 0)
    }

    private func matter(_ number: Int, _ changes: [(String, String)] = []) -> String {
        var text = """
            - code: JX-\(number)
              name: 居住证
              type: "07"
              caseType: promise
              decidedBy: {tier: county}
              acceptedAt: [county]
              statutoryDays: 20
              promisedDays: 10
              basis: 《居住证暂行条例》
              effectiveFrom: 2026-01-01
              steps: [window]
              materials: []

            """
        for (old, new) in changes { text = text.replacing(old, with: new) }
        return text
    }

    /// A file of ten matters, a fault each.
    private var tenFaults: String {
        [
            matter(1, [("caseType: promise", "caseType: sometimes")]), matter(2, [("  basis: 《居住证暂行条例》\n", "")]),
            matter(3, [("promisedDays", "promiseDays")]), matter(4, [("2026-01-01", "2026-02-30")]),
            matter(5, [("\"07\"", "\"99\"")]), matter(6, [("statutoryDays: 20", "statutoryDays: 0")]),
            matter(7, [("acceptedAt: [county]", "acceptedAt: [town]")]), matter(8, [("steps: [window]", "steps: []")]),
            matter(9, [("tier: county", "tier: parish")]), matter(1),
        ].joined()
    }

    @Test("Ten faults of one file are all named in order, in JSON and a line each for people; nothing is published")
    func tenFaultsAtOnce() async throws {
        defer { folder.remove() }
        try await makeProvince()
        let file = try folder.write("a.yaml", Array(tenFaults.utf8))
        let result = try await run("matter", "publish", file, "--json")
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(result.errors.split(separator: "\n").count == 1)
        let error = JSON(result.errors)["error"]
        #expect(error["code"] == .text("matter-file"))
        let faults = error["faults"].elements
        #expect(
            faults.map { $0["field"].text } == [
                "caseType", "basis", "promiseDays", "effectiveFrom", "type", "statutoryDays", "acceptedAt", "steps",
                "decidedBy.tier", "code",
            ])
        let lines = faults.compactMap { $0["line"].int }
        #expect(lines == lines.sorted() && lines.count == 10 && lines.first == 4)
        for fault in faults {
            #expect(fault["file"].text == file && fault["value"] != .missing)
            #expect(fault["message"].text?.isEmpty == false && fault["hint"].text?.isEmpty == false)
        }
        let people = try await run("matter", "publish", file)
        let spoken = people.errors.split(separator: "\n")
        #expect(people.status == 2 && spoken.count == 10 && spoken.first?.hasPrefix("\(file):4: caseType: ") == true)
        #expect(try await run("matter", "list", "--json").json.elements.isEmpty)
    }

    @Test(
        "A file with faults of rule only ends with 3", arguments: [("promisedDays: 10", "promisedDays: 30", Int32(3))])
    func rule(old: String, new: String, status: Int32) async throws {
        defer { folder.remove() }
        try await makeProvince()
        let result = try await run("matter", "publish", "-", "--json", input: Array(matter(1, [(old, new)]).utf8))
        #expect(
            result.status == status && JSON(result.errors)["error"]["faults"].elements.count == 1, "\(result.errors)")
    }

    @Test("A file from standard input is published once; the same again is unchanged; a dry run writes nothing")
    func once() async throws {
        defer { folder.remove() }
        try await makeProvince()
        let bytes = Array((matter(1) + matter(2)).utf8)
        let dry = try await run("matter", "publish", "-", "--dry-run", "--json", input: bytes).json
        #expect(dry["published"].elements.count == 2)
        #expect(try await run("matter", "list", "--json").json.elements.isEmpty)
        let first = try await run("matter", "publish", "-", "--json", input: bytes)
        #expect(first.status == 0 && first.json["published"].elements.map { $0["version"].int } == [1, 1])
        let again = try await run("matter", "publish", "-", "--json", input: bytes)
        #expect(again.status == 0 && again.json["published"].elements.isEmpty)
        #expect(again.json["unchanged"] == .list([.text("JX-1"), .text("JX-2")]))
    }

    @Test("More than 10 MB are refused before they are read through", .timeLimit(.minutes(1)))
    func tooLarge() async throws {
        defer { folder.remove() }
        try await makeProvince()
        let file = try folder.write("big.yaml", [UInt8](repeating: 0x20, count: 10_000_001))
        let result = try await run("matter", "publish", file, "--json")
        #expect(result.status == 2 && JSON(result.errors)["error"]["code"] == .text("matter-file"))
    }

    @Test("What one process publishes, another sees at once, and --follow goes on with it")
    func follow() async throws {
        defer { folder.remove() }
        try await makeProvince()
        async let followed = HallBinary.run(
            ["log", "--follow", "--json", "--data", folder.path + "/jx"], killAfter: 4_000)
        try await Task.sleep(for: .milliseconds(1_000))
        _ = try await run("matter", "publish", "-", input: Array(matter(1).utf8))
        let lines = try await followed.text.split(separator: "\n").map { JSON(String($0)) }
        #expect(lines.map { $0["stream"].text } == ["hall/36", "matter/36/JX-1"])
    }
}
