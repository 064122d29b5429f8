import ArgumentParser
import HallNode
import Tiers

/// `hall case material`: a file as it came.
struct CaseMaterialCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "material", abstract: said("A material's bytes as they came.", "导出材料原件。"))
    }

    static let example = """
        \(caseDueFirst)
        hall case material $NUMBER 项目申请书 -o form.txt --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Argument(help: ArgumentHelp(said("The material's name.", "材料名称。")))
    var name: String

    @OptionGroup var file: FileOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        let bytes = try CaseView(hall).material(number, name)
        try Files.write(bytes, to: file.output ?? "-", force: file.force)
    }
}
