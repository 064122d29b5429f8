public import Tiers

/// What a command answers when it cannot do what it was asked: a stable word, what is wrong, what to do, and every
/// fault where a file or several fields are at fault.
public struct HallError: Error, Sendable {
    /// Exit status, by `docs/commands.md`.
    public enum Exit: Int32, Sendable {
        /// The command line, or a file or text on it, cannot be read as what it should be.
        case unreadable = 2
        /// Understood, and a rule says no.
        case refused = 3
        /// A matter, case or hall that this hall does not know.
        case unknown = 4
        /// The store cannot be used.
        case store = 5
        /// The other side cannot be reached.
        case unreachable = 6
        /// A fault of the program.
        case fault = 70
    }

    /// Exit status.
    public var exit: Exit
    /// The kind of error.
    public var code: Code
    /// A stable word; all are listed by `hall help errors`. The rules of a case have finer ones than `code`.
    public var word: String
    /// What is wrong.
    public var message: Bilingual
    /// What to do.
    public var hint: Bilingual
    /// All faults, in order.
    public var faults: [Fault]

    /// An error with its place in the list of words.
    public init(
        _ code: Code, _ message: Bilingual, hint: Bilingual, exit: Exit? = nil, faults: [Fault] = []
    ) {
        self.exit = exit ?? code.exit
        self.code = code
        word = code.rawValue
        self.message = message
        self.hint = hint
        self.faults = faults
    }

    /// The words of errors: scripts rely on them.
    public enum Code: String, Sendable, CaseIterable {
        /// The command line is wrong.
        case usage
        /// A file named on the command line is missing or cannot be read.
        case file
        /// A catalogue file has faults.
        case matterFile = "matter-file"
        /// A calendar file has faults.
        case calendarFile = "calendar-file"
        /// An applicant file has faults.
        case applicantFile = "applicant-file"
        /// A file is no backup, or is damaged.
        case backupFile = "backup-file"
        /// A code is no code, or its check character is wrong.
        case codeInvalid = "code-invalid"
        /// An invitation cannot be read, was used, has expired or was replaced.
        case invitation
        /// The folder is a hall already.
        case folderTaken = "folder-taken"
        /// The command is for the province, or for a hall with a superior.
        case wrongHall = "wrong-hall"
        /// A code or hall outside this hall's own part of the tree.
        case outsidePart = "outside-part"
        /// The matter is another hall's.
        case notTheOwner = "not-the-owner"
        /// The matter is not in force here, or not accepted at this tier.
        case matterNotInForce = "matter-not-in-force"
        /// This computer's clock cannot be right.
        case clockWrong = "clock-wrong"
        /// A calendar leaves out years that are in force.
        case yearsLost = "years-lost"
        /// A limit that no rule allows.
        case limitTooLong = "limit-too-long"
        /// The action is not allowed now.
        case actionNotAllowed = "action-not-allowed"
        /// A takeover by a hall that may not, or that would void a superior's work.
        case takeoverNotAllowed = "takeover-not-allowed"
        /// A rule of the staff list says no.
        case staff = "staff-invalid"
        /// The store was put back from a backup and has not met its superior since.
        case setBack = "set-back"
        /// The matter is not known here.
        case matterUnknown = "matter-unknown"
        /// The case is not known here.
        case caseUnknown = "case-unknown"
        /// The case has no such card.
        case cardUnknown = "card-unknown"
        /// The hall is not known here.
        case hallUnknown = "hall-unknown"
        /// The stream or commit is not known here.
        case streamUnknown = "stream-unknown"
        /// The material is not held here.
        case materialAbsent = "material-absent"
        /// There is no hall in the folder.
        case noHall = "no-hall"
        /// The store cannot be opened, read or written.
        case store
        /// The store was made by a newer release.
        case newerStore = "newer-store"
        /// The store can be read, and not be written.
        case readOnly = "read-only"
        /// Another server runs on the store.
        case serverRuns = "server-runs"
        /// The disk is full.
        case diskFull = "disk-full"
        /// The superior cannot be reached.
        case unreachable
        /// The other side refused.
        case rejected
        /// A waited-for state did not come in time.
        case timeout
        /// A fault of the program.
        case fault

        /// The exit status that the word stands for.
        public var exit: Exit {
            switch self {
            case .usage, .file, .matterFile, .calendarFile, .applicantFile, .backupFile: .unreadable
            case .codeInvalid, .invitation, .folderTaken, .wrongHall, .outsidePart, .notTheOwner, .matterNotInForce,
                .clockWrong, .yearsLost, .limitTooLong, .actionNotAllowed, .takeoverNotAllowed, .staff, .setBack,
                .rejected, .timeout:
                .refused
            case .matterUnknown, .caseUnknown, .cardUnknown, .hallUnknown, .streamUnknown, .materialAbsent: .unknown
            case .noHall, .store, .newerStore, .readOnly, .serverRuns, .diskFull: .store
            case .unreachable: .unreachable
            case .fault: .fault
            }
        }
    }
}

extension HallError {
    /// What a store that was put back answers where it must not write yet.
    static var setBack: HallError {
        HallError(
            .setBack,
            Bilingual(
                en: "this store was put back from a backup, and what followed it here may stand at the superior",
                zh: "本机数据由备份恢复，备份之后的内容可能已在上级"),
            hint: Bilingual(
                en: "let `hall serve` reach the superior first; new cases can be opened at once",
                zh: "请先运行 hall serve 与上级连接；新的办件可立即收件"))
    }

    /// A fault of the program, with what is known of it.
    public static func fault(_ what: String) -> HallError {
        HallError(
            .fault, Bilingual(en: "a fault of the program: \(what)", zh: "程序故障：\(what)"),
            hint: Bilingual(en: "keep the folder and report this line", zh: "请保留数据目录并上报此行信息"))
    }

    /// A text that is to be the id of a commit and is none.
    static func badCommitID(_ text: String, hint: Bilingual) -> HallError {
        HallError(
            .usage, Bilingual(en: "\(text.prefix(70)) is no id of a commit", zh: "\(text.prefix(70)) 不是记录标识"),
            hint: hint)
    }
}
