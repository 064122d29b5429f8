import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall cards`: every card known here.
struct CardsCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "cards", abstract: said("The cards known here, the newest first.", "列出本单位知晓的监察牌。"))
    }

    static let example = "hall cards --data ./jx"

    @Option(help: ArgumentHelp(said("Only cards about this hall.", "仅列出针对该大厅的。"), valueName: "hall"))
    var hall: String?

    @Option(help: ArgumentHelp(said("reminder, yellow or red.", "reminder 预警、yellow 黄牌、red 红牌。")))
    var colour: String?

    @Flag(help: ArgumentHelp(said("Only cards that stand.", "仅列出未撤销的。")))
    var standing = false

    @Option(help: ArgumentHelp(said("Issued on this day or later.", "该日及以后发出的。"), valueName: "date"))
    var since: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        var selection = SupervisionDesk.Selection()
        selection.colour = try colour.map { try word($0, option: "--colour") }
        selection.since = try since.map { try day($0, option: "--since") }
        selection.standing = standing
        let opened = try options.open()
        selection.about = try hall.flatMap { text in
            HallID(try opened.read { try Halls.find(text, $0).node }.rawValue)
        }
        try options.output.answer(try SupervisionDesk(opened).cards(selection))
    }
}

/// `hall card …`: one card.
struct CardCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "card", abstract: said("Look at a card, explain, revoke or issue it.", "监察牌：查看、说明、撤销、发出。"),
            subcommands: [
                CardShowCommand.self, CardExplainCommand.self, CardRevokeCommand.self, CardIssueCommand.self,
            ])
    }

    static let example = "hall cards --data ./jx"
}

/// Which card.
struct CardOptions: ParsableArguments {
    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Argument(help: ArgumentHelp(said("The card, as 2.case-time.yellow.", "牌号，如 2.case-time.yellow。")))
    var card: String
}

/// `hall card show`: one card whole.
struct CardShowCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: said("One card whole.", "查看监察牌。"))
    }

    static let example = """
        \(caseDueFirst)
        hall card show $NUMBER 2.lawsuit-lost.yellow --data ./jx
        """

    @OptionGroup var which: CardOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        try options.output.answer(try SupervisionDesk(try options.open()).card(which.number, which.card))
    }
}

/// `hall card explain`: the hall that it is about says how it came.
struct CardExplainCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "explain", abstract: said("Say how a card of this hall came.", "对本单位的牌作出说明。"),
            discussion: said("The explanation goes whole to who issued it.", "说明送达发牌单位。"))
    }

    static let example = """
        \(caseDueFirst)
        hall card explain $NUMBER 2.lawsuit-lost.yellow --text 已提起上诉 --data ./gz
        """

    @OptionGroup var which: CardOptions

    @Option(help: ArgumentHelp(said("How it came.", "说明内容。"), valueName: "text"))
    var text: String

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        try options.output.answer(
            try SupervisionDesk(try options.open()).explain(which.number, which.card, text, clerk.act))
    }
}

/// `hall card revoke`: who issued it takes it back.
struct CardRevokeCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "revoke", abstract: said("Take a card back, with a reason.", "撤销监察牌。"),
            discussion: said("It stays to be seen and no longer counts.", "撤销后仍可查看，不再计分。"))
    }

    static let example = """
        \(caseDueFirst)
        hall card revoke $NUMBER 2.lawsuit-lost.yellow --reason 二审改判 --data ./jx
        """

    @OptionGroup var which: CardOptions

    @Option(help: ArgumentHelp(said("The reason.", "撤销理由。"), valueName: "text"))
    var reason: String

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        try options.output.answer(
            try SupervisionDesk(try options.open()).revoke(which.number, which.card, reason: reason, clerk.act))
    }
}

/// `hall card issue`: what a person found.
struct CardIssueCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "issue", abstract: said("Issue a card for what a person found.", "人工发牌。"),
            discussion: said(
                "For rules that no clock and no text shows: a changed decision or a lost lawsuit about the hall that decides, "
                    + "everything else about the hall that holds the case, or --hall.",
                "用于无法自动发现的违规：复议改变、诉讼败诉针对决定单位，其余针对当前主办单位或 --hall 指明的单位。"))
    }

    static let example = """
        \(caseDueFirst)
        hall card issue $NUMBER --rule lawsuit-lost --reason 一审判决撤销 --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Option(help: ArgumentHelp(said("The rule.", "规则。")))
    var rule: String

    @Option(help: ArgumentHelp(said("yellow or red.", "yellow 黄牌或 red 红牌。")))
    var colour = "yellow"

    @Option(help: ArgumentHelp(said("What was found.", "事由。"), valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp(said("Whom it is about, of the halls that held the case.", "针对的单位，须主办过该办件。")))
    var hall: String?

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let rule: SupervisionRule = try word(rule, option: "--rule")
        let colour: CardColour = try word(colour, option: "--colour")
        let opened = try options.open()
        let about = try hall.flatMap { text in
            HallID(try opened.read { try Halls.find(text, $0).node }.rawValue)
        }
        let words = SupervisionDesk.Finding(rule: rule, colour: colour, reason: reason, hall: about)
        try options.output.answer(try SupervisionDesk(opened).issue(number, words, clerk.act))
    }
}

/// `hall urge`: a superior asks for something, and the hall answers.
struct UrgeCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "urge", abstract: said("Urge a hall below about a case, or answer an urging.", "督办，或答复督办。"),
            discussion: said(
                "Without options: the urgings of the case. The same text again changes nothing.",
                "不带选项时列出该办件的督办。相同内容重复提交不产生新督办。"))
    }

    static let example = """
        \(caseDueFirst)
        hall urge $NUMBER --text 请于三日内办结 --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Option(help: ArgumentHelp(said("What is asked.", "督办内容。"), valueName: "text"))
    var text: String?

    @Flag(help: ArgumentHelp(said("As a supervision order, which costs points.", "下达督办单，计扣分。")))
    var order = false

    @Option(help: ArgumentHelp(said("The answer of the hall that was urged.", "被督办单位的答复。"), valueName: "text"))
    var reply: String?

    @Option(help: ArgumentHelp(said("The urging that is answered; else the oldest open one.", "所答复的督办序号；默认最早未答复的。")))
    var to: UInt64?

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        guard text == nil || reply == nil, !order || text != nil, to == nil || reply != nil else {
            throw misused(
                "--text and --reply exclude each other", "--text 与 --reply 不能同时使用",
                hint: Bilingual(
                    en: "--text TEXT [--order], or --reply TEXT [--to N]",
                    zh: "--text 内容 [--order]，或 --reply 内容 [--to 序号]"))
        }
        let desk = SupervisionDesk(try options.open())
        if let text { return try options.output.answer(try desk.urge(number, text, order: order, clerk.act)) }
        if let reply { return try options.output.answer(try desk.reply(number, reply, to: to, clerk.act)) }
        try options.output.answer(try desk.urgings(number))
    }
}
