import ArgumentParser
import Foundation
import HallNode
import Tiers

/// `hall rollout`: which halls have a matter's newest version.
struct RolloutCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rollout", abstract: said("Which halls have a matter's newest version.", "事项新版本的到达情况。"),
            discussion: said(
                "Only a hall's own signed status counts. --wait ends as soon as all have it, or answers how far it came.",
                "只以各大厅自己签名的状态为准。--wait 在全部到达时立即结束，超时则给出当前进度。"))
    }

    static let example = "hall rollout JX-3607-KCP-01 --data ./jx"

    @Argument(help: ArgumentHelp(said("The matter's code, or OWNER/CODE.", "事项编码，或 所有单位/编码。")))
    var code: String

    @Option(help: ArgumentHelp(said("Counts for each city or county.", "按 city（市）或 county（县）分组。")))
    var by: String?

    @Option(help: ArgumentHelp(said("Wait until all have it, at most so long.", "等待全部到达的最长时间。"), valueName: "time"))
    var wait: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let tier: Tier? = try by.map { try word($0, option: "--by") }
        guard tier == nil || tier == .city || tier == .county else {
            throw wrong("--by", by ?? "", hint: Bilingual(en: "city or county", zh: "city 或 county"))
        }
        let patience = try wait.map { try milliseconds($0, option: "--wait") } ?? 0
        let rollout = Rollout(try options.open(), code)
        let end = SystemClock.monotonicMilliseconds + patience
        while SystemClock.monotonicMilliseconds < end, try !rollout.standing().isComplete {
            Thread.sleep(forTimeInterval: 0.2)
        }
        try options.output.answer(try rollout.value(by: tier))
    }
}
