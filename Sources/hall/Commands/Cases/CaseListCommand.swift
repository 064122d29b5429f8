import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall case list`: every case that this hall knows of.
struct CaseListCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: said("The cases known here, nearest deadline first.", "列出本单位知晓的办件，按截止日排序。"))
    }

    static let example = "hall case list --waiting --data ./jx"

    @Flag(help: ArgumentHelp(said("Only those on which this hall can act now.", "仅列出本单位当前可办理的。")))
    var waiting = false

    @Flag(help: ArgumentHelp(said("Only those of which the applicant must still be told something.", "仅列出尚须告知申请人的。")))
    var toTell = false

    @Option(help: ArgumentHelp(said("Only those of this stage.", "按阶段筛选。")))
    var stage: String?

    @Option(help: ArgumentHelp(said("Only those that this hall holds.", "按当前单位筛选。"), valueName: "hall"))
    var holder: String?

    @Option(help: ArgumentHelp(said("Only those due before this day.", "仅列出该日之前到期的。"), valueName: "date"))
    var dueBefore: String?

    @Option(help: ArgumentHelp(said("At most so many.", "最多条数。")))
    var limit: Int?

    @Flag(help: ArgumentHelp(said("A table that an office program opens.", "输出表格软件可打开的 CSV。")))
    var csv = false

    @Flag(help: ArgumentHelp(said("Only those that wait for --as.", "仅列出 --as 所指人员的待办件。")))
    var mine = false

    @Option(name: .customLong("as"), help: ArgumentHelp(said("Who asks.", "查询人。"), valueName: "name"))
    var clerk: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        var selection = CaseView.Selection()
        selection.waiting = waiting
        selection.toTell = toTell
        selection.stage = try stage.map { try word($0, option: "--stage") }
        selection.dueBefore = try dueBefore.map { try day($0, option: "--due-before") }
        if mine {
            guard let clerk else {
                throw misused(
                    "--mine needs --as", "--mine 须与 --as 同用", hint: Bilingual(en: "write --as NAME", zh: "请写 --as 姓名"))
            }
            selection.mine = clerk
        }
        if let limit {
            guard (1...1_000_000).contains(limit) else {
                throw wrong("--limit", String(limit), hint: Bilingual(en: "1 to 1000000", zh: "1 至 1000000"))
            }
            selection.limit = limit
        }
        let hall = try options.open()
        selection.holder = try holder.map { text in
            let entry = try hall.read { try Halls.find(text, $0) }
            return HallID(entry.node.rawValue) ?? hall.id
        }
        let cases = try CaseView(hall).list(selection)
        if csv { return try Standard.write(CaseTable.bytes(cases)) }
        try options.output.answer(.list(cases))
    }
}

/// Cases as a table: UTF-8 with mark, headings in the language of this run.
enum CaseTable {
    private static let columns: [(field: String, en: String, zh: String)] = [
        ("number", "Number", "办件编号"), ("matterName", "Matter", "事项"), ("stage", "Stage", "环节"),
        ("holder", "Holder", "当前单位"), ("origin", "Origin", "收件单位"), ("receivedAt", "Received", "收件时间"),
        ("acceptedAt", "Accepted", "受理时间"), ("deadline", "Deadline", "截止日"),
        ("workingDaysLeft", "Working days left", "剩余工作日"),
    ]

    static func bytes(_ cases: [JSONValue]) -> [UInt8] {
        var text = "\u{FEFF}" + columns.map { cell(said($0.en, $0.zh)) }.joined(separator: ",") + "\r\n"
        for row in cases {
            text += columns.map { cell(value(row[$0.field])) }.joined(separator: ",") + "\r\n"
        }
        return Array(text.utf8)
    }

    private static func value(_ value: JSONValue?) -> String {
        switch value {
        case .text(let text): text
        case .int(let number): String(number)
        default: ""
        }
    }

    /// A text that begins like a formula is shown as text: a spreadsheet must not run what an applicant wrote.
    private static func cell(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t".contains($0) } == true && Int(text) == nil ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n".contains($0) }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
