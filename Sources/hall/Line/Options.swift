import ArgumentParser
import Foundation
import HallNode
import Tiers

/// Options that every command has.
struct CommonOptions: ParsableArguments {
    @Flag(help: ArgumentHelp(said("Answer with one JSON value.", "以 JSON 输出。")))
    var json = false

    @Flag(help: ArgumentHelp(said("No progress on standard error.", "不显示进度。")))
    var quiet = false

    /// What this run writes.
    var output: Output { Output(json: json, quiet: quiet) }
}

/// Where the hall is.
struct HallOptions: ParsableArguments {
    @Option(help: ArgumentHelp(said("The hall's folder; else HALL_DATA.", "大厅数据目录；默认取 HALL_DATA。"), valueName: "dir"))
    var data: String?

    @OptionGroup var common: CommonOptions

    /// What this run writes.
    var output: Output { common.output }

    /// The folder named by `--data` or `HALL_DATA`; nil if neither names one.
    var folderIfNamed: HallFolder? {
        let path = data ?? ProcessInfo.processInfo.environment["HALL_DATA"]
        return path.flatMap { $0.isEmpty ? nil : HallFolder($0) }
    }

    /// The folder named by `--data` or `HALL_DATA`.
    func folder() throws(HallError) -> HallFolder {
        if let folder = folderIfNamed { return folder }
        throw HallError(
            .usage, Bilingual(en: "no hall is named", zh: "未指定大厅数据目录"),
            hint: Bilingual(en: "name its folder with --data DIR or HALL_DATA", zh: "请用 --data 目录 或 HALL_DATA 指定"))
    }

    /// The hall in that folder.
    func open() throws(HallError) -> Hall { try Hall(try folder()) }
}

/// Where a file goes.
struct FileOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(said("The file to write; - is standard output.", "输出文件；- 为标准输出。"), valueName: "file"))
    var output: String?

    @Flag(help: ArgumentHelp(said("Replace the file if it is there.", "覆盖已有文件。")))
    var force = false
}
