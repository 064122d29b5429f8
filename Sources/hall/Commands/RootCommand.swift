import ArgumentParser
import HallNode
import Sync

/// `hall`: one executable, one list of commands.
struct RootCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "hall",
            abstract: said(
                "Hallnet: the service halls of a province as one network.", "纵横政务大厅网：把全省政务大厅连成一张网。"),
            version: VersionCommand.text, subcommands: subcommands)
    }

    /// All commands, in the order in which a hall meets them.
    static let subcommands: [any ParsableCommand.Type] = [
        InitCommand.self, EnrollCommand.self, JoinCommand.self, AddressCommand.self, ContactCommand.self,
        KeyCommand.self,
        StaffCommand.self, ServeCommand.self,
        StatusCommand.self, NetworkCommand.self, MatterCommand.self, RolloutCommand.self, CalendarCommand.self,
        CaseGroupCommand.self, SuperviseCommand.self, RulesCommand.self, CardsCommand.self, CardCommand.self,
        UrgeCommand.self, ScoreCommand.self,
        LogCommand.self, VerifyCommand.self, QuarantineCommand.self, WaitingCommand.self,
        ForksCommand.self, TakeoverCommand.self, RebuildCommand.self, BackupCommand.self, RestoreCommand.self,
        DeadlineCommand.self,
        CheckCommand.self, DemoCommand.self, BenchCommand.self, SimulateCommand.self,
        VersionCommand.self, ErrorsCommand.self,
    ]

    static let example = "hall init --code 36 --name 江西省 --url https://localhost:8036 --practice --data ./jx"
}

/// `hall version`, and what `--version` says.
struct VersionCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "version",
            abstract: said("Release, commit format and protocol range.", "版本、记录格式和协议范围。"))
    }

    static let example = "hall version --json"

    @OptionGroup var common: CommonOptions

    /// In one line.
    static var text: String {
        """
        hall \(Release.version), commit format \(Header.currentVersion), \
        protocol \(LinkProtocol.oldest) to \(LinkProtocol.newest)
        """
    }

    func run() throws {
        guard common.json else { return try Standard.print(VersionCommand.text) }
        try common.output.answer(
            .fields([
                "version": .text(Release.version), "commitFormat": .int(Int64(Header.currentVersion)),
                "protocol": StatusView.protocolRange,
            ]))
    }
}

/// `hall help errors`: every word that `error.code` can be, with its exit status.
struct ErrorsCommand: DescribedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "help-errors",
            abstract: said("All words of errors with their exit status.", "全部错误代码及退出状态。"), shouldDisplay: false)
    }

    static let example = "hall help errors"

    @OptionGroup var common: CommonOptions

    func run() throws {
        try common.output.answer(ErrorWords.value(language: language))
    }
}
