import Foundation
import TestSupport
import Testing

/// `init`, `enroll` and `join` with files carried by hand, and what they answer when done twice.
@Suite(.timeLimit(.minutes(2)))
struct JoiningByHandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String..., input: String = "") async throws -> HallBinary.Result {
        try await HallBinary.run(words.map { $0.replacing("DIR", with: folder.path) }, input: Array(input.utf8))
    }

    private func makeProvince() async throws -> JSON {
        try await run(
            "init", "--code", "36", "--name", "江西省", "--url", "https://localhost:8036", "--next-root", "DIR/next-root",
            "--data", "DIR/jx", "--json"
        ).json
    }

    private func invite(valid: String = "14d") async throws -> String {
        let answer = try await run(
            "enroll", "--code", "3607", "--name", "赣州市", "--valid", valid, "--data", "DIR/jx", "--json"
        ).json
        #expect(answer["hall"] == .text("3607") && answer["expires"].text != nil)
        return try #require(answer["invitation"].text)
    }

    @Test("The next root key goes into its file, mode 0600, and not into the folder")
    func nextRoot() async throws {
        defer { folder.remove() }
        let answer = try await makeProvince()
        #expect(answer["fingerprint"].text?.utf8.count == 64)
        let key = try String(contentsOfFile: folder.path + "/next-root", encoding: .utf8)
        #expect(key.trimmingCharacters(in: .newlines).utf8.count == 64)
        let keys = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/jx/keys").sorted()
        #expect(keys == ["agreement", "signing"])
        let inside = try await run(
            "init", "--code", "34", "--name", "安徽省", "--url", "https://h:1", "--next-root", "DIR/ah/next", "--data",
            "DIR/ah")
        #expect(inside.status == 2 && !FileManager.default.fileExists(atPath: folder.path + "/ah"))
    }

    @Test("An invitation goes into a file of its reader's own, which the joining takes")
    func intoFile() async throws {
        defer { folder.remove() }
        _ = try await makeProvince()
        let words = [
            "enroll", "--code", "3607", "--name", "赣州市", "-o", "DIR/gz.invitation", "--data", "DIR/jx", "--json",
        ]
        let file = folder.path + "/gz.invitation"
        let answer = try await HallBinary.run(words.map { $0.replacing("DIR", with: folder.path) }).json
        #expect(answer["hall"] == .text("3607") && answer["file"].text == file && answer["invitation"] == .missing)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let asked = try await run(
            "join", "--invitation", "@DIR/gz.invitation", "--request-out", "DIR/request", "--data", "DIR/gz", "--json")
        #expect(asked.status == 0)
        let again = try await HallBinary.run(words.map { $0.replacing("DIR", with: folder.path) })
        #expect(again.status == 3, "the file is there: nothing is replaced, and the invitation holds")
        let done = try await run(
            "enroll", "--request", "DIR/request", "--answer-out", "DIR/answer", "--data", "DIR/jx", "--json")
        #expect(done.status == 0)
    }

    @Test("A request goes up, an answer comes down, and each step may be repeated", .carries(278))
    func byHand() async throws {
        defer { folder.remove() }
        let province = try await makeProvince()
        let invitation = try await invite()
        let asked = try await run(
            "join", "--invitation", "-", "--request-out", "DIR/request", "--data", "DIR/gz", input: invitation + "\n")
        #expect(asked.status == 0, "\(asked.errors)")
        for _ in 0..<2 {
            let admitted = try await run(
                "enroll", "--request", "DIR/request", "--answer-out", "DIR/answer", "--force", "--data", "DIR/jx")
            #expect(admitted.status == 0, "\(admitted.errors)")
        }
        for _ in 0..<2 {
            let joined = try await run("join", "--answer", "DIR/answer", "--data", "DIR/gz", "--json")
            #expect(joined.status == 0, "\(joined.errors)")
            #expect(joined.json["hall"] == .text("3607") && joined.json["parent"] == .text("36"))
            #expect(joined.json["fingerprint"] == province["fingerprint"])
        }
        // Over the line it would answer the same, without asking the superior, which is not there.
        let again = try await run("join", "--invitation", invitation, "--data", "DIR/gz", "--json")
        #expect(again.status == 0 && again.json["hall"] == .text("3607"))
        let network = try await run("network", "--data", "DIR/jx", "--json").json.elements
        #expect(network.map { $0["hall"].text } == ["3607"] && network.first?["lag"] == .null)
    }

    @Test("A second hall cannot use the invitation: 3")
    func used() async throws {
        defer { folder.remove() }
        _ = try await makeProvince()
        let invitation = try await invite()
        for (name, status) in [("a", Int32(0)), ("b", 3)] {
            _ = try await run(
                "join", "--invitation", invitation, "--request-out", "DIR/\(name).request", "--data", "DIR/\(name)")
            let answer = try await run(
                "enroll", "--request", "DIR/\(name).request", "--answer-out", "DIR/\(name).answer", "--data", "DIR/jx",
                "--json")
            #expect(answer.status == status)
            if status != 0 { #expect(JSON(answer.errors)["error"]["code"] == .text("invitation")) }
            #expect(FileManager.default.fileExists(atPath: folder.path + "/\(name).answer") == (status == 0))
        }
    }

    @Test("An invitation that has expired, was replaced or taken back is refused: 3")
    func expired() async throws {
        defer { folder.remove() }
        _ = try await makeProvince()
        let short = try await invite(valid: "1s")
        try await Task.sleep(for: .milliseconds(1_100))
        try await refuse(short, "a")
        let first = try await invite()
        _ = try await invite()
        try await refuse(first, "b")
        let last = try await invite()
        #expect(try await run("enroll", "--revoke", "3607", "--data", "DIR/jx").status == 0)
        try await refuse(last, "c")
    }

    private func refuse(_ invitation: String, _ name: String) async throws {
        _ = try await run(
            "join", "--invitation", invitation, "--request-out", "DIR/\(name).request", "--data", "DIR/\(name)")
        let answer = try await run(
            "enroll", "--request", "DIR/\(name).request", "--answer-out", "DIR/\(name).answer", "--data", "DIR/jx",
            "--json")
        #expect(answer.status == 3 && JSON(answer.errors)["error"]["code"] == .text("invitation"), "\(answer.errors)")
    }

    @Test("Without its superior a hall cannot join over the line: 6, and the folder holds no hall")
    func unreachable() async throws {
        defer { folder.remove() }
        _ = try await run(
            "init", "--code", "36", "--name", "江西省", "--url", "https://127.0.0.1:1", "--practice", "--data", "DIR/jx")
        let result = try await run("join", "--invitation", try await invite(), "--data", "DIR/gz", "--json")
        #expect(result.status == 6 && JSON(result.errors)["error"]["code"] == .text("unreachable"), "\(result.errors)")
        #expect(try await run("status", "--data", "DIR/gz").status == 5)
    }
}
