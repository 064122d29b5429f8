import ArgumentParser
import Foundation
import HallNode
import Sync
import Tiers

/// `hall log`: the commits of this store. What is no subcommand is a stream to list.
struct LogCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "log", abstract: said("The commits held here.", "查看本机记录。"),
            discussion: said(
                """
                hall log [STREAM] lists commits, with --author, --since, --follow and --limit (`hall log list --help`). \
                hall log show ID shows one.
                """,
                "hall log [流] 列出记录，可用 --author、--since、--follow、--limit（见 hall log list --help）；hall log show 标识 查看单条。"),
            subcommands: [LogListCommand.self, LogShowCommand.self], defaultSubcommand: LogListCommand.self)
    }

    static let example = "hall log --limit 20 --data ./jx"
}

/// `hall log [STREAM]`: commits, oldest first.
struct LogListCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: said("Commits, oldest first.", "列出记录，按时间先后。"),
            discussion: said(
                "Without --limit the newest \(LogView.limitDefault).", "不指定 --limit 时为最新 \(LogView.limitDefault) 条。"))
    }

    static let example = "hall log --limit 20 --data ./jx"

    @Argument(help: ArgumentHelp(said("Only this stream, like matter/36/JX-3607-KCP-01.", "只看该流。")))
    var stream: String?

    @Option(help: ArgumentHelp(said("Only commits by this hall.", "只看该大厅的记录。"), valueName: "hall"))
    var author: String?

    @Option(help: ArgumentHelp(said("Only what entered here since.", "只看此后进入本机的记录。"), valueName: "time"))
    var since: String?

    @Flag(help: ArgumentHelp(said("Go on with what comes, until interrupted.", "持续输出新记录，直至中断。")))
    var follow = false

    @Option(help: ArgumentHelp(said("At most so many, the newest.", "最多条数（最新）。")))
    var limit: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        var selection = LogView.Selection()
        if let stream {
            guard let name = StreamName(stream) else {
                throw wrong(
                    "STREAM", stream, hint: Bilingual(en: "like case/NUMBER or hall/3607", zh: "如 case/编号、hall/3607"))
            }
            selection.stream = name
        }
        selection.since = try since.map { try moment($0, option: "--since") }
        if let limit {
            guard let count = Int(limit), (1...1_000_000).contains(count) else {
                throw wrong("--limit", limit, hint: Bilingual(en: "1 to 1000000", zh: "1 至 1000000"))
            }
            selection.limit = count
        }
        let hall = try options.open()
        selection.author = try author.map { text in try hall.read { try Halls.find(text, $0).node } }
        let log = LogView(hall)
        guard follow else { return try write(try log.list(selection).commits) }
        while true {
            let (commits, upTo) = try log.list(selection)
            for commit in commits {
                try Standard.print(options.common.json ? commit.line : LogListCommand.line(commit))
            }
            selection.after = upTo
            selection.limit = LogView.limitDefault
            Thread.sleep(forTimeInterval: 0.2)
        }
    }

    private func write(_ commits: [JSONValue]) throws {
        if options.common.json { return try options.output.answer(.list(commits)) }
        for commit in commits { try Standard.print(LogListCommand.line(commit)) }
    }

    /// A commit in one line: when, by whom, what, where.
    private static func line(_ commit: JSONValue) -> String {
        ["at", "author", "kind", "stream", "sequence", "id"].map { name in
            switch commit[name] {
            case .text(let text)?: name == "id" ? String(text.prefix(12)) : text
            case let value?: value.line
            case nil: "-"
            }
        }.joined(separator: "  ")
    }
}

/// `hall log show`: one commit whole.
struct LogShowCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: said("One commit whole.", "查看单条记录。"))
    }

    static let example = """
        hall log show $(hall log --limit 1 --data ./jx --json | grep -o '[0-9a-f]\\{64\\}' | head -n 1) --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The commit's id, or its first 8 digits or more.", "记录标识，可只写前 8 位以上。")))
    var id: String

    @OptionGroup var options: HallOptions

    func run() throws {
        try options.output.answer(try LogView(try options.open()).show(id))
    }
}
