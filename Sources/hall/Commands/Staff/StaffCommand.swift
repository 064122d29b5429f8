import ArgumentParser
import HallNode
import Tiers

/// `hall staff …`: the people of this hall.
struct StaffCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "staff", abstract: said("The people of this hall.", "本大厅人员名册。"),
            discussion: said(
                "Stays in this hall. Once it has an entry, --as must name one of it.", "名册只存本单位。建册后，--as 必须是名册中的人员。"),
            subcommands: [StaffAddCommand.self, StaffChangeCommand.self, StaffEndCommand.self, StaffListCommand.self])
    }

    static let example = "hall staff list --data ./jx"
}

/// `hall staff add`: enters a person.
struct StaffAddCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "add", abstract: said("Enter a person.", "登记人员。"),
            discussion: said(
                "The id is permanent and never given again. --deputy is who acts when this person cannot.",
                "工号永久有效，不再分配给他人。--deputy 为本人不在岗时的代理人（B岗）。"))
    }

    static let example = "hall staff add --name 李娜 --section 受理股 --role window --data ./jx"

    @Option(help: ArgumentHelp(said("The name.", "姓名。"), valueName: "text"))
    var name: String

    @Option(parsing: .singleValue, help: roleHelp)
    var role: [String] = []

    @Option(help: ArgumentHelp(said("The section.", "股室。"), valueName: "text"))
    var section: String?

    @Option(help: ArgumentHelp(said("The id; else the next number.", "工号；默认自动编号。"), valueName: "text"))
    var id: String?

    @Option(help: ArgumentHelp(said("Who acts for this person, by name or id.", "代理人（B岗），姓名或工号。"), valueName: "staff"))
    var deputy: String?

    @Option(help: ArgumentHelp(said("The first day; else today.", "任职日期；默认今天。"), valueName: "date"))
    var from: String?

    @Option(help: ArgumentHelp(said("The last day.", "离任日期。"), valueName: "date"))
    var to: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let roles = try roles(role)
        let first = try from.map { try day($0, option: "--from") }
        let last = try to.map { try day($0, option: "--to") }
        let desk = StaffDesk(try options.open())
        let entry = StaffEntry(
            id: id, name: name, section: section, roles: roles, deputy: deputy, from: try first ?? desk.today(),
            to: last)
        try options.output.answer(try desk.run(.add(entry)))
    }
}

/// `hall staff change`: corrects what is said of a person.
struct StaffChangeCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "change", abstract: said("Change what is said of a person.", "变更人员信息。"),
            discussion: said(
                "--role names all roles anew; an empty text takes section or deputy away.",
                "--role 须列出全部岗位；股室、代理人填空文本即取消。"))
    }

    static let example = "hall staff change 001 --section 审批股 --data ./jx"

    @Argument(help: ArgumentHelp(said("Id or name.", "工号或姓名。")))
    var who: String

    @Option(help: ArgumentHelp(said("The name.", "姓名。"), valueName: "text"))
    var name: String?

    @Option(parsing: .singleValue, help: roleHelp)
    var role: [String] = []

    @Option(help: ArgumentHelp(said("The section.", "股室。"), valueName: "text"))
    var section: String?

    @Option(help: ArgumentHelp(said("Who acts for this person.", "代理人（B岗）。"), valueName: "staff"))
    var deputy: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        guard name != nil || section != nil || deputy != nil || !role.isEmpty else {
            throw misused(
                "nothing is said", "未填写任何内容",
                hint: Bilingual(en: "--name, --role, --section, --deputy", zh: "可填 --name、--role、--section、--deputy"))
        }
        let change = StaffChange(
            name: name, section: section, roles: role.isEmpty ? nil : try roles(role), deputy: deputy)
        try options.output.answer(try StaffDesk(try options.open()).run(.change(who, change)))
    }
}

/// `hall staff end`: a person's last day.
struct StaffEndCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "end", abstract: said("Set a person's last day.", "登记离任。"),
            discussion: said("The entry stays: what the person did is signed with it.", "名册保留该人员，以往办理记录不受影响。"))
    }

    static let example = "hall staff end 001 --on 2026-12-31 --data ./jx"

    @Argument(help: ArgumentHelp(said("Id or name.", "工号或姓名。")))
    var who: String

    @Option(help: ArgumentHelp(said("The last day; else today.", "离任日期；默认今天。"), valueName: "date"))
    var on: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let last = try on.map { try day($0, option: "--on") }
        try options.output.answer(try StaffDesk(try options.open()).run(.end(who, on: last)))
    }
}

/// `hall staff list`: who works here.
struct StaffListCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: said("Who works here.", "列出人员。"))
    }

    static let example = "hall staff list --data ./jx"

    @Option(help: ArgumentHelp(said("On this day; else today.", "该日在册人员；默认今天。"), valueName: "date"))
    var at: String?

    @Flag(help: ArgumentHelp(said("Everybody who ever did.", "包括已离任人员。")))
    var all = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let date = try at.map { try day($0, option: "--at") }
        try options.output.answer(try StaffDesk(try options.open()).list(on: date, all: all))
    }
}

private let roleHelp = ArgumentHelp(
    said("A role, once for each: ", "岗位，可重复：") + StaffRole.allCases.map(\.rawValue).joined(separator: ", "),
    valueName: "role")

private func roles(_ texts: [String]) throws(HallError) -> [StaffRole] {
    var roles: [StaffRole] = []
    for text in texts { roles.append(try word(text, option: "--role")) }
    return roles
}
