import ArgumentParser
import HallNode
import Tiers

/// `hall check`: is this code right? 0 = yes, 3 = no.
struct CheckCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check",
            abstract: said("Check a number or code.", "核验号码或代码。"),
            discussion: said(
                "KIND is citizen, credit-code, licence, division, matter or case. Exit status 0 = right, 3 = wrong.",
                "类别：citizen、credit-code、licence、division、matter、case。退出状态 0 为有效，3 为无效。"))
    }

    static let example = "hall check division 360732"

    @Argument(help: ArgumentHelp(said("What it should be.", "类别。")))
    var kind: String

    @Argument(help: ArgumentHelp(said("The number or code.", "号码或代码。")))
    var value: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        let kind: CheckKind = try word(kind, option: "KIND")
        let check = kind.check(value, today: SystemClock.now.chinaDate)
        try common.output.answer(
            .fields([
                "valid": .bool(check.valid), "normalised": .optional(check.normalised),
                "warnings": .list(check.warnings.map { .text($0.text(language: language)) }),
                "reason": .optional(check.reason?.text(language: language)), "form": .optional(check.form),
            ]))
        if !check.valid { throw ExitCode(HallError.Exit.refused.rawValue) }
    }
}
