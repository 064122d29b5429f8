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

    static let example = """
        \(caseDueFirst)
        hall case do $NUMBER accept --as 李娜 --data ./jx
        """

    @Argument(help: ArgumentHelp(said("The case's number.", "办件编号。")))
    var number: String

    @Argument(help: ArgumentHelp(said("The action.", "动作。")))
    var action: String?

    @OptionGroup var step: CaseStepOptions
    @OptionGroup var late: LateOptions
    @OptionGroup var clerk: ClerkOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        guard let action else { return try options.output.answer(try CaseView(hall).allowed(number)) }
        if let kind = DeskEntry.Kind(rawValue: action) { return try give(kind, hall) }
        guard let action = CaseAction(rawValue: action), CaseAction.steps.contains(action) else {
            let known = CaseAction.steps.map(\.rawValue) + DeskEntry.Kind.allCases.map(\.rawValue)
            throw wrong(
                "ACTION", action,
                hint: Bilingual(
                    en: "one of \(known.joined(separator: ", "))", zh: "可选：\(known.joined(separator: "、"))"))
        }
        try step.check(action)
        let files = try givenFiles(
            step.result.isEmpty ? step.material : step.result, option: step.result.isEmpty ? "--material" : "--result")
        let papers = try givenPapers(step.paper)
        let target = try step.to.map { text in try hall.read { try Halls.find(text, $0) } }
        let command = try step.command(action, to: target.flatMap { HallID($0.node.rawValue) }, papers: papers)
        try options.output.answer(
            try CaseWindow(hall).perform(number, command, files: files, try late.applied(to: clerk.act)))
    }

    /// 分办、移交: inside this hall, so that no step of the case is written.
    private func give(_ kind: DeskEntry.Kind, _ hall: Hall) throws {
        try step.check(kind.rawValue, has: "--to STAFF")
        let colleague = try step.required(step.to, "to")
        try options.output.answer(try CaseWindow(hall).give(number, kind, to: colleague, clerk.act))
    }
}
