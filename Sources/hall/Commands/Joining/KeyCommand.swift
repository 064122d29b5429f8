import ArgumentParser
import HallNode
import Tiers

/// `hall key`: new keys, and the end of old ones.
struct KeyCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "key",
            abstract: said(
                "Renew this hall's key; end one of a hall below, or admit what lies beyond the end.",
                "更换本单位密钥；终止下级密钥，或认可其后的记录。"),
            subcommands: [Rotate.self, End.self, Admit.self])
    }

    static let example = "hall key rotate --dry-run --data ./gz"

    /// `hall key rotate`.
    struct Rotate: DescribedCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "rotate",
                abstract: said("Give this hall a new key.", "更换本单位密钥。"),
                discussion: said(
                    """
                    The new key is in use at once; the superior is asked over the link to enter it and to end the old \
                    one at its last commit. The old key's commits go on counting. At the province, which has nobody \
                    above, the next root key takes over: --root-key names its file, --next-root a new one for the key \
                    after it, to be locked away. The fingerprint stays the same.
                    """,
                    """
                    新密钥立即启用，并通过链路请上级登记、终止旧密钥。旧密钥此前签署的记录继续有效。省级大厅无上级，\
                    改用下一根密钥：--root-key 指定其文件，--next-root 指定存放再下一根密钥的新文件，须妥善封存。省根指纹不变。
                    """))
        }

        static let example = "hall key rotate --dry-run --data ./gz"

        @Option(
            help: ArgumentHelp(
                said("At the province: the file with the next root key.", "省级：下一根密钥的文件。"), valueName: "file"))
        var rootKey: String?

        @Option(
            help: ArgumentHelp(
                said("At the province: a new file for the root key after it.", "省级：存放再下一根密钥的新文件。"), valueName: "file"))
        var nextRoot: String?

        @Flag(help: ArgumentHelp(said("At the province: the present key is in wrong hands.", "省级：现用密钥已落入他人之手。")))
        var stolen = false

        @Flag(help: ArgumentHelp(said("Only say what would be done.", "仅显示将执行的操作。")))
        var dryRun = false

        @OptionGroup var options: HallOptions

        func run() throws {
            let folder = try options.folder()
            if let nextRoot { try SecretFile.checkOutside(nextRoot, folder) }
            let root = RootKey(file: rootKey, nextFile: nextRoot, stolen: stolen)
            let hall = try root.open(folder)
            let isProvince = try hall.isProvince
            guard isProvince || (rootKey == nil && nextRoot == nil && !stolen) else {
                throw misused(
                    "--root-key, --next-root and --stolen are the province's",
                    "--root-key、--next-root、--stolen 仅用于省级大厅",
                    hint: Bilingual(
                        en: "here `hall key rotate`; a stolen key is ended by the superior",
                        zh: "此处用 hall key rotate；密钥被盗由上级终止"))
            }
            try options.output.answer(
                isProvince ? try root.rotate(hall, dryRun: dryRun) : try KeyOffice.rotate(hall, dryRun: dryRun))
        }
    }

    /// `hall key end`.
    struct End: DescribedCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "end",
                abstract: said("End the key of a hall directly below.", "终止直接下级大厅的密钥。"),
                discussion: said(
                    """
                    What the key signed counts as far as it is held here. The hall is refused until it is invited \
                    again (`hall enroll --again`). --stolen: what lies beyond counts only where a person admits it, one by \
                    one (`hall key admit`).
                    """,
                    "该密钥已签署且本单位持有的记录继续有效；其后须用 hall enroll --again 重新邀请。--stolen：其后内容须经人工用 hall key admit 逐条认可。"))
        }

        static let example = "hall key end 3607 --reason 电脑被盗 --stolen --dry-run --data ./jx"

        @Argument(help: ArgumentHelp(said("The hall.", "大厅。"), valueName: "hall"))
        var hall: String

        @Option(help: ArgumentHelp(said("Why; public, without names of people.", "原因；公开，不得含个人姓名。")))
        var reason: String

        @Flag(help: ArgumentHelp(said("The key is in wrong hands.", "密钥已落入他人之手。")))
        var stolen = false

        @Flag(help: ArgumentHelp(said("Only say what would be done.", "仅显示将执行的操作。")))
        var dryRun = false

        @OptionGroup var options: HallOptions

        func run() throws {
            guard !reason.isEmpty, reason.utf8.count <= 400 else {
                throw wrong("--reason", reason, hint: Bilingual(en: "1 to 400 bytes", zh: "1 至 400 字节"))
            }
            try options.output.answer(
                try KeyOffice.end(
                    try options.open(), of: hall, reason: reason, stolen: stolen, dryRun: dryRun))
        }
    }
}
