import ArgumentParser
import HallNode
import Tiers

/// `hall contact`: whom people of other halls ask.
struct ContactCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "contact", abstract: said("Whom people of other halls ask.", "本大厅联系人。"),
            discussion: said(
                "Without options: who it is. It stands in the directory, in hints and in rollout.",
                "不带选项时显示现有联系人。联系人登记在目录中，并出现在提示和 rollout 中。"))
    }

    static let example = "hall contact --name 李娜 --phone 0797-5322345 --data ./jx"

    @Option(help: ArgumentHelp(said("The person.", "姓名。"), valueName: "text"))
    var name: String?

    @Option(help: ArgumentHelp(said("The telephone.", "电话。"), valueName: "text"))
    var phone: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        switch (name, phone) {
        case (nil, nil): break
        case (let name?, let phone?): try HallContact.change(hall, name: name, phone: phone)
        default:
            throw misused(
                "--name and --phone belong together", "--name 与 --phone 须同时填写",
                hint: Bilingual(en: "write both", zh: "请同时填写"))
        }
        try options.output.answer(try HallContact.own(of: hall))
    }
}
