import ArgumentParser
import HallNode
import Tiers

/// `hall calendar …`: which days are worked.
struct CalendarCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "calendar", abstract: said("Which days are worked.", "工作日历。"),
            subcommands: [CalendarPublishCommand.self, CalendarShowCommand.self])
    }

    static let example = "hall calendar show --data ./jx"
}

/// `hall calendar publish`: at the province.
struct CalendarPublishCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "publish",
            abstract: said("Publish the work calendar of all halls, at the province.", "发布全省工作日历（省级大厅）。"),
            discussion: said(
                """
                The table has the columns date, kind (holiday or workday) and name, and all years that count. Every \
                hall counts its deadlines anew when it comes.
                """,
                "表格列为 date、kind（holiday 放假、workday 调休上班）、name，须含全部有效年份。各大厅收到后按新日历重新计算时限。"))
    }

    static let example = "hall calendar show --csv --data ./jx | hall calendar publish - --data ./jx"

    @Argument(help: ArgumentHelp(said("The table, CSV; - is standard input.", "CSV 表格；- 为标准输入。")))
    var file: String

    @Flag(help: ArgumentHelp(said("Only say what would change.", "只显示将发生的变化。")))
    var dryRun = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let bytes = try Files.read(file, limit: PublishCalendar.fileBytesMax)
        let answer = try PublishCalendar(try options.open())
            .run(bytes, file: file, dryRun: dryRun, language: language)
        try options.output.answer(answer)
    }
}

/// `hall calendar show`: the calendar that counts here.
struct CalendarShowCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: said("The calendar that deadlines are counted by.", "查看计算时限所用的日历。"))
    }

    static let example = "hall calendar show --data ./jx"

    @Flag(help: ArgumentHelp(said("As the table that is published.", "以发布用的 CSV 表格输出。")))
    var csv = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        if csv {
            try Standard.write(try CalendarView.table(hall))
        } else {
            try options.output.answer(try CalendarView.show(hall))
        }
    }
}
