import Tiers

/// `hall help errors`: every word that an error can have.
public enum ErrorWords {
    /// A row for each word: the word, the exit status that goes with it, and what it means.
    public static func value(language: String) -> JSONValue {
        let own = HallError.Code.allCases.map { (word: $0.rawValue, exit: $0.exit, meaning: $0.meaning) }
        let known = Set(own.map(\.word))
        // What a rule of a case answers; a text that is missing or too long makes it 2.
        let rules = CaseRefusal.Code.all.map(\.rawValue).filter { !known.contains($0) }.map {
            (word: $0, exit: HallError.Exit.refused, meaning: Bilingual(en: "a rule of cases", zh: "办件规则"))
        }
        let staff = StaffRefusal.Code.allCases.filter { !known.contains($0.rawValue) }.map {
            (word: $0.rawValue, exit: HallError.Exit.refused, meaning: $0.meaning)
        }
        return .list(
            (own + rules + staff).map {
                .fields([
                    "code": .text($0.word), "exit": .int(Int64($0.exit.rawValue)),
                    "meaning": .text($0.meaning.text(language: language)),
                ])
            })
    }
}

extension HallError.Code {
    /// What the word stands for.
    var meaning: Bilingual {
        switch self {
        case .usage: Bilingual(en: "the command line is wrong", zh: "命令行有误")
        case .file: Bilingual(en: "a file is missing, unreadable, or there already", zh: "文件缺失、无法读取或已存在")
        case .matterFile: Bilingual(en: "a catalogue file has faults", zh: "目录文件有问题")
        case .calendarFile: Bilingual(en: "a calendar file has faults", zh: "工作日历文件有问题")
        case .applicantFile: Bilingual(en: "an applicant file has faults", zh: "申请人文件有问题")
        case .backupFile: Bilingual(en: "a file is no sound backup", zh: "不是完好的备份文件")
        case .codeInvalid: Bilingual(en: "a code is no code", zh: "代码无效")
        case .invitation:
            Bilingual(en: "an invitation is unreadable, used, expired or replaced", zh: "邀请码无法识别、已用、过期或被取代")
        case .folderTaken: Bilingual(en: "the folder is a hall already", zh: "目录已是大厅")
        case .wrongHall: Bilingual(en: "the command is not for this hall", zh: "本大厅不适用该命令")
        case .outsidePart: Bilingual(en: "outside this hall's part of the tree", zh: "不在本单位范围内")
        case .notTheOwner: Bilingual(en: "the matter is another hall's", zh: "事项属于其他大厅")
        case .matterNotInForce: Bilingual(en: "the matter is not in force, or not accepted here", zh: "事项未生效或本级不受理")
        case .clockWrong: Bilingual(en: "this computer's clock cannot be right", zh: "本机时钟不对")
        case .yearsLost: Bilingual(en: "a calendar without years that are in force", zh: "工作日历缺少已公布的年份")
        case .limitTooLong: Bilingual(en: "a limit longer than the rule allows", zh: "时限过长")
        case .actionNotAllowed: Bilingual(en: "the action is not allowed now", zh: "当前不可办理该动作")
        case .takeoverNotAllowed: Bilingual(en: "this hall may not take the stream over", zh: "本单位不得接管")
        case .staff: StaffRefusal.Code.invalid.meaning
        case .setBack: Bilingual(en: "the store was put back and has not met its superior", zh: "数据由备份恢复，尚未与上级核对")
        case .matterUnknown: Bilingual(en: "the matter is not known here", zh: "未知事项")
        case .caseUnknown: Bilingual(en: "the case is not known here", zh: "未知办件")
        case .cardUnknown: Bilingual(en: "the case has no such card", zh: "该办件没有此牌")
        case .hallUnknown: Bilingual(en: "the hall is not known here", zh: "未知大厅")
        case .streamUnknown: Bilingual(en: "the stream or commit is not held here", zh: "未知的流或记录")
        case .materialAbsent: Bilingual(en: "the material is not held here", zh: "本机没有该材料")
        case .noHall: Bilingual(en: "there is no hall in the folder", zh: "目录中没有大厅")
        case .store: Bilingual(en: "the store cannot be used", zh: "数据无法使用")
        case .newerStore: Bilingual(en: "the store was made by a newer release", zh: "数据由更新的版本创建")
        case .readOnly: Bilingual(en: "the store cannot be written now", zh: "数据当前只读")
        case .serverRuns: Bilingual(en: "another server runs on the store", zh: "已有服务在运行")
        case .diskFull: Bilingual(en: "the disk is full", zh: "磁盘已满")
        case .unreachable: Bilingual(en: "the superior cannot be reached", zh: "无法连接上级")
        case .rejected: Bilingual(en: "the other side refused", zh: "对方拒绝")
        case .timeout: Bilingual(en: "what was waited for did not come in time", zh: "等待超时")
        case .fault: Bilingual(en: "a fault of the program", zh: "程序故障")
        }
    }
}
