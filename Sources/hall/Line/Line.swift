import ArgumentParser
import HallNode
import Tiers

/// The words of the command line, with what must be known even when they cannot be parsed.
struct Line {
    /// The words as the parser gets them.
    let words: [String]

    init(_ words: [String]) {
        // `help errors` is the list of error words; the parser's own `help` knows commands only.
        self.words = words.starts(with: ["help", "errors"]) ? ["help-errors"] + words.dropFirst(2) : words
    }

    /// Whether `--json` stands anywhere on the line.
    var wantsJSON: Bool { words.prefix { $0 != "--" }.contains("--json") }

    /// Whether help is asked for, by a word or by naming no command.
    var asksForHelp: Bool {
        let others = ["--version", "--experimental-dump-help", "--generate-completion-script"]
        return !words.contains { word in others.contains { word.hasPrefix($0) } }
    }

    /// The command that the first words name, as far as they name one.
    var command: any DescribedCommand.Type { path.last ?? RootCommand.self }

    /// `hall matter publish`, as far as the words name commands.
    var commandText: String {
        (["hall"] + path.map { $0.configuration.commandName ?? "" }).joined(separator: " ")
    }

    private var path: [any DescribedCommand.Type] {
        var path: [any DescribedCommand.Type] = []
        var current: any ParsableCommand.Type = RootCommand.self
        for word in words where path.isEmpty || !word.hasPrefix("-") {
            if word == "help" && path.isEmpty { continue }
            guard let next = current.configuration.subcommands.first(where: { $0.configuration.commandName == word }),
                let described = next as? any DescribedCommand.Type
            else { break }
            path.append(described)
            current = next
        }
        return path
    }

    /// The error of a line that cannot be read; nil for an error that is none of the parser's.
    static func mistake(_ error: any Error, _ line: Line) -> HallError? {
        let message = RootCommand.message(for: error)
        guard RootCommand.exitCode(for: error) == .validationFailure, !message.isEmpty else { return nil }
        let flat = message.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ")
        let help = "\(line.commandText) --help"
        return HallError(
            .usage, Bilingual(en: flat, zh: ParserWords.sentence(flat)),
            hint: Bilingual(en: "see `\(help)`", zh: "用法见 \(help)"))
    }
}

/// A command that says how it is used: its help ends with a line that runs.
protocol DescribedCommand: ParsableCommand {
    /// A line to try. Those that need a hall use the folder that the example of `hall init` makes.
    static var example: String { get }
}

extension DescribedCommand {
    /// The end of the help.
    static var helpEnd: String {
        let lines = example.split(separator: "\n").map { "  " + $0 }
        return "\n\n\(said("EXAMPLE:", "示例："))\n" + lines.joined(separator: "\n")
    }
}
