import ArgumentParser
import HallNode
import Tiers

/// `hall case import`: cases that were worked on paper, many at a time.
struct CaseImportCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "import", abstract: said("Enter cases that were worked on paper.", "批量补录纸质办件。"),
            discussion: said(
                """
                A row is a case with the true times of its steps. All rows are sound, or nothing is written; the same \
                row twice is one case, so that an import that broke off is simply repeated.
                """, "每行一件，含各步骤的实际时间。有任何一处问题则不写入；同一行重复导入仍为一件，中断后重新执行即可。"))
    }

    static let example = """
        echo 'matter,receivedAt,kind,name,creditCode,legalRepresentative,papers' > paper.csv
        echo 'JX-FG-001,2026-03-02,organisation,某公司,91350100M000100Y43,王某,项目申请书' >> paper.csv
        hall case import paper.csv --dry-run --as 李娜 --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The table; - is standard input.", "CSV 文件；- 为标准输入。")))
    var file: String

    @Flag(help: ArgumentHelp(said("Only say what is wrong.", "只检查，不写入。")))
    var dryRun = false

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let bytes = try Files.read(file, limit: 10_000_001)
        let output = options.output
        let outcome = try CaseImport(try options.open(), clerk.act).run(bytes, file: file, dryRun: dryRun) {
            if $0 % 500 == 0 { output.progress("\($0)/\($1)") }
        }
        try output.answer(outcome.json(language: language))
    }
}
