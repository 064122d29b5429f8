import ArgumentParser
import HallNode

/// `hall network`: the halls below.
struct NetworkCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "network", abstract: said("Every hall below, and how it stands.", "下级各大厅状态。"))
    }

    static let example = "hall network --silent 7d --data ./jx"

    @Option(help: ArgumentHelp(said("Only halls below this one.", "只看该大厅的下级。"), valueName: "hall"))
    var below: String?

    @Option(
        help: ArgumentHelp(said("Only halls silent for so long, like 7d.", "只看失联达到该时长的大厅，如 7d。"), valueName: "time"))
    var silent: String?

    @Flag(help: ArgumentHelp(said("A table for an office program.", "输出表格软件可打开的 CSV。")))
    var csv = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let silence = try silent.map { try milliseconds($0, option: "--silent") }
        let rows = try NetworkView.of(try options.open(), below: below, silentMilliseconds: silence)
        guard csv else { return try options.output.answer(.list(rows)) }
        try Standard.write(CSVText.written(rows, columns: NetworkView.columns, heading: Labels.of))
    }
}
