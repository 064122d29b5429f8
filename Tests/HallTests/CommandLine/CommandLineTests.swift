import Foundation
import Testing

/// The conventions that scripts rely on: exit statuses, one JSON value out, one JSON line of error.
@Suite(.timeLimit(.minutes(2)))
struct CommandLineTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A line that goes wrong; DIR stands for a folder without a hall, HALL for one with a province.
    struct Wrong: CustomTestStringConvertible {
        let line: String
        let status: Int32
        let code: String

        var testDescription: String { "\(line) → \(status) \(code)" }
    }

    static let wrong: [Wrong] = [
        Wrong(line: "nonsense", status: 2, code: "usage"),
        Wrong(line: "status --nonsense", status: 2, code: "usage"),
        Wrong(line: "status", status: 2, code: "usage"),
        Wrong(line: "init --code 36 --name 江西省 --data DIR", status: 2, code: "usage"),
        Wrong(line: "init --code 36 --name 江西省 --url https://localhost:1 --data DIR", status: 2, code: "usage"),
        Wrong(line: "init --code 36 --name 江西省 --url localhost --practice --data DIR", status: 2, code: "usage"),
        Wrong(
            line: "init --code 3x --name 江西省 --url https://h:1 --practice --data DIR", status: 2, code: "code-invalid"),
        Wrong(
            line: "init --code 3607 --name 赣州市 --url https://h:1 --practice --data DIR", status: 3, code: "outside-part"
        ),
        Wrong(
            line: "init --code 36 --name 江西 --url https://h:1 --practice --data HALL", status: 3, code: "folder-taken"),
        Wrong(line: "enroll --code 34 --name 安徽省 --data HALL", status: 3, code: "outside-part"),
        Wrong(line: "enroll --code 3607 --name 赣州市 --tier town --data HALL", status: 2, code: "usage"),
        Wrong(line: "enroll --code 3607 --name 赣州市 --valid never --data HALL", status: 2, code: "usage"),
        Wrong(line: "enroll --code 3607 --list --data HALL", status: 2, code: "usage"),
        Wrong(line: "enroll --revoke 3609 --data HALL", status: 4, code: "hall-unknown"),
        Wrong(line: "join --invitation hallnet1.xyz --data DIR", status: 2, code: "invitation"),
        Wrong(line: "join --invitation @/nonexistent --data DIR", status: 2, code: "file"),
        Wrong(line: "address http://localhost:1 --data HALL", status: 2, code: "usage"),
        Wrong(line: "address --of-superior https://localhost:1 --data HALL", status: 3, code: "wrong-hall"),
        Wrong(line: "status --data DIR", status: 5, code: "no-hall"),
        Wrong(line: "network --below 9999 --data HALL", status: 4, code: "hall-unknown"),
        Wrong(line: "matter show JX-404 --data HALL", status: 4, code: "matter-unknown"),
        Wrong(line: "matter publish --data HALL", status: 2, code: "usage"),
        Wrong(line: "matter publish /nonexistent.yaml --data HALL", status: 2, code: "file"),
        Wrong(line: "matter localise JX-404 --window 1 --data HALL", status: 4, code: "matter-unknown"),
        Wrong(line: "rollout JX-404 --data HALL", status: 4, code: "matter-unknown"),
        Wrong(line: "rollout JX-404 --by village --data HALL", status: 2, code: "usage"),
        Wrong(line: "log matter/36/JX-404 --data HALL", status: 4, code: "stream-unknown"),
        Wrong(line: "log show 0123456789abcdef --data HALL", status: 4, code: "stream-unknown"),
        Wrong(line: "log --since yesterday --data HALL", status: 2, code: "usage"),
        Wrong(line: "deadline --from 2026-02-30 --days 3", status: 2, code: "usage"),
        Wrong(line: "deadline --from 2026-02-13 --days 0", status: 2, code: "usage"),
        Wrong(line: "check passport 12345", status: 2, code: "usage"),
        Wrong(line: "verify /nonexistent --root 12", status: 2, code: "usage"),
    ]

    @Test("What goes wrong ends with its status and one line of JSON, whatever else stands on the line")
    func errors() async throws {
        defer { folder.remove() }
        try await makeProvince()
        let words = Set(try await run("help errors --json").json.elements.compactMap { $0["code"].text })
        for wrong in CommandLineTests.wrong {
            let result = try await run(wrong.line + " --json")
            #expect(result.status == wrong.status, "\(wrong): \(result.errors)")
            #expect(result.output.isEmpty, "\(wrong)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(wrong): \(result.errors)")
            let error = JSON(result.errors)["error"]
            #expect(error["code"].text == wrong.code, "\(wrong): \(result.errors)")
            #expect(words.contains(wrong.code))
            #expect(error["message"].text?.isEmpty == false && error["hint"].text?.isEmpty == false, "\(wrong)")
        }
    }

    @Test("People get one line that says what is wrong and what to do, in the language of LANG")
    func people() async throws {
        defer { folder.remove() }
        let english = try await HallBinary.run(["status", "--data", folder.path])
        #expect(english.status == 5 && english.errors.hasPrefix("hall: there is no hall in "))
        #expect(english.errors.split(separator: "\n").count == 1)
        let chinese = try await HallBinary.run(["status", "--data", folder.path], environment: ["LANG": "zh_CN.UTF-8"])
        #expect(chinese.errors.contains("没有大厅数据"))
        let both = try await HallBinary.run(
            ["status", "--json", "--data", folder.path], environment: ["LANG": "zh_CN.UTF-8"])
        #expect(JSON(both.errors)["error"]["code"] == .text("no-hall"))
    }

    @Test("A folder that cannot be used is refused with 5, and nothing is written")
    func unusableFolder() async throws {
        defer { folder.remove() }
        let file = try folder.write("file", [1, 2, 3])
        let line = "init --code 36 --name 江西省 --url https://h:1 --practice --json --data"
        for place in [file, "/proc/1/nohall", "/dev/null/hall"] {
            let result = try await run("\(line) \(place)")
            #expect(result.status == 5 && JSON(result.errors)["error"]["code"].text == "store", "\(result.errors)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data([1, 2, 3]))
        guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else { return }
        let words = "\(line) \(folder.path)/hall".split(separator: " ").map(String.init)
        let result = try await HallBinary.run(
            words, through: ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"])
        #expect(result.status == 5 && result.output.isEmpty, "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test("A full disk under standard output is an error, not silence")
    func fullOutput() async throws {
        defer { folder.remove() }
        let result = try await HallBinary.run(["version"], through: ["sh", "-c", "exec \"$0\" \"$@\" > /dev/full"])
        #expect(result.status == 5 && !result.errors.isEmpty)
    }

    @Test("A file that is there is never replaced without --force; a new one has mode 0600")
    func outputFiles() async throws {
        defer { folder.remove() }
        try await makeProvince()
        let table = try folder.write("in.csv", Array("code,name\n3607,赣州市\n".utf8))
        let target = folder.path + "/out.csv"
        let line = "enroll --from \(table) -o \(target) --data HALL --json"
        #expect(try await run(line).status == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let first = try Data(contentsOf: URL(fileURLWithPath: target))
        let again = try await run(line)
        #expect(again.status == 3 && JSON(again.errors)["error"]["code"].text == "file")
        #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == first)
        #expect(try await run(line + " --force").status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: target)) != first)
        let printed = try await run("enroll --from \(table) -o - --data HALL")
        #expect(printed.status == 0 && printed.text.contains("hallnet1."))
    }

    @Test("The version names release, commit format and protocol range")
    func version() async throws {
        defer { folder.remove() }
        let plain = try await run("--version")
        #expect(plain.status == 0 && plain.text.hasPrefix("hall ") && plain.text.contains("protocol"))
        let json = try await run("version --json").json
        #expect(json["commitFormat"] == .int(1) && json["protocol"]["min"].int != nil)
    }

    // MARK: - Running

    private func makeProvince() async throws {
        let line = "init --code 36 --name 江西省 --url https://localhost:8036 --practice --data HALL --json"
        #expect(try await run(line).status == 0)
    }

    private func run(_ line: String) async throws -> HallBinary.Result {
        let words = line.split(separator: " ").map { word in
            word == "DIR" ? folder.path + "/none" : word == "HALL" ? folder.path + "/jx" : String(word)
        }
        return try await HallBinary.run(words)
    }
}
