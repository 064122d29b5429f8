import ArgumentParser
import HallNode
import Tiers

/// `hall deadline`: the last day of a limit.
struct DeadlineCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "deadline",
            abstract: said("The last day of a time limit.", "计算时限的截止日。"),
            discussion: said(
                "The day itself is not counted. Provisional: the count runs into a year whose holidays are not announced.",
                "起算日不计入。provisional：跨入尚未公布放假安排的年份。"))
    }

    static let example = "hall deadline --from 2026-02-13 --days 10"

    @Option(help: ArgumentHelp(said("The day of acceptance.", "受理日期。")))
    var from: String

    @Option(help: ArgumentHelp(said("Days, from 1.", "天数，至少为 1。")))
    var days: String

    @Option(help: ArgumentHelp(said("working or natural.", "working（工作日）或 natural（自然日）。")))
    var unit = "working"

    @OptionGroup var options: HallOptions

    func run() throws {
        let start = try day(from, option: "--from")
        guard let count = Int(days), let limit = Limit(days: count, unit: try word(unit, option: "--unit")) else {
            throw wrong(
                "--days", days,
                hint: Bilingual(
                    en: "a limit has \(Limit.range.lowerBound) to \(Limit.range.upperBound) days",
                    zh: "时限为 \(Limit.range.lowerBound) 至 \(Limit.range.upperBound) 天"))
        }
        let calendar = try options.folderIfNamed.map { try Hall($0).calendar() } ?? .builtIn
        let deadline = calendar.deadline(from: start, limit: limit)
        try options.output.answer(
            .fields([
                "date": .text(deadline.date.text), "provisional": .bool(deadline.provisional),
                "calendar": .text(calendar.version),
            ]))
    }
}
