import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall case open`: takes a filing in.
struct CaseOpenCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "open", abstract: said("Take a filing in.", "收件。"),
            discussion: said(
                "Numbers the case, with or without a line, and names what is missing and earlier filings alike.",
                "无论是否联网均可编号，并列出缺少的材料和同一申请人的相同办件。"))
    }

    static let example = """
        echo '{"kind":"organisation","name":"某公司","creditCode":"91350100M000100Y43",
          "legalRepresentative":"王某"}' > firm.json
        echo 项目概况 > project.txt
        hall case open --matter JX-FG-001 --applicant firm.json --material 项目申请书=project.txt \\
          --paper 选址意见书 --paper 用地预审意见 --as 李娜 --data ./jx
        """

    @Option(help: ArgumentHelp(said("The matter's code.", "事项编码。"), valueName: "code"))
    var matter: String

    @Option(
        help: ArgumentHelp(
            said("A JSON file about the applicant; - is standard input.", "申请人 JSON 文件；- 为标准输入。"), valueName: "file"))
    var applicant: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            said("A material as a file; several under one name in order.", "电子材料，可重复。"), valueName: "name=path"))
    var material: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(said("A material on paper.", "纸质材料，可重复。"), valueName: "name[=copies]"))
    var paper: [String] = []

    @Option(help: ArgumentHelp(said("The number that another platform gave.", "其他平台的办件编号。"), valueName: "text"))
    var external: String?

    @Option(
        help: ArgumentHelp(
            said("Take it in for another area, decided there.", "为其他地区收件（通办），由该地区决定。"), valueName: "hall"))
    var forArea: String?

    @Option(
        help: ArgumentHelp(
            said("A number from a printed sheet, with --happened-at.", "预留编号，须同时指定 --happened-at。"), valueName: "number"
        ))
    var number: String?

    @Option(help: ArgumentHelp(said("How it came in.", "收件方式。"), valueName: "counter|courier|online"))
    var by: String?

    @OptionGroup var late: LateOptions
    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let files = try givenFiles(material, option: "--material")
        let papers = try givenPapers(paper)
        let bytes = try Files.read(applicant, limit: ApplicantFile.bytesMax)
        let person = try ApplicantFile.read(bytes, file: applicant, today: SystemClock.now.chinaDate)
        guard number == nil || late.happenedAt != nil else {
            throw misused(
                "--number needs --happened-at", "--number 须与 --happened-at 同时使用",
                hint: Bilingual(
                    en: "a number from a sheet was handed out earlier", zh: "预留编号用于补录此前在纸上收的件"))
        }
        let hall = try options.open()
        var filing = CaseWindow.Filing(
            matter: matter, applicant: person, files: files, papers: papers, external: external)
        filing.area = try forArea.map { text in try hall.read { try Halls.find(text, $0).node } }
        filing.number = number
        filing.way = try deliveryWay(by)
        try options.output.answer(try CaseWindow(hall).open(filing, try late.applied(to: clerk.act)))
    }
}
