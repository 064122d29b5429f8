import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall case do`: one step of a case.
struct CaseDoCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "do", abstract: said("Do one step, or say what is allowed now.", "办理一步，或列出当前可办的步骤。"),
            discussion: said(
                "Without an action: what is allowed now, with its options.", "不写动作时，列出当前可办的动作及其选项。"))
    }

    static let example = "hall case do NUMBER accept --as 李娜 --data ./jx"

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Argument(help: ArgumentHelp(said("The action.", "动作。")))
    var action: String?

    @Option(
        parsing: .singleValue, help: ArgumentHelp(said("What to correct, and why.", "补正事项及原因。"), valueName: "name=why"))
    var item: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp(said("A material as a file.", "电子材料。"), valueName: "name=path"))
    var material: [String] = []

    @Option(
        parsing: .singleValue, help: ArgumentHelp(said("A material on paper.", "纸质材料。"), valueName: "name[=copies]"))
    var paper: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp(said("A result as a file.", "办理结果文件。"), valueName: "name=path"))
    var result: [String] = []

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
            said("The hall, or for dispatch and hand-over the colleague, that gets the case.", "送往的大厅；分办、移交时为承办人员。"),
            valueName: "hall"))
    var to: String?

    @Flag(help: ArgumentHelp(said("Decide for the applicant.", "准予。")))
    var grant = false

    @Flag(help: ArgumentHelp(said("Decide against the applicant.", "不予许可。")))
    var refuse = false

    @Option(help: ArgumentHelp(said("Who took the result.", "领取人。"), valueName: "name"))
    var toPerson: String?

    @Option(help: ArgumentHelp(said("The case of which this is a second filing.", "重复申请的原办件编号。"), valueName: "number"))
    var duplicateOf: String?

    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        guard let action else { return try options.output.answer(try CaseView(hall).allowed(number)) }
        if let kind = DeskEntry.Kind(rawValue: action) { return try give(kind, hall) }
        guard let action = CaseAction(rawValue: action), action != .open else {
            let known =
                CaseAction.allCases.filter { $0 != .open }.map(\.rawValue) + DeskEntry.Kind.allCases.map(\.rawValue)
            throw wrong(
                "ACTION", action,
                hint: Bilingual(
                    en: "one of \(known.joined(separator: ", "))", zh: "可选：\(known.joined(separator: "、"))"))
        }
        try checkOptions(of: action)
        let isConclusion = action == .conclude
        let files = try givenFiles(
            isConclusion ? result : material, option: isConclusion ? "--result" : "--material")
        let papers = try givenPapers(paper)
        let target = try to.map { text in try hall.read { try Halls.find(text, $0) } }
        let command = try command(action, to: target.flatMap { HallID($0.node.rawValue) }, papers: papers)
        try options.output.answer(try CaseWindow(hall).perform(number, command, files: files, clerk.act))
    }

    /// 分办、移交: inside this hall, so that no step of the case is written.
    private func give(_ kind: DeskEntry.Kind, _ hall: Hall) throws {
        try checkOptions(of: kind.rawValue, has: "--to STAFF")
        let colleague = try required(to, "to")
        try options.output.answer(try CaseWindow(hall).give(number, kind, to: colleague, clerk.act))
    }

    private func checkOptions(of action: CaseAction) throws(HallError) {
        let more = action == .decide ? " --opinion TEXT --tick N…" : ""
        try checkOptions(of: action.rawValue, has: action.options.joined(separator: " ") + more)
    }

    /// An option that the action does not have is an error of the line, not something to be passed over.
    private func checkOptions(of action: String, has: String) throws(HallError) {
        let given: [(String, Bool)] = [
            ("item", !item.isEmpty), ("material", !material.isEmpty), ("paper", !paper.isEmpty),
            ("result", !result.isEmpty), ("reason", reason != nil), ("opinion", opinion != nil), ("to", to != nil),
            ("tick", !tick.isEmpty), ("grant", grant), ("refuse", refuse), ("to-person", toPerson != nil),
            ("duplicate-of", duplicateOf != nil),
        ]
        let words = has.split(whereSeparator: { " []…|".contains($0) })
        for (name, isGiven) in given where isGiven && !words.contains("--\(name)") {
            throw misused(
                "\(action) has no option --\(name)", "动作 \(action) 没有选项 --\(name)",
                hint: Bilingual(
                    en: has.isEmpty ? "it has none" : "it has \(has)", zh: has.isEmpty ? "该动作没有选项" : "可用选项：\(has)"))
        }
    }

    private func required(_ text: String?, _ option: String) throws(HallError) -> String {
        guard let text else {
            throw misused(
                "--\(option) is missing", "缺少 --\(option)",
                hint: Bilingual(en: "write --\(option) TEXT", zh: "请填写 --\(option) 内容"))
        }
        return text
    }

    private func command(
        _ action: CaseAction, to target: HallID?, papers: [MaterialRef]
    ) throws(HallError) -> @Sendable ([MaterialRef]) -> CaseCommand {
        let command: CaseCommand
        switch action {
        case .requestCorrection: command = .requestCorrection(items: try items())
        case .supplement: return { .supplement(materials: papers + $0) }
        case .conclude: return { .conclude(results: $0) }
        case .accept: command = .accept
        case .decline: command = .decline(reason: try required(reason, "reason"))
        case .review: command = .review(opinion: try required(opinion, "opinion"), ticks: tick)
        case .forward: command = .forward(to: target)
        case .receive: command = .receive
        case .giveBack: command = .giveBack(reason: try required(reason, "reason"), to: target)
        case .decide: command = try decision()
        case .deliver: command = .deliver(toPerson: toPerson)
        case .withdraw: command = .withdraw(reason: try required(reason, "reason"), duplicateOf: duplicateOf)
        case .open: throw .fault("open is a command of its own")
        }
        return { _ in command }
    }

    private func decision() throws(HallError) -> CaseCommand {
        guard grant != refuse else {
            throw misused(
                grant ? "--grant and --refuse exclude each other" : "--grant or --refuse is missing",
                grant ? "--grant 与 --refuse 不能同时使用" : "缺少 --grant 或 --refuse",
                hint: Bilingual(en: "write one of them", zh: "请选择其一"))
        }
        if grant {
            guard reason == nil else {
                throw misused(
                    "--grant has no --reason", "--grant 没有 --reason",
                    hint: Bilingual(en: "write --opinion TEXT", zh: "请使用 --opinion"))
            }
            return .grant(opinion: opinion, ticks: tick)
        }
        return .refuse(reason: try required(reason, "reason"))
    }

    private func items() throws(HallError) -> [CorrectionItem] {
        var items: [CorrectionItem] = []
        for text in item {
            guard let mark = text.firstIndex(of: "="), mark != text.startIndex else {
                throw wrong("--item", text, hint: Bilingual(en: "write it as NAME=WHY", zh: "格式为 名称=原因"))
            }
            items.append(.init(name: String(text[..<mark]), why: String(text[text.index(after: mark)...])))
        }
        return items
    }
}
