import ArgumentParser
import HallNode
import Tiers

/// What the actions of `hall case do` take; each takes a few of them.
struct CaseStepOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(said("An item, and why or on what condition.", "事项及原因或条件。"), valueName: "name=why"))
    var item: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp(said("A material as a file.", "电子材料。"), valueName: "name=path"))
    var material: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(said("A material or result on paper.", "纸质材料或结果。"), valueName: "name[=copies]"))
    var paper: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp(said("A result as a file.", "办理结果文件。"), valueName: "name=path"))
    var result: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(said("What was charged, in yuan.", "已收费用（元）。"), valueName: "name=yuan"))
    var charged: [String] = []

    @Option(help: ArgumentHelp(said("The reason.", "理由。"), valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp(said("The opinion.", "意见。"), valueName: "text"))
    var opinion: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(said("A point of the checklist that is right.", "确认审查要点，可重复。"), valueName: "n"))
    var tick: [Int] = []

    @Option(
        help: ArgumentHelp(
            said(
                "The hall that gets it or is asked; for dispatch and hand-over the colleague.",
                "送往或征求意见的大厅；分办、移交时为承办人员。"), valueName: "hall"))
    var to: String?

    @Flag(help: ArgumentHelp(said("Decide for the applicant.", "准予。")))
    var grant = false

    @Flag(help: ArgumentHelp(said("Decide against the applicant.", "不予许可。")))
    var refuse = false

    @Option(help: ArgumentHelp(said("Who took the result, or was told.", "领取人或被告知人。"), valueName: "name"))
    var toPerson: String?

    @Option(help: ArgumentHelp(said("The case of which this is a second filing.", "重复申请的原办件编号。"), valueName: "number"))
    var duplicateOf: String?

    @Option(help: ArgumentHelp(said("Days: of a gap, a procedure, an extension, an answer.", "天数。")))
    var days: Int?

    @Option(help: ArgumentHelp(said("The special procedure.", "特别程序种类。"), valueName: "word"))
    var procedure: String?

    @Option(help: ArgumentHelp(said("Who approved the extension.", "延期批准人。"), valueName: "name"))
    var approvedBy: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(said("What was mistyped, and what it should be.", "更正字段及正确内容。"), valueName: "field=value"))
    var field: [String] = []

    @Option(help: ArgumentHelp(said("What another hall is asked.", "征求意见的内容。"), valueName: "text"))
    var question: String?

    @Option(help: ArgumentHelp(said("What the opinion says.", "意见结论。"), valueName: "consent|object|pass-on"))
    var value: String?

    @Option(help: ArgumentHelp(said("How it is handed in or out.", "收件或送达方式。"), valueName: "counter|courier|online"))
    var by: String?

    @Option(help: ArgumentHelp(said("The carrier's number.", "邮件号。"), valueName: "text"))
    var tracking: String?

    @Option(help: ArgumentHelp(said("What the applicant was told.", "告知的内容。"), valueName: "word"))
    var what: String?

    @Option(help: ArgumentHelp(said("How the applicant was told.", "告知的方式。"), valueName: "word"))
    var how: String?

    @Option(
        name: .customLong("class"), help: ArgumentHelp(said("The class of the archive.", "档案类别。"), valueName: "text"))
    var archiveClass: String?

    @Option(help: ArgumentHelp(said("Years for which it is kept.", "保管年限。")))
    var years: Int?

    /// An option that the action does not have is an error of the line, not something to be passed over.
    func check(_ action: CaseAction) throws(HallError) {
        let more = action == .decide ? " --opinion TEXT --tick N…" : ""
        try check(action.rawValue, has: action.options.joined(separator: " ") + more)
    }

    /// The same for what is no action of a case.
    func check(_ action: String, has: String) throws(HallError) {
        let given: [(String, Bool)] = [
            ("item", !item.isEmpty), ("material", !material.isEmpty), ("paper", !paper.isEmpty),
            ("result", !result.isEmpty), ("reason", reason != nil), ("opinion", opinion != nil), ("to", to != nil),
            ("grant", grant), ("refuse", refuse), ("to-person", toPerson != nil), ("duplicate-of", duplicateOf != nil),
            ("days", days != nil), ("procedure", procedure != nil), ("approved-by", approvedBy != nil),
            ("field", !field.isEmpty), ("question", question != nil), ("value", value != nil), ("by", by != nil),
            ("tracking", tracking != nil), ("what", what != nil), ("how", how != nil), ("class", archiveClass != nil),
            ("years", years != nil), ("tick", !tick.isEmpty), ("charged", !charged.isEmpty),
        ]
        let words = has.split(whereSeparator: { " []…|".contains($0) })
        for (name, isGiven) in given where isGiven && !words.contains("--\(name)") {
            throw misused(
                "\(action) has no option --\(name)", "动作 \(action) 没有选项 --\(name)",
                hint: Bilingual(
                    en: has.isEmpty ? "it has none" : "it has \(has)", zh: has.isEmpty ? "该动作没有选项" : "可用选项：\(has)"))
        }
    }
}

/// When something truly happened that is entered afterwards.
struct LateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            said("When it happened, where it is entered afterwards.", "补录：实际发生时间。"), valueName: "time"))
    var happenedAt: String?

    /// The act with that time.
    func applied(to act: CaseWindow.Act) throws(HallError) -> CaseWindow.Act {
        var act = act
        if let happenedAt { act.happenedAt = try moment(happenedAt, option: "--happened-at") }
        return act
    }
}
