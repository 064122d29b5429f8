import ArgumentParser
import HallNode
import Tiers

/// `hall case tell`: marks what the applicant was told, by whom and how.
struct CaseTellCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "tell", abstract: said("Mark what the applicant was told.", "登记已告知申请人的内容。"),
            discussion: said(
                "`hall case list --to-tell` lists what is still to be told.", "hall case list --to-tell 列出尚须告知的办件。"))
    }

    static let example = """
        \(caseDueFirst)
        hall case tell $NUMBER --what acceptance --how phone --as 李娜 --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Option(help: ArgumentHelp(said("What was told.", "告知的内容。"), valueName: "word"))
    var what: String

    @Option(help: ArgumentHelp(said("How.", "告知的方式。"), valueName: "word"))
    var how: String

    @Option(help: ArgumentHelp(said("Who was told, if not the applicant.", "被告知人（非申请人本人时）。"), valueName: "name"))
    var toPerson: String?

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let command = CaseCommand.tell(
            what: try word(what, option: "--what"), how: try word(how, option: "--how"), person: toPerson)
        try options.output.answer(
            try CaseWindow(try options.open()).perform(number, { _ in command }, clerk.act))
    }
}
