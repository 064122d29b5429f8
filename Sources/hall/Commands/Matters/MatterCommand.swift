import ArgumentParser
import HallNode
import Tiers

/// `hall matter …`: the catalogue.
struct MatterCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "matter", abstract: said("Publish and look up matters.", "事项目录。"),
            subcommands: [
                MatterPublishCommand.self, MatterLocaliseCommand.self, MatterListCommand.self, MatterShowCommand.self,
            ])
    }

    static let example = "hall matter list --data ./jx"
}

/// `hall matter publish`: takes catalogue files in.
struct MatterPublishCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "publish", abstract: said("Publish matters from files, YAML or CSV.", "发布事项（YAML 或 CSV 文件）。"),
            discussion: said(
                "All of a file or nothing: every fault is named. The same again changes nothing.",
                "整份发布：有任何问题则全部列出且不发布。重复发布相同内容不产生变化。"))
    }

    static let example = "hall matter publish --sample --data ./jx"

    @Argument(help: ArgumentHelp(said("Catalogue files; - is standard input.", "目录文件；- 为标准输入。")))
    var file: [String] = []

    @Flag(help: ArgumentHelp(said("The built-in sample catalogue.", "内置示例目录。")))
    var sample = false

    @Flag(help: ArgumentHelp(said("Only say what would change.", "只显示将发生的变化。")))
    var dryRun = false

    @OptionGroup var options: HallOptions

    func run() throws {
        guard sample != !file.isEmpty else {
            throw misused(
                "one of FILE and --sample is needed", "须指定 文件 或 --sample 之一",
                hint: Bilingual(en: "name a YAML or CSV file", zh: "请指定 YAML 或 CSV 文件"))
        }
        guard Set(file).count == file.count else {
            throw misused("a file is named twice", "同一文件重复", hint: Bilingual(en: "name each once", zh: "每个文件只写一次"))
        }
        let sources: [PublishMatters.Source] =
            sample
            ? [.sample]
            : try file.map { .init(name: $0, bytes: try Files.read($0, limit: PublishMatters.fileBytesMax)) }
        let hall = try options.open()
        let changes = try PublishMatters(hall).run(sources, dryRun: dryRun)
        try options.output.answer(changes.value(dryRun: dryRun, language: language))
    }
}

/// `hall matter localise`: what this hall says of another's matter.
struct MatterLocaliseCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "localise",
            abstract: said("What holds at this hall: window, phone, promise.", "填写本地要素：窗口、电话、承诺时限。"),
            discussion: said(
                "A promise may be shorter than the owner's limit, never longer.", "本地承诺时限只能短于、不能长于事项规定的时限。"))
    }

    static let example = "hall matter localise JX-3607-KCP-01 --window 3号窗口 --promised-days 5 --data ./jx"

    @Argument(help: ArgumentHelp(said("The matter's code, or OWNER/CODE.", "事项编码，或 所有单位/编码。")))
    var code: String

    @Option(help: ArgumentHelp(said("The window.", "窗口。"), valueName: "text"))
    var window: String?

    @Option(help: ArgumentHelp(said("The address.", "地址。"), valueName: "text"))
    var address: String?

    @Option(help: ArgumentHelp(said("The telephone.", "电话。"), valueName: "text"))
    var phone: String?

    @Option(help: ArgumentHelp(said("The hours.", "办理时间。"), valueName: "text"))
    var hours: String?

    @Option(help: ArgumentHelp(said("Days promised here, in the owner's unit.", "本地承诺时限，单位同事项。"), valueName: "n"))
    var promisedDays: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        var order = LocaliseMatter.Order()
        order.window = window
        order.address = address
        order.phone = phone
        order.hours = hours
        order.promisedDays = promisedDays
        guard [window, address, phone, hours, promisedDays].contains(where: { $0 != nil }) else {
            throw misused(
                "nothing is said", "未填写任何内容",
                hint: Bilingual(
                    en: "--window, --address, --phone, --hours, --promised-days",
                    zh: "可填 --window、--address、--phone、--hours、--promised-days"))
        }
        try options.output.answer(try LocaliseMatter(try options.open()).run(code, order))
    }
}

/// `hall matter list`: the catalogue as it is here.
struct MatterListCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: said("All matters known here.", "列出已知事项。"))
    }

    static let example = "hall matter list --data ./jx"

    @OptionGroup var options: HallOptions

    func run() throws { try options.output.answer(try MatterViews.list(try options.open())) }
}

/// `hall matter show`: one matter whole.
struct MatterShowCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: said("One matter whole.", "查看事项。"))
    }

    static let example = "hall matter show JX-3607-KCP-01 --data ./jx"

    @Argument(help: ArgumentHelp(said("The matter's code, or OWNER/CODE.", "事项编码，或 所有单位/编码。")))
    var code: String

    @Option(help: ArgumentHelp(said("As it stands on this day.", "该日的情况。"), valueName: "date"))
    var at: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let date = try at.map { try day($0, option: "--at") }
        try options.output.answer(try MatterViews.show(try options.open(), code, at: date))
    }
}
