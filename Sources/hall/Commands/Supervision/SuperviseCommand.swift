import ArgumentParser
import HallNode
import Tiers

/// `hall supervise`: looks at the cases of the halls right below.
struct SuperviseCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "supervise",
            abstract: said("Issue the cards that are due at the halls right below.", "对直接下级的办件进行监察并发牌。"),
            discussion: said(
                """
                hall serve does the same every hour. Times are signed times of the halls that worked: the way between two \
                halls is the link's, a hall not heard from is unknown and not late, and nothing rests on a clock that \
                was never measured.
                """,
                "hall serve 每小时自动执行。时限按办理单位签名时间计算：传输时间不计入，未联系上的单位不视为超时，未校准的时钟不作为依据。"))
    }

    static let example = "hall supervise --dry-run --data ./jx"

    @Flag(help: ArgumentHelp(said("Only say what is due.", "只显示，不发牌。")))
    var dryRun = false

    @Option(
        help: ArgumentHelp(said("Look at this moment, with --dry-run.", "按该时刻判断，须与 --dry-run 同用。"), valueName: "time"))
    var at: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let at = try at.map { try moment($0, option: "--at") }
        guard at == nil || dryRun else {
            throw misused(
                "--at needs --dry-run", "--at 须与 --dry-run 同用",
                hint: Bilingual(en: "cards are issued for what is known now", zh: "正式发牌只按当前时间"))
        }
        try options.output.answer(try SupervisionRun(try options.open()).run(dryRun: dryRun, at: at))
    }
}

/// `hall rules …`: by what cards are issued.
struct RulesCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rules", abstract: said("The rules of supervision.", "电子监察规则。"),
            subcommands: [RulesShowCommand.self, RulesPublishCommand.self])
    }

    static let example = "hall rules show --data ./jx"
}

/// `hall rules show`: the rules that count here.
struct RulesShowCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: said("The rules that count here.", "查看现行规则。"))
    }

    static let example = "hall rules show --data ./jx"

    @OptionGroup var options: HallOptions

    func run() throws { try options.output.answer(try SupervisionRuleStore.show(try options.open())) }
}

/// `hall rules publish`: at the province.
struct RulesPublishCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "publish",
            abstract: said("Publish the rules of all halls, at the province.", "发布全省监察规则（省级大厅）。"),
            discussion: said(
                "YAML or JSON with the fields of hall rules show; beside name and basis, what is left out is as built in.",
                "YAML 或 JSON，字段同 hall rules show；除名称和依据外，未写的按内置默认值。"))
    }

    static let example = """
        echo 'name: 江西省电子监察规则' > rules.yaml
        echo 'basis: 赣府发〔2026〕1号' >> rules.yaml
        echo 'reminderDays: 2' >> rules.yaml
        hall rules publish rules.yaml --dry-run --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The file; - is standard input.", "文件；- 为标准输入。")))
    var file: String

    @Flag(help: ArgumentHelp(said("Only say what would count.", "只显示，不发布。")))
    var dryRun = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let bytes = try Files.read(file, limit: SupervisionRuleStore.fileBytesMax)
        guard bytes.count <= SupervisionRuleStore.fileBytesMax else {
            throw HallError(
                .file, Bilingual(en: "\(file) is too long", zh: "\(file) 过大"),
                hint: Bilingual(en: "is it the right file?", zh: "请核对文件"))
        }
        try options.output.answer(
            try SupervisionRuleStore.publish(bytes, file: file, dryRun: dryRun, at: try options.open()))
    }
}
