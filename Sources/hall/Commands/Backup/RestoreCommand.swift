import ArgumentParser
import HallNode
import Tiers

/// `hall restore`: a hall back from its backup.
struct RestoreCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "restore",
            abstract: said("Put a hall back from a backup, into a folder without a store.", "由备份恢复大厅，目标目录不得已有数据。"),
            discussion: said(
                """
                A key in the folder's keys/ is kept. With it new cases can be opened at once, and older ones written to \
                once `hall serve` has reached the superior, or with --alone; the hall then goes on with a new key. \
                Without a key the superior invites the hall anew: `hall enroll --again`, then `hall join`. \
                --dry-run says what would come back, and who has the rest.
                """,
                """
                目录 keys/ 中的密钥保留不动。有密钥时可立即收新件；旧办件待 hall serve 与上级核对后方可办理，\
                或加 --alone；其后大厅改用新密钥。没有密钥时由上级重新邀请：hall enroll --again，再 hall join。\
                --dry-run 仅说明可恢复的内容及其余内容在何处。
                """))
    }

    static let example = "hall restore jx.hall-backup --dry-run --data ./jx"

    @Argument(help: ArgumentHelp(said("The backup; - is standard input.", "备份文件；- 为标准输入。")))
    var file: String

    @Flag(help: ArgumentHelp(said("Only say what would be.", "仅说明，不恢复。")))
    var dryRun = false

    @Flag(
        help: ArgumentHelp(
            said(
                "Write to older cases without waiting for the superior; what followed the backup may fork.",
                "不等上级即可办理旧办件；备份之后的内容可能产生冲突版本。")))
    var alone = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let folder = try options.folder()
        if dryRun { return try options.output.answer(try Rehearsal(file, in: folder).run()) }
        let outcome = try Restore(file, in: folder).run(alone: alone)
        try options.output.answer(outcome.value)
        for line in warnings(outcome) { Standard.complain(line) }
    }

    private func warnings(_ outcome: Restore.Outcome) -> [String] {
        guard !options.common.quiet, !options.common.json else { return [] }
        var lines: [String] = []
        if alone {
            lines.append(
                said(
                    "hall: older cases can be written to at once; where somebody has what followed, a superior must decide",
                    "hall：可立即办理旧办件；如其他大厅已有后续内容，须由上级裁定"))
        }
        switch outcome.key {
        case .kept: lines.append(said("next: hall serve", "下一步：hall serve"))
        case .missing:
            lines.append(
                said(
                    """
                    there is no key in keys/: put the hall's own there, or let the superior invite it anew with \
                    `hall enroll --again` and run `hall join`; at the province `hall key rotate --root-key FILE`
                    """,
                    """
                    keys/ 中没有密钥：请放入本大厅原有密钥，或由上级以 hall enroll --again 重新邀请后执行 hall join；\
                    省级大厅用 hall key rotate --root-key 文件
                    """))
        case .unknown:
            lines.append(
                said(
                    "the backup does not know the key in keys/; next: hall serve, the superior will tell",
                    "备份中没有 keys/ 内的密钥；下一步：hall serve，由上级核对"))
        }
        return lines
    }
}
