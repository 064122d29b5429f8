import ArgumentParser
import HallNode
import Sync
import Tiers

/// `hall enroll`: invites halls, and enters those that join by hand.
struct EnrollCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "enroll",
            abstract: said("Invite a hall below this one.", "邀请下级大厅接入。"),
            discussion: said(
                """
                Prints a single-use invitation, a secret, or writes it to -o FILE. With --from it reads a table with the \
                columns code, name, department, tier and writes one with the invitations.
                """, "输出一次性邀请码（或用 -o 写入文件），须保密。--from 读取含 code、name、department、tier 列的表格，并写出带邀请码的表格。"))
    }

    static let example = "hall enroll --code 3607 --name 赣州市 --data ./jx"

    @Option(help: ArgumentHelp(said("The new hall's division code.", "新大厅的区划代码。")))
    var code: String?

    @Option(help: ArgumentHelp(said("Its name.", "名称。")))
    var name: String?

    @Option(help: ArgumentHelp(said("A department's own node: its key, like dkj.", "部门节点的代号，如 dkj。"), valueName: "key"))
    var department: String?

    @Option(help: ArgumentHelp(said("Its tier, where digits mislead.", "层级；代码不能反映层级时使用。")))
    var tier: String?

    @Option(help: ArgumentHelp(said("How long it holds, like 14d.", "有效期，如 14d。")))
    var valid = "14d"

    @Flag(
        help: ArgumentHelp(
            said(
                "For a hall that lost its store: its present key ends when the invitation is used.",
                "用于数据已丢失的大厅：邀请码使用后其现有密钥即终止。")))
    var again = false

    @Option(help: ArgumentHelp(said("A table of halls to invite.", "待邀请大厅的表格。"), valueName: "file.csv"))
    var from: String?

    @Flag(help: ArgumentHelp(said("All invitations and what became of them.", "列出全部邀请。")))
    var list = false

    @Option(help: ArgumentHelp(said("Take an unused invitation back.", "撤销未使用的邀请。"), valueName: "code"))
    var revoke: String?

    @Option(help: ArgumentHelp(said("A request that was brought by hand.", "人工送达的接入申请文件。"), valueName: "file"))
    var request: String?

    @Option(help: ArgumentHelp(said("Where the answer goes.", "答复文件。"), valueName: "file"))
    var answerOut: String?

    @OptionGroup var file: FileOptions
    @OptionGroup var options: HallOptions

    func run() throws {
        let asked = [code != nil, from != nil, list, revoke != nil, request != nil].filter { $0 }.count
        guard asked == 1 else {
            throw misused(
                asked == 0 ? "nothing is asked" : "these options do not go together",
                asked == 0 ? "未指定操作" : "这些选项不能同时使用",
                hint: Bilingual(
                    en: "one of --code, --from, --list, --revoke, --request",
                    zh: "请在 --code、--from、--list、--revoke、--request 中选一"))
        }
        if let code { return try invite(code) }
        if let from { return try inviteAll(from) }
        if let revoke { return try takeBack(revoke) }
        if let request { return try admit(request) }
        try options.output.answer(try Enrolment(try options.open()).list())
    }

    private func invite(_ code: String) throws {
        guard let name else {
            throw misused("--name is missing", "缺少 --name", hint: Bilingual(en: "name the new hall", zh: "请填写新大厅名称"))
        }
        if department != nil && tier == nil {
            throw misused(
                "--tier is missing", "缺少 --tier",
                hint: Bilingual(en: "a department's node needs the tier at which it decides", zh: "部门节点须指明层级"))
        }
        let order = Enrolment.Order(
            code: try divisionCode(code, option: "--code"), name: try HallText.name(name), department: department,
            tier: try tier.map { try word($0, option: "--tier") },
            validMilliseconds: try milliseconds(valid, option: "--valid"), again: again)
        let hall = try options.open()
        if let target = file.output { try Files.checkFree(target, force: file.force) }
        let invitation = try Enrolment(hall).invite(order)
        guard let target = file.output else { return try options.output.answer(invitation.answer) }
        // As `hall join --invitation @FILE` reads it; what goes into a file need not stand on a screen.
        try Files.write(Array("\(invitation.text)\n".utf8), to: target, force: file.force)
        if target == "-" { return }
        try options.output.answer(
            .fields([
                "hall": .text(invitation.hall.rawValue), "file": .text(target),
                "expires": .text(Instant(milliseconds: invitation.expires).text),
            ]))
    }

    private func inviteAll(_ name: String) throws {
        guard let target = file.output else {
            throw misused("-o is missing", "缺少 -o", hint: Bilingual(en: "name the table to write", zh: "请指定输出表格"))
        }
        let valid = try milliseconds(valid, option: "--valid")
        let bytes = try Files.read(name, limit: EnrolmentTable.bytesMax)
        let hall = try options.open()
        let table = try EnrolmentTable(bytes, file: name)
        try Files.checkFree(target, force: file.force)
        let invitations = try table.invite(at: hall, validMilliseconds: valid) { done, all in
            if done % 500 == 0 { options.output.progress("\(done)/\(all)") }
        }
        try Files.write(EnrolmentTable.written(invitations), to: target, force: file.force)
        if target == "-" { return }
        try options.output.answer(
            .fields(["invitations": .int(Int64(invitations.count)), "file": .text(target)]))
    }

    private func takeBack(_ text: String) throws {
        let node = HallID(text).flatMap { NodeID($0.rawValue) }
        let named = try node ?? NodeID(try divisionCode(text, option: "--revoke").natural)
        guard let named else { throw wrong("--revoke", text, hint: Bilingual(en: "name a hall", zh: "请指定大厅")) }
        try Enrolment(try options.open()).revoke(named)
        try options.output.answer(.fields(["hall": .text(named.rawValue), "state": .text("revoked")]))
    }

    private func admit(_ name: String) throws {
        guard let answerOut else {
            throw misused(
                "--answer-out is missing", "缺少 --answer-out",
                hint: Bilingual(en: "name the file to carry back", zh: "请指定带回的答复文件"))
        }
        let join: Enrolment.JoinRequest = try HandFile.read(name)
        let hall = try options.open()
        try Files.checkFree(answerOut, force: file.force)
        let answer = try Enrolment(hall).admit(join)
        try Files.write(try HandFile.bytes(answer), to: answerOut, force: file.force)
        if answerOut == "-" { return }
        try options.output.answer(
            .fields(["hall": .text(answer.hall.rawValue), "parent": .text(hall.id.rawValue), "file": .text(answerOut)]))
    }
}
