import ArgumentParser
import Foundation
import HallNode
import Tiers

/// `hall takeover`: a stream of a hall below goes on here, after the last commit that counts.
struct TakeoverCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "takeover",
            abstract: said(
                "Take over a stream of a hall below that is dead, silent or forked.", "接管下级单位失联、失效或存在分叉的流。"))
    }

    static let example = """
        \(caseDueFirst)
        LAST=$(hall log case/$NUMBER --limit 1 --data ./jx --json | grep -o '[0-9a-f]\\{64\\}' | head -n 1)
        hall takeover $NUMBER --last $LAST --reason 窗口失联 --dry-run --data ./jx
        """

    @Argument(help: ArgumentHelp(said("A stream, or the number of a case.", "流，或办件编号。")))
    var stream: String

    @Option(help: ArgumentHelp(said("The last commit that counts.", "最后一条有效记录的标识。"), valueName: "id"))
    var last: String

    @Option(help: ArgumentHelp(said("Why.", "接管原因。"), valueName: "text"))
    var reason: String

    @Option(
        help: ArgumentHelp(
            said("For a hall's entry: its new superior; else this hall.", "接管大厅目录项时的新上级；默认为本单位。"), valueName: "hall"))
    var to: String?

    @Option(name: .customLong("as"), help: ArgumentHelp(said("The clerk's name.", "经办人姓名。"), valueName: "name"))
    var clerk: String?

    @Flag(name: .customLong("dry-run"), help: ArgumentHelp(said("Only say what would be void.", "仅说明将失效的内容。")))
    var dryRun = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        let superior = try to.map { text in
            guard let superior = HallID(text) else {
                throw misused(
                    "--to \(text) is no hall", "--to \(text) 不是大厅标识",
                    hint: Bilingual(en: "write the id of a hall below this one", zh: "请填写下级大厅标识"))
            }
            return superior
        }
        let login = ProcessInfo.processInfo.userName
        try options.output.answer(
            try Takeover(hall).run(
                .init(
                    stream: stream, last: last, reason: reason, superior: superior,
                    clerk: CaseClerk(name: clerk, login: login.isEmpty ? nil : login), isRehearsal: dryRun)))
    }
}

/// `hall forks`: what competes, what was taken over, and what to do about it.
struct ForksCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "forks",
            abstract: said("Streams in which commits compete or were taken over.", "存在冲突或已被接管记录的流。"))
    }

    static let example = "hall forks --data ./jx"

    @OptionGroup var options: HallOptions

    func run() throws { try options.output.answer(try ForksView.of(try options.open(), language: language)) }
}
