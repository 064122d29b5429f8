import ArgumentParser
import HallNode

/// `hall waiting`: what was taken and does not count yet.
struct WaitingCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "waiting",
            abstract: said("Commits that count here only when something else has come.", "已收到、等待前置内容到达后才生效的记录。"),
            discussion: said(
                "They are judged again by themselves when it comes. Until then the hall that wrote them sees them unsent.",
                "前置内容到达后自动重新判定；在此之前，作者所在大厅显示为未送达。"))
    }

    static let example = "hall waiting --data ./jx"

    @Option(
        help: ArgumentHelp(
            said(
                "Refuse what waits in this stream, because what it lacks will never come; all: in every one.",
                "拒收该流中等待的记录（所缺内容不会再来）；all 表示全部。"),
            valueName: "stream"))
    var dismiss: [String] = []

    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        if dismiss.isEmpty { return try options.output.answer(try WaitingView.of(hall, language: language)) }
        let streams = dismiss == ["all"] ? [] : dismiss
        try options.output.answer(try WaitingView.dismiss(streams, at: hall))
    }
}
