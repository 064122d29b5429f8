import ArgumentParser
import HallNode
import Tiers

/// `hall address`: where this hall listens, or where its superior does.
struct AddressCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "address",
            abstract: said("Set where this hall listens, or its superior.", "设置本大厅或上级的地址。"),
            discussion: said(
                "Children learn a new address of their superior over the link; --of-superior is for a child that missed it.",
                "下级通过链路得知上级新地址；--of-superior 供错过通知的下级手工填写。"))
    }

    static let example = "hall address https://localhost:8037 --data ./jx"

    @Argument(help: ArgumentHelp(said("Where this hall listens now.", "本大厅的新地址。"), valueName: "https://HOST:PORT"))
    var address: String?

    @Option(help: ArgumentHelp(said("Where the superior listens now.", "上级的新地址。"), valueName: "https://HOST:PORT"))
    var ofSuperior: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        guard (address == nil) != (ofSuperior == nil) else {
            throw misused(
                "one address is needed", "须指定一个地址",
                hint: Bilingual(
                    en: "hall address https://HOST:PORT, or --of-superior https://HOST:PORT",
                    zh: "hall address https://主机:端口，或 --of-superior https://主机:端口"))
        }
        if let address {
            _ = try HallAddress.check(address)
            let hall = try options.open()
            try HallAddress.change(hall, to: address)
            try options.output.answer(.fields(["hall": .text(hall.id.rawValue), "address": .text(address)]))
        } else if let ofSuperior {
            _ = try HallAddress.check(ofSuperior)
            let hall = try options.open()
            let superior = try HallAddress.changeSuperior(hall, to: ofSuperior)
            try options.output.answer(.fields(["hall": .text(superior), "address": .text(ofSuperior)]))
        }
    }
}
