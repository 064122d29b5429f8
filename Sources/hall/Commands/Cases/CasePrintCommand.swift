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

    @Option(
        help: ArgumentHelp(
            said("For card, explanation, revocation: which card; else the newest.", "监察文书所指的牌号；默认最新。"),
            valueName: "card"))
    var card: String?

    @Option(
        help: ArgumentHelp(said("For order: which urging; else the newest.", "督办单所指的督办序号；默认最新。"), valueName: "n"))
    var urging: UInt64?

    @Option(name: .customLong("as"), help: ArgumentHelp(said("The clerk's name.", "经办人姓名。"), valueName: "name"))
    var clerk: String?

    @OptionGroup var file: FileOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let form: Form = try word(form, option: "--form")
        let hall = try options.open()
        let html =
            switch form {
            case .ofCase(let form): try CasePrinting.html(form, of: number, at: hall, clerk: clerk)
            case .ofSupervision(let form):
                try SupervisionPrinting.html(form, of: number, card: card, urging: urging, at: hall, clerk: clerk)
            }
        try Files.write(Array(html.utf8), to: file.output ?? "-", force: file.force)
    }
}

extension CasePrintCommand {
    /// A word of `--form`.
    private enum Form: RawRepresentable, CaseIterable {
        case ofCase(CaseForm)
        case ofSupervision(SupervisionForm)

        static let allCases = CaseForm.allCases.map(Form.ofCase) + SupervisionForm.allCases.map(Form.ofSupervision)

        init?(rawValue: String) {
            guard let form = Form.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
            self = form
        }

        var rawValue: String {
            switch self {
            case .ofCase(let form): form.rawValue
            case .ofSupervision(let form): form.rawValue
            }
        }
    }
}
