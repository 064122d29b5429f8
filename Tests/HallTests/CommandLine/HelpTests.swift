import Foundation
import TestSupport
import Testing

/// The help of every command: found by asking the program itself which commands it has.
@Suite(.timeLimit(.minutes(5)))
struct HelpTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Commands whose examples take a minute or do not end by themselves, and those that need a case that is late, a
    /// holder that is silent or a hall that has joined; tests of their own run them.
    private static let elsewhere: Set = [
        "serve", "demo", "bench", "simulate", "rules", "card", "urge", "score", "takeover", "key",
    ]

    /// All commands below one, groups after what is in them, in the order of the help.
    private func commands() async throws -> [[String]] {
        let dump = try await HallBinary.run(["--experimental-dump-help"]).json["command"]
        return below(dump, path: [])
    }

    private func below(_ command: JSON, path: [String]) -> [[String]] {
        command["subcommands"].elements.flatMap { inner -> [[String]] in
            guard let name = inner["commandName"].text, name != "help" else { return [] }
            return below(inner, path: path + [name]) + [path + [name]]
        }
    }

    /// The lines of the example at the end of a command's help.
    private func example(_ command: [String]) async throws -> String {
        let help = try await HallBinary.run(command + ["--help"])
        #expect(help.status == 0 && help.errors.isEmpty, "\(command)")
        let parts = help.text.components(separatedBy: "\nEXAMPLE:\n")
        return try #require(parts.count == 2 ? parts.last : nil, "\(command) has no example")
    }

    @Test("Every help ends with an example, and the examples run, one after the other in one folder", .carries(169))
    func examples() async throws {
        defer { folder.remove() }
        let commands = try await commands()
        #expect(commands.contains(["case", "material"]) && commands.contains(["help-errors"]))
        for command in commands {
            let example = try await example(command)
            if !Self.elsewhere.isDisjoint(with: command) {
                #expect(example.hasPrefix("  hall "), "\(command)")
                continue
            }
            let done = try await HallBinary.run(
                [], environment: ["FOLDER": folder.path, "EXAMPLE": example],
                through: ["sh", "-c", "cd \"$FOLDER\"; PATH=\"${0%/*}:$PATH\"; eval \"$EXAMPLE\""])
            #expect(done.status == 0 && done.errors.isEmpty, "\(example): \(done.status) \(done.errors)")
        }
        #expect(try await example([]).hasSuffix(" --data ./jx\n"))
    }

    @Test(
        "What the parser says of a line is said in the language of LANG; the codes stay",
        arguments: [
            ("status --nonsense", "没有选项 --nonsense"), ("status --dat x", "是否为 --data？"),
            ("status --json=3", "选项 --json 不带值"), ("deadline --from", "选项 --from <from> 缺少值"),
            ("case show", "缺少参数 <number>"), ("status x", "多余的参数“x”"), ("status x y", "多余的参数 'x', 'y'"),
            ("frobnicate", "多余的参数“frobnicate”"),
        ])
    func mistakes(_ line: String, _ said: String) async throws {
        defer { folder.remove() }
        let words = line.split(separator: " ").map(String.init)
        let chinese = try await HallBinary.run(words, environment: ["LANG": "zh_CN.UTF-8"])
        #expect(chinese.status == 2 && chinese.errors.contains(said), "\(chinese.errors)")
        let sentence = chinese.errors.prefix { $0 != "；" }
        #expect(sentence.firstMatch(of: /[A-Za-z]+ [a-z]+ [a-z]+/) == nil, "\(chinese.errors)")
        let json = try await HallBinary.run(words + ["--json"], environment: ["LANG": "zh_CN.UTF-8"])
        #expect(JSON(json.errors)["error"]["code"].text == "usage")
    }

    @Test("Help in Chinese has no heading in English, and the example is the same")
    func chinese() async throws {
        defer { folder.remove() }
        for command in try await commands() + [[]] {
            let help = try await HallBinary.run(command + ["--help"], environment: ["LANG": "zh_CN.UTF-8"]).text
            #expect(help.hasPrefix("概述：") && help.contains("\n用法：") && help.contains("\n示例：\n"), "\(command)")
            let english = help.firstMatch(of: #/(?m)^(OVERVIEW|USAGE|ARGUMENTS|OPTIONS|SUBCOMMANDS|EXAMPLE): ?/#)
            let sentence = help.firstMatch(of: #/\(default|Show |See '/#)
            #expect(english == nil && sentence == nil, "\(command): \(help)")
            let lines = help.components(separatedBy: "\n示例：\n").last
            #expect(lines == (try await example(command)), "\(command)")
        }
    }
}
