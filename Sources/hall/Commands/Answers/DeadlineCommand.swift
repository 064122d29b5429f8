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

    static let example = "hall deadline --from 2026-02-13 --rule correction"

    @Option(help: ArgumentHelp(said("The day of acceptance, or from which the rule counts.", "受理日期或起算日期。")))
    var from: String?

    @Option(help: ArgumentHelp(said("Days, from 1.", "天数，至少为 1。")))
    var days: String?

    @Option(help: ArgumentHelp(said("working or natural.", "working（工作日）或 natural（自然日）。")))
    var unit = "working"

    @Option(help: ArgumentHelp(said("A limit of the law in place of days.", "法定时限规则，代替天数。"), valueName: "word"))
    var rule: String?

    @Flag(help: ArgumentHelp(said("List the limits of the law with their sources.", "列出法定时限规则及依据。")))
    var rules = false

    @OptionGroup var options: HallOptions

    func run() throws {
        if rules { return try options.output.answer(.list(LegalRule.allCases.map(\.answer))) }
        guard let from else {
            throw misused(
                "--from is missing", "缺少 --from",
                hint: Bilingual(en: "write a day like 2026-02-13", zh: "日期写法如 2026-02-13"))
        }
        let start = try day(from, option: "--from")
        let rule: LegalRule? = try rule.map { try word($0, option: "--rule") }
        let limit = try rule?.limit ?? givenLimit()
        let calendar = try options.folderIfNamed.map { try Hall($0).calendar() } ?? .builtIn
        let deadline = calendar.deadline(from: start, limit: limit)
        var answer = rule?.answer ?? .fields([:])
        answer = answer.adding("date", .text(deadline.date.text)).adding("provisional", .bool(deadline.provisional))
        try options.output.answer(answer.adding("calendar", .text(calendar.version)))
    }

    private func givenLimit() throws(HallError) -> Limit {
        guard let days else {
            throw misused(
                "--days or --rule is missing", "缺少 --days 或 --rule",
                hint: Bilingual(en: "`hall deadline --rules` lists the rules", zh: "hall deadline --rules 可列出规则"))
        }
        let unit: Limit.Unit = try word(unit, option: "--unit")
        guard let count = Int(days), let limit = Limit(days: count, unit: unit) else {
            throw wrong(
                "--days", days,
                hint: Bilingual(
                    en: "a limit has \(Limit.range.lowerBound) to \(Limit.range.upperBound) days",
                    zh: "时限为 \(Limit.range.lowerBound) 至 \(Limit.range.upperBound) 天"))
        }
        return limit
    }
}

extension LegalRule {
    /// The rule as the command line answers it.
    fileprivate var answer: JSONValue {
        .fields([
            "rule": .text(rawValue), "days": .int(Int64(limit.days)), "unit": .text(limit.unit.rawValue),
            "source": .text(source), "meaning": .text(said(meaning.en, meaning.zh)),
        ])
    }
}
