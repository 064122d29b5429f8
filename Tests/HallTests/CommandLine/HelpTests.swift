import Foundation
import TestSupport
import Testing

/// The help of every command: found by asking the program itself which commands it has.
@Suite(.timeLimit(.minutes(5)))
struct HelpTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Commands whose examples take a minute or do not end by themselves; tests of their own run them.
    private static let endless: Set = ["serve", "demo", "bench", "simulate"]
    /// Commands whose examples need a hall below, with a case there, in an order in which a card is issued before it is
    /// read.
    private static let ofSuperiors = [
        "card issue", "card show", "card explain", "card revoke", "card", "urge", "score show", "score deduct",
        "score close", "score", "takeover", "key rotate", "key end", "key admit", "key",
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
            if !Self.endless.isDisjoint(with: command) || Self.ofSuperiors.contains(command.joined(separator: " ")) {
                #expect(example.contains("  hall "), "\(command)")
                continue
            }
            try await run(example)
        }
        #expect(try await example([]).hasSuffix(" --data ./jx\n"))
    }

    /// An example as a person pastes it, in the test's folder.
    private func run(_ example: String) async throws {
        let done = try await HallBinary.run(
            [], environment: ["FOLDER": folder.path, "EXAMPLE": example],
            through: ["sh", "-c", "cd \"$FOLDER\"; PATH=\"${0%/*}:$PATH\"; eval \"$EXAMPLE\""])
        #expect(done.status == 0 && done.errors.isEmpty, "\(example): \(done.status) \(done.errors)")
    }

    @Test("Examples of what a superior does run at a province with a city below, whose case it watches")
    func superiors() async throws {
        let province = try TestHall(id: "36", name: "江西省", in: folder.path)
        let city = try TestHall(id: "3607", name: "赣州市", in: folder.path)
        try await cleanedUp([province, city], folder) {
            try await found(province)
            try await join(city, to: province, ["--code", "3607"])
            for (name, hall) in [("jx", province), ("gz", city)] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder.path)/\(name)", withDestinationPath: hall.folder)
            }
            let matter = try folder.write("matter.yaml", Array(HelpTests.matter.utf8))
            try await province.run("matter", "publish", matter)
            try await province.run("rollout", "JX-001", "--wait", "30s")
            let person = #"{"kind":"person","name":"王某","certificate":{"type":"护照","number":"E00000000"}}"#
            let applicant = try folder.write("wang.json", Array(person.utf8))
            let opened = try await city.run("case", "open", "--matter", "JX-001", "--applicant", applicant)
            let number = try #require(opened["number"].text)
            try await city.run("case", "do", number, "accept")
            try await province.run("case", "show", number, "--wait", "accepted", "--timeout", "30s")
            for command in Self.ofSuperiors {
                if command == "card explain" {
                    _ = try await until("the card is at the city") {
                        try await city.run("cards").elements.isEmpty ? nil : true
                    }
                }
                try await run(example(command.split(separator: " ").map(String.init)))
            }
            #expect(try await province.run("cards").elements.map { $0["revoked"] } == [.bool(true)])
        }
    }

    private static let matter = """
        - code: JX-001
          name: 临时救助
          type: "05"
          caseType: promise
          decidedBy: {tier: city}
          acceptedAt: [city]
          promisedDays: 5
          basis: 《社会救助暂行办法》
          effectiveFrom: 2026-01-01
          steps: [window]
          materials: []
        """

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
