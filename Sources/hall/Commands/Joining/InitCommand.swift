import ArgumentParser
import HallNode
import Tiers

/// `hall init`: makes a province.
struct InitCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "init",
            abstract: said("Make a province: the root of a network.", "新建省级大厅：全网的根。"),
            discussion: said(
                """
                The next root key is needed if the present one is lost or stolen: put FILE on a medium that you lock away. \
                A practice network keeps it in the folder and says so on every page.
                """, "下一根密钥用于当前根密钥丢失或被盗时：请将文件存入介质并妥善封存。练习网的该密钥留在目录内，各页面均标注“练习”。"))
    }

    static let example = "hall init --code 36 --name 江西省 --url https://localhost:8036 --practice --data ./jx"

    @Option(help: ArgumentHelp(said("The province's code, like 36.", "省级代码，如 36。")))
    var code: String

    @Option(help: ArgumentHelp(said("Its name.", "名称。")))
    var name: String

    @Option(help: ArgumentHelp(said("Where its links listen.", "链路监听地址。"), valueName: "https://HOST:PORT"))
    var url: String

    @Option(help: ArgumentHelp(said("The file for the next root key.", "下一根密钥的存放文件。"), valueName: "file"))
    var nextRoot: String?

    @Flag(help: ArgumentHelp(said("A practice network.", "练习网。")))
    var practice = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let folder = try options.folder()
        guard practice != (nextRoot != nil) else {
            throw misused(
                "one of --next-root FILE and --practice is needed", "须指定 --next-root 文件 或 --practice 之一",
                hint: Bilingual(
                    en: "--next-root for a real network, --practice to try things out",
                    zh: "正式网用 --next-root，练习用 --practice"))
        }
        if let nextRoot { try SecretFile.checkOutside(nextRoot, folder) }
        _ = try HallAddress.check(url)
        let order = Founding.Order(
            code: try divisionCode(code, option: "--code"), name: try HallText.name(name), url: url,
            nextRootFile: nextRoot)
        let hall = try Founding.run(order, in: folder)
        try options.output.answer(
            .fields([
                "hall": .text(hall.id.rawValue), "fingerprint": .text(hall.fingerprint), "practice": .bool(practice),
                "nextRoot": .optional(nextRoot),
            ]))
    }
}
