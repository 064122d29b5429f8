import ArgumentParser
import HallNode
import Tiers

extension KeyCommand {
    /// `hall key admit`.
    struct Admit: DescribedCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "admit",
                abstract: said("Let commits beyond the end of a key count.", "认可密钥终止之后的记录。"),
                discussion: said(
                    """
                    At the superior of the hall whose key was ended. `hall forks` and `hall quarantine` there and here \
                    name the commits; whoever admits one has asked the hall whether it is its own. A commit that is not \
                    here yet needs --of, and counts when the hall sends it. What continues another one that lies beyond \
                    the end counts only if that one does.
                    """,
                    """
                    在被终止密钥的大厅的直接上级办理。该大厅与本单位的 hall forks、hall quarantine 会列出记录；认可前应向该大厅核实。\
                    尚未到达本单位的记录须用 --of 指明大厅，待其上报后计入。接续在另一条终止后记录之后的，须前一条也被认可。
                    """))
        }

        static let example = """
            hall key end 3607 --stolen --reason 电脑被盗 --data ./jx
            hall matter localise JX-001 --window 3号窗口 --data ./gz
            ID=$(hall log --author 3607 --limit 1 --data ./gz --json | grep -o '[0-9a-f]\\{64\\}' | head -n 1)
            hall key admit $ID --of 3607 --dry-run --data ./jx
            """

        @Argument(help: ArgumentHelp(said("Commits beyond the end of a key.", "密钥终止之后的记录标识。"), valueName: "id"))
        var ids: [String]

        @Option(
            help: ArgumentHelp(
                said("Whose they are, where they are not here yet.", "记录尚未到达时，指明其所属大厅。"), valueName: "hall"))
        var of: String?

        @Option(help: ArgumentHelp(said("Why; public, without names of people.", "原因；公开，不得含个人姓名。")))
        var reason: String?

        @Flag(help: ArgumentHelp(said("Only say what would become of them.", "仅显示认可后的结果。")))
        var dryRun = false

        @OptionGroup var options: HallOptions

        func run() throws {
            if let reason, reason.isEmpty || reason.utf8.count > 400 {
                throw wrong("--reason", reason, hint: Bilingual(en: "1 to 400 bytes", zh: "1 至 400 字节"))
            }
            try options.output.answer(
                try KeyAdmission(try options.open()).run(
                    .init(ids: ids, of: of, reason: reason, isRehearsal: dryRun)))
        }
    }
}
