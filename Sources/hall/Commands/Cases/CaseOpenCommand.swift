import ArgumentParser
import HallNode
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

    static let example = "hall case open --matter JX-3607-KCP-01 --applicant wang.json --data ./jx"

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

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let files = try givenFiles(material, option: "--material")
        let papers = try givenPapers(paper)
        let bytes = try Files.read(applicant, limit: ApplicantFile.bytesMax)
        let person = try ApplicantFile.read(bytes, file: applicant, today: SystemClock.now.chinaDate)
        let window = CaseWindow(try options.open())
        try options.output.answer(
            try window.open(
                .init(matter: matter, applicant: person, files: files, papers: papers, external: external), clerk.act))
    }
}
