import ArgumentParser
import HallNode

/// `hall quarantine`: what was refused.
struct QuarantineCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "quarantine", abstract: said("Commits refused here or elsewhere.", "被拒收的记录。"))
    }

    static let example = "hall quarantine --data ./jx"

    @Option(
        help: ArgumentHelp(
            said("End refusals at which a person has looked; all: every one.", "了结已人工核对的拒收记录；all 表示全部。"),
            valueName: "id"))
    var dismiss: [String] = []

    @OptionGroup var options: HallOptions

    func run() throws {
        let hall = try options.open()
        if dismiss.isEmpty { return try options.output.answer(try QuarantineView.of(hall, language: language)) }
        let ids = dismiss == ["all"] ? [] : dismiss
        try options.output.answer(try QuarantineView.dismiss(ids, at: hall))
    }
}

/// `hall rebuild`: the read models anew.
struct RebuildCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rebuild", abstract: said("Make the read models anew from the log.", "由记录重建读模型。"),
            discussion: said(
                "Of one stream that is held here, with its case where it is a case's; or of all.",
                "可只重建本机已有的一个流（办件则含其全部流），不指定则全部重建。"))
    }

    static let example = "hall rebuild --data ./jx"

    @Argument(help: ArgumentHelp(said("A stream held here.", "本机已有的流。")))
    var stream: String?

    @OptionGroup var options: HallOptions

    func run() throws {
        let store = try BareStore(try options.folder())
        options.output.progress(said("rebuilding …", "正在重建……"))
        try options.output.answer(try StoreVerification.rebuild(store, stream: stream))
    }
}
