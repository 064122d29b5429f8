import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall join`: makes a hall of a folder, by an invitation.
struct JoinCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "join",
            abstract: said("Make a hall by an invitation of its superior.", "凭上级邀请码新建大厅。"),
            discussion: said(
                """
                Over the line: hall join --invitation @FILE. It may be repeated until it succeeds. By hand: \
                --request-out FILE here, `hall enroll --request FILE --answer-out FILE` at the superior, --answer FILE here.
                """,
                """
                在线：hall join --invitation @文件，可重复执行直至成功。人工传递：本地 --request-out 文件，\
                上级 hall enroll --request 文件 --answer-out 文件，本地 --answer 文件。
                """))
    }

    static let example = """
        hall enroll --code 3607 --name 赣州市 --data ./jx --json | grep -o 'hallnet1[^"]*' \\
            | hall join --invitation - --request-out request.json --data ./gz
        """

    @Option(help: ArgumentHelp(said("The invitation, @FILE, or - for standard input.", "邀请码、@文件 或 -（标准输入）。")))
    var invitation: String?

    @Option(help: ArgumentHelp(said("Where this hall will listen.", "本大厅的监听地址。"), valueName: "https://HOST:PORT"))
    var url: String?

    @Option(help: ArgumentHelp(said("By hand: write the request.", "人工传递：写出申请文件。"), valueName: "file"))
    var requestOut: String?

    @Option(help: ArgumentHelp(said("By hand: take the answer in.", "人工传递：导入答复文件。"), valueName: "file"))
    var answer: String?

    @Flag(help: ArgumentHelp(said("Replace the request file if it is there.", "覆盖已有的申请文件。")))
    var force = false

    @OptionGroup var options: HallOptions

    func run() throws {
        if let url { _ = try HallAddress.check(url) }
        let folder = try options.folder()
        if let answer {
            guard invitation == nil, requestOut == nil else { throw apart }
            let brought: Enrolment.JoinAnswer = try HandFile.read(answer)
            return try report(try Joining.finish(byHand: brought, in: folder))
        }
        guard let invitation else {
            throw misused(
                "--invitation is missing", "缺少 --invitation",
                hint: Bilingual(
                    en: "ask the superior for one (`hall enroll`)", zh: "请向上级单位索取邀请码（hall enroll）"))
        }
        let joining = Joining(folder, try Invitation(text: try Files.secret(invitation)))
        if let requestOut {
            try Files.checkFree(requestOut, force: force)
            let request = try joining.request(url: url)
            try Files.write(try HandFile.bytes(request), to: requestOut, force: force)
            if requestOut == "-" { return }
            return try options.output.answer(
                .fields(["hall": .text(joining.invitation.hall.rawValue), "file": .text(requestOut)]))
        }
        try report(try joining.run(url: url))
    }

    private func report(_ hall: Hall) throws { try options.output.answer(try hall.joinedAnswer()) }

    private var apart: HallError {
        misused(
            "--answer stands alone", "--answer 须单独使用",
            hint: Bilingual(en: "hall join --answer FILE --data DIR", zh: "hall join --answer 文件 --data 目录"))
    }
}
