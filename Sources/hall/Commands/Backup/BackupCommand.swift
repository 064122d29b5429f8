import ArgumentParser
import HallNode
import Tiers

/// `hall backup`: all of a hall but its keys, in one file.
struct BackupCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "backup",
            abstract: said("Write all of this hall but its private keys to one file.", "将本大厅的全部数据（私钥除外）写入一个文件。"),
            discussion: said(
                """
                The hall goes on working. The file is checked before it gets its name. It holds personal data: keep it \
                as you keep the hall itself, and keys/ apart from it. `hall serve --backup-to DIR` does this once a day.
                """,
                """
                大厅照常工作；文件核对无误后才命名。文件含个人信息，请与大厅数据同等保管，并另行保管 keys/ 目录。\
                hall serve --backup-to 目录 可每日自动备份。
                """))
    }

    static let example = "hall backup -o jx.hall-backup --data ./jx"

    @OptionGroup var file: FileOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        guard let name = file.output else {
            throw misused(
                "-o FILE is missing", "缺少 -o 文件",
                hint: Bilingual(en: "name the file to write, or - for standard output", zh: "请指定输出文件；- 为标准输出"))
        }
        let hall = try options.open()
        let output = options.output
        var told = -10
        func tell(_ percent: Int) {
            guard percent >= told + 10 else { return }
            told = percent
            output.progress(said("copied \(percent) %", "已复制 \(percent)%"))
        }
        if name == "-" {
            try hall.backUp(to: { try Standard.write($0) }, progress: tell)
        } else {
            let header = try hall.backUp(to: name, replace: file.force, progress: tell)
            try output.answer(header.answer(file: name))
        }
    }
}
