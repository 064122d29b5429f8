import ArgumentParser
import HallNode
import Tiers

/// `hall case print`: a paper of the case.
struct CasePrintCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "print", abstract: said("A paper of the case, as HTML that prints on A4.", "打印文书（A4 网页）。"))
    }

    static let example = """
        \(caseDueFirst)
        hall case print $NUMBER --form receipt -o receipt.html --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Option(help: ArgumentHelp(said("Which paper.", "文书种类。"), valueName: "form"))
    var form = CaseForm.receipt.rawValue

    @Option(name: .customLong("as"), help: ArgumentHelp(said("The clerk's name.", "经办人姓名。"), valueName: "name"))
    var clerk: String?

    @OptionGroup var file: FileOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let form: CaseForm = try word(form, option: "--form")
        let hall = try options.open()
        let html = try CasePrinting.html(form, of: number, at: hall, clerk: clerk)
        try Files.write(Array(html.utf8), to: file.output ?? "-", force: file.force)
    }
}
