import ArgumentParser
import Foundation
import HallNode
import HallWeb
import Logging
import Tiers

/// `hall serve`: the hall at work.
struct ServeCommand: DescribedCommand, AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: said("Link this hall with the others.", "运行大厅服务，与上下级连接。"),
            discussion: said(
                """
                Listens for the halls below on --listen, dials the hall above, and serves pages and figures on --web. \
                Says ready once it accepts; SIGTERM ends it within five seconds.
                """, "在 --listen 上接受下级连接，主动连接上级，在 --web 上提供页面与指标。就绪后输出 ready；收到 SIGTERM 后五秒内结束。"))
    }

    static let example = "hall serve --data ./jx --web 127.0.0.1:0"

    @Option(
        help: ArgumentHelp(
            said("Where the halls below dial; else this hall's own address.", "下级连接的监听地址；默认取本单位地址。"),
            valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp(said("Pages and figures; loopback only.", "页面与指标的监听地址，仅限本机。"), valueName: "host:port"))
    var web = "127.0.0.1:8036"

    @Option(help: ArgumentHelp(said("A backup a day into this folder.", "每日备份到该目录。"), valueName: "dir"))
    var backupTo: String?

    @Option(help: ArgumentHelp(said("How many backups stay there (default: 7).", "保留的备份份数（默认 7）。"), valueName: "n"))
    var keep: Int?

    @OptionGroup var options: HallOptions

    func run() async throws {
        Memory.staySmall()
        let hall = try options.open()
        try hall.checkWritable()
        let lock = try ServeLock.take(hall.folder)
        let own = try HallAddress.own(of: hall)
        let links = try listen.map { try address($0, option: "--listen") } ?? own.map { try HallAddress.check($0) }
        let page = try address(web, option: "--web")
        if let keep, backupTo == nil {
            throw wrong(
                "--keep", String(keep), hint: Bilingual(en: "it goes with --backup-to DIR", zh: "须与 --backup-to 目录 同用"))
        }
        let keep = self.keep ?? 7
        guard (1...3_650).contains(keep) else {
            throw wrong("--keep", String(keep), hint: Bilingual(en: "1 to 3650", zh: "1 至 3650"))
        }
        let json = options.common.json
        var logger = Logger(label: "hall") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = options.common.quiet ? .error : .notice
        let server = HallServer(
            hall, .init(links: links, web: page, backups: backupTo.map { ($0, keep) }), logger: logger)
        defer { lock.release() }
        do {
            try await server.run { ready in
                Notify.ready()
                try? Standard.print(ServeCommand.readyLine(ready, hall: hall, json: json))
            }
        } catch let error as ListenerError {
            throw HallError(
                .store,
                Bilingual(en: error.message, zh: error.message), hint: Bilingual(en: error.hint, zh: error.hint))
        }
    }

    private static func readyLine(_ ready: HallServer.Ready, hall: Hall, json: Bool) -> String {
        guard json else { return "ready" }
        return JSONValue.fields([
            "event": .text("ready"), "hall": .text(hall.id.rawValue), "linksPort": .optional(ready.linksPort),
            "webPort": .optional(ready.webPort),
        ]).line
    }

    private func address(_ text: String, option: String) throws(HallError) -> (host: String, port: Int) {
        if let mark = text.lastIndex(
            of: ":"), let port = Int(text[text.index(after: mark)...]), (0...65_535).contains(port)
        {
            let host = text[..<mark].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
            if !host.isEmpty { return (host, port) }
        }
        throw wrong(option, text, hint: Bilingual(en: "write it as HOST:PORT", zh: "格式为 主机:端口"))
    }
}
