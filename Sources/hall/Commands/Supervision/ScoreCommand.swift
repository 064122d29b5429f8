import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall score …`: the score book.
struct ScoreCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "score", abstract: said("The score book of hall, sections and people.", "考核台账。"),
            subcommands: [ScoreShowCommand.self, ScoreDeductCommand.self, ScoreCloseCommand.self],
            defaultSubcommand: ScoreShowCommand.self)
    }

    static let example = "hall score show --month 2026-01 --data ./jx"
}

/// `hall score show`: a month.
struct ScoreShowCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: said("A month: points of every unit.", "查看某月得分。"),
            discussion: said(
                "This hall, the halls right below, its sections and people; base points less what cards and people take.",
                "本单位、直接下级、各股室和人员；基础分减去监察扣分和人工扣分。"))
    }

    static let example = "hall score show --month 2026-01 --data ./jx"

    @Option(help: ArgumentHelp(said("The month; else this one.", "月份；默认本月。"), valueName: "yyyy-mm"))
    var month: String?

    @Flag(help: ArgumentHelp(said("A table that an office program opens.", "输出表格软件可打开的 CSV。")))
    var csv = false

    @OptionGroup var options: HallOptions

    func run() throws {
        let wanted = try month.map { try scoreMonth($0) }
        let book = try ScoreStore(try options.open()).show(wanted)
        guard csv else { return try options.output.answer(book) }
        var rows: [JSONValue] = []
        if case .list(let list)? = book["rows"] { rows = list }
        let columns = ["kind", "unit", "name", "base", "deducted", "score"]
        try Standard.write(CSVText.written(rows, columns: columns, heading: Labels.of))
    }
}

/// `hall score deduct`: what a person takes.
struct ScoreDeductCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "deduct", abstract: said("Enter a deduction that no card shows.", "登记人工扣分。"))
    }

    static let example = "hall score deduct --hall 3607 --points 0.5 --reason 未按时报送统计 --data ./jx"

    @Option(help: ArgumentHelp(said("A person, by id.", "人员工号。"), valueName: "id"))
    var staff: String?

    @Option(help: ArgumentHelp(said("A section.", "股室。"), valueName: "text"))
    var section: String?

    @Option(help: ArgumentHelp(said("A hall: this one or one right below.", "大厅：本单位或直接下级。"), valueName: "hall"))
    var hall: String?

    @Option(help: ArgumentHelp(said("How much, as 0.5.", "分值，如 0.5。")))
    var points: String

    @Option(help: ArgumentHelp(said("Why.", "事由。"), valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp(said("The month; else this one.", "月份；默认本月。"), valueName: "yyyy-mm"))
    var month: String?

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        guard let taken = Points(points), taken > .none else {
            throw wrong("--points", points, hint: Bilingual(en: "write it like 0.5", zh: "写法如 0.5"))
        }
        let wanted = try month.map { try scoreMonth($0) }
        guard [staff, section, hall].compactMap({ $0 }).count == 1 else {
            throw misused(
                "one of --staff, --section, --hall is needed", "须指定 --staff、--section、--hall 之一",
                hint: Bilingual(en: "name who loses the points", zh: "请指明扣分对象"))
        }
        let opened = try options.open()
        let unit: ScoreUnit
        if let staff {
            unit = .staff(staff)
        } else if let section {
            unit = .section(section)
        } else {
            let entry = try opened.read { try Halls.find(hall ?? "", $0) }
            unit = .hall(HallID(entry.node.rawValue) ?? opened.id)
        }
        try options.output.answer(
            try ScoreStore(opened).deduct(taken, of: unit, in: wanted, reason: reason, clerk.act))
    }
}

/// `hall score close`: the month's end.
struct ScoreCloseCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "close", abstract: said("Close a month: its rows no longer change.", "月结：锁定该月得分。"),
            discussion: said(
                "What is revoked afterwards is given back in the month of the revocation.", "月结后撤销的牌，在撤销当月返还分值。"))
    }

    static let example = "hall score close --month 2026-01 --data ./jx"

    @Option(help: ArgumentHelp(said("The month.", "月份。"), valueName: "yyyy-mm"))
    var month: String

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let wanted = try scoreMonth(month)
        try options.output.answer(try ScoreStore(try options.open()).close(wanted, clerk.act))
    }
}

private func scoreMonth(_ text: String) throws(HallError) -> ScoreMonth {
    if let month = ScoreMonth(text) { return month }
    throw wrong("--month", text, hint: Bilingual(en: "write a month like 2026-01", zh: "月份写法如 2026-01"))
}
