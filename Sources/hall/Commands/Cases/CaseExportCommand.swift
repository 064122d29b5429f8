import ArgumentParser
import HallNode
import Tiers

/// `hall case export`: a dossier that anyone can check.
struct CaseExportCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "export", abstract: said("A dossier that anyone can check.", "导出可独立验证的卷宗。"))
    }

    static let example = """
        \(caseDueFirst)
        hall case export $NUMBER -o case.dossier --materials --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Flag(help: ArgumentHelp(said("With all materials that are here.", "包含材料原件。")))
    var materials = false

    @OptionGroup var file: FileOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        guard let target = file.output else {
            throw misused("-o is missing", "缺少 -o", hint: Bilingual(en: "name the file to write", zh: "请指定输出文件"))
        }
        let (bytes, written) = try Dossier.export(number, of: try options.open(), materials: materials)
        try Files.write(bytes, to: target, force: file.force)
        if target == "-" { return }
        try options.output.answer(
            .fields([
                "commits": .int(Int64(written.commits)), "bytes": .int(Int64(written.bytes)),
                "materials": .int(Int64(written.materials)),
            ]))
    }
}
