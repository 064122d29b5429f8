import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall verify`: is everything as it must be? 0 = yes, 3 = no.
struct VerifyCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "verify", abstract: said("Check a dossier, or the whole store.", "验证卷宗或整个数据库。"),
            discussion: said(
                "Signatures, chains, pens, lanes, blobs and read models. A dossier needs no hall, only the root's fingerprint.",
                "核对签名、链、写入权、通道、材料和读模型。验证卷宗无需大厅，只需省根指纹。"))
    }

    static let example = "hall verify --data ./jx"

    @Argument(help: ArgumentHelp(said("A dossier; else the store is checked.", "卷宗文件；不指定则验证数据库。")))
    var file: String?

    @Option(help: ArgumentHelp(said("The province's fingerprint.", "省根指纹。"), valueName: "fingerprint"))
    var root: String?

    @OptionGroup var options: HallOptions

    /// Largest dossier, in bytes.
    private static let dossierBytesMax = 1 << 30

    func run() throws {
        let finding: StoreVerification.Finding
        if let file {
            finding = try dossier(file)
        } else {
            guard root == nil else {
                throw misused(
                    "--root needs a dossier", "--root 须与卷宗文件同用", hint: Bilingual(en: "name the file", zh: "请指定文件"))
            }
            let store = try BareStore(try options.folder())
            options.output.progress(said("checking …", "正在验证……"))
            finding = try StoreVerification.store(store)
        }
        try options.output.answer(finding.value)
        if !finding.isRight { throw ExitCode(HallError.Exit.refused.rawValue) }
    }

    private func dossier(_ file: String) throws -> StoreVerification.Finding {
        guard let text = root else {
            throw misused(
                "--root is missing", "缺少 --root",
                hint: Bilingual(
                    en: "the province's fingerprint, as `hall status` shows it", zh: "省根指纹见 hall status"))
        }
        guard let key = KeyID(hex: text) else {
            throw wrong("--root", text, hint: Bilingual(en: "64 lower-case hex digits", zh: "64 位小写十六进制数"))
        }
        let bytes = try Files.read(file, limit: VerifyCommand.dossierBytesMax)
        let found = try Dossier.verify(bytes, root: key)
        return StoreVerification.Finding(checked: found.checked, faults: found.faults)
    }
}
