import ArgumentParser
import HallNode

/// `hall status`: who this hall is and how its lines are.
struct StatusCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "status",
            abstract: said("Who this hall is, and how its links stand.", "本大厅情况和链路状态。"))
    }

    static let example = "hall status --data ./jx"

    @Flag(help: ArgumentHelp(said("Only what needs a person; exit 3 if anything does.", "只列出需人工处理的问题；有则退出状态为 3。")))
    var check = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        guard check else { return try options.output.answer(try StatusView.of(hall)) }
        let problems = try ProblemList.of(hall)
        if options.output.json {
            try options.output.answer(try StatusView.of(hall).adding("problems", ProblemList.value(problems, language)))
        } else {
            for problem in problems { try Standard.print(problem.line(language)) }
        }
        if !problems.isEmpty { throw ExitCode(HallError.Exit.refused.rawValue) }
    }
}
