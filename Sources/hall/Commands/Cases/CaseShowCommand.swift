import ArgumentParser
import Foundation
import HallNode
import Tiers

/// `hall case show`: all about one case.
struct CaseShowCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: said("All that is known of a case.", "查看办件。"))
    }

    static let example = """
        \(caseDueFirst)
        hall case show $NUMBER --wait accepted --timeout 60s --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Option(help: ArgumentHelp(said("Wait until it has this stage.", "等待进入该环节。"), valueName: "stage"))
    var wait: String?

    @Option(help: ArgumentHelp(said("How long to wait.", "等待时间。")))
    var timeout = "60s"

    @OptionGroup var options: HallOptions

    func run() throws {
        let limit = try milliseconds(timeout, option: "--timeout")
        let hall = try options.open()
        let view = CaseView(hall)
        if let wait {
            let stage: CaseStage = try word(wait, option: "--wait")
            let end = SystemClock.monotonicMilliseconds + limit
            // What the case has passed counts: it may have gone on while nobody looked.
            while try !view.hasReached(stage, number) {
                guard SystemClock.monotonicMilliseconds < end else {
                    throw HallError(
                        .timeout,
                        Bilingual(
                            en: "\(number) did not become \(stage.rawValue) in \(timeout)",
                            zh: "\(number) 未在 \(timeout) 内进入“\(stage.chinese)”"),
                        hint: Bilingual(en: "wait longer, or see `hall status`", zh: "请延长等待时间，或查看 hall status"))
                }
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
        try options.output.answer(try view.show(number))
    }
}
