import ArgumentParser
import Foundation
import Glibc
import HallNode
import Tiers

/// `hall demo`: a five-tier network on this machine at work.
struct DemoCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "demo", abstract: said("Watch a five-tier network do its work.", "在本机演示五级网络。"),
            discussion: said(
                """
                Six halls, each its own process and store, play a licence and a village's case. On a terminal they stay up \
                until Enter; otherwise they end at once. Leaves nothing behind but --keep DIR.
                """, "六个大厅各为独立进程，演示办证与断网办件。在终端中运行时按回车结束；除 --keep 目录外不留任何内容。"))
    }

    static let example = "hall demo --keep ./demo"

    @Option(help: ArgumentHelp(said("Keep the halls' folders here.", "保留数据的目录。"), valueName: "dir"))
    var keep: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let folder = try makeFolder()
        let network = try DemoNetwork(folder: folder)
        let stopped = DemoSignals.watch(network, folder: keep == nil ? folder : nil)
        defer {
            network.end()
            if keep == nil { try? FileManager.default.removeItem(atPath: folder) }
            stopped.cancel()
        }
        let start = SystemClock.monotonicMilliseconds
        let say: (String) -> Void = { text in
            if !common.quiet && !common.json { try? Standard.print(text) }
        }
        let story = DemoStory(network: network, say: say)
        do {
            say("纵横政务大厅网 · Hallnet — 练习 practice\n")
            try network.build(say)
            try story.publishCatalogue()
            try story.playLicence()
            try story.playVillageCase()
            try story.verifyAll()
        } catch let failure as DemoFailure {
            throw HallError(
                .fault, Bilingual(en: failure.description, zh: "演示失败：\(failure.description)"),
                hint: Bilingual(
                    en: "run it again with --keep DIR and look into the folders", zh: "请加 --keep 目录 重新运行并检查"))
        }
        let seconds = Double(SystemClock.monotonicMilliseconds - start) / 1_000
        if common.json { try common.output.answer(.fields(["seconds": .decimal(seconds)])) }
        say("\n全部完成，用时 \(Int(seconds)) 秒 · everything as it should be, in \(Int(seconds)) s")
        if isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, !common.json { linger(network, say) }
    }

    private func linger(_ network: DemoNetwork, _ say: (String) -> Void) {
        say("\n大厅仍在运行 · the halls are still up:")
        for hall in network.halls { say("  \(hall.title)  \(hall.folder)  \(hall.url)") }
        let program = DemoHall.program.path
        say("\n可以试试 · try:")
        say("  \(program) status --data \(network.county.folder)")
        say("  \(program) case list --data \(network.village.folder)")
        say("  \(program) network --data \(network.province.folder)")
        say("\n按回车结束 · Enter ends it")
        _ = readLine()
    }

    private func makeFolder() throws -> String {
        if let keep {
            let folder = URL(fileURLWithPath: keep).standardizedFileURL.path
            guard mkdir(folder, 0o700) == 0 else {
                throw HallError(
                    .folderTaken, Bilingual(en: "\(keep) cannot be made", zh: "无法新建目录 \(keep)"),
                    hint: Bilingual(en: "name a folder that does not exist yet", zh: "请指定一个尚不存在的目录"))
            }
            return folder
        }
        var template = Array((NSTemporaryDirectory() + "/hall-demo-XXXXXX").utf8CString)
        guard let path = mkdtemp(&template) else { throw HallError.fault("no temporary folder") }
        return String(cString: path)
    }
}

/// Ctrl-C and SIGTERM end the halls too.
enum DemoSignals {
    static func watch(_ network: DemoNetwork, folder: String?) -> any DispatchSourceSignal {
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        let halls = network.halls
        let end: @Sendable () -> Void = {
            for hall in halls.reversed() { hall.stop() }
            if let folder { try? FileManager.default.removeItem(atPath: folder) }
            exit(130)
        }
        let terminated = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        terminated.setEventHandler(handler: end)
        terminated.resume()
        let interrupted = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        interrupted.setEventHandler(handler: end)
        interrupted.setCancelHandler { terminated.cancel() }
        interrupted.resume()
        return interrupted
    }
}
