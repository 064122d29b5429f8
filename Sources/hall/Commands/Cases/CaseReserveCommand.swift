import ArgumentParser
import HallNode
import Tiers

/// `hall case reserve`: numbers on a printed sheet, for days without power.
struct CaseReserveCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "reserve", abstract: said("Numbers on a sheet for days without power.", "打印停电备用编号。"),
            discussion: said(
                "Each number serves one case, entered later by `case open --number … --happened-at …`.",
                "每个编号用于一件，事后用 case open --number … --happened-at … 补录。"))
    }

    static let example = "hall case reserve --count 20 -o sheet.html --data ./jx"

    @Option(help: ArgumentHelp(said("How many.", "数量。")))
    var count = 20

    @OptionGroup var file: FileOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        guard (1...CaseNumbers.sheetMax).contains(count) else {
            throw wrong(
                "--count", String(count),
                hint: Bilingual(en: "1 to \(CaseNumbers.sheetMax)", zh: "1 至 \(CaseNumbers.sheetMax)"))
        }
        let hall = try options.open()
        if let name = file.output { try Files.checkFree(name, force: file.force) }
        let numbers = try CaseNumbers.reserve(count, at: hall)
        if let name = file.output {
            try Files.write(Array(try NumberSheet.html(numbers, at: hall).utf8), to: name, force: file.force)
            if name == "-" { return }
        }
        try options.output.answer(.list(numbers.map { .text($0.rawValue) }))
    }
}
