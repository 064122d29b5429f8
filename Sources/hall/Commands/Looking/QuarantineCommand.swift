import ArgumentParser
import HallNode

/// `hall quarantine`: what was refused.
struct QuarantineCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "quarantine", abstract: said("Commits refused here or elsewhere.", "被拒收的记录。"))
    }

    static let example = "hall quarantine --data ./jx"

    @OptionGroup var options: HallOptions

    func run() throws { try options.output.answer(try QuarantineView.of(try options.open())) }
}

/// `hall rebuild`: the read models anew.
struct RebuildCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rebuild", abstract: said("Make the read models anew from the log.", "由记录重建读模型。"),
            discussion: said(
                "A stream named is checked to be here; the models are made anew from the whole log either way.",
                "如指定流，须为本机已有；重建始终基于全部记录。"))
    }

    static let example = "hall rebuild --data ./jx"

    @Argument(help: ArgumentHelp(said("A stream held here.", "本机已有的流。")))
    var stream: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        options.output.progress(said("rebuilding …", "正在重建……"))
        try options.output.answer(try StoreVerification.rebuild(hall, stream: stream))
    }
}
