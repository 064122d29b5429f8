/// What a hall does to a case (业务动作). The words are the ones of the command line.
public enum CaseAction: String, Codable, Sendable, Hashable, CaseIterable {
    /// 收件
    case open
    /// 补正告知
    case requestCorrection = "request-correction"
    /// 补交
    case supplement
    /// 受理
    case accept
    /// 容缺受理
    case acceptWithGaps = "accept-with-gaps"
    /// 告知承诺受理
    case notifyAndCommit = "notify-and-commit"
    /// 不予受理
    case decline
    /// 审核
    case review
    /// 上报
    case forward
    /// 接收
    case receive
    /// 退回
    case giveBack = "return"
    /// 特别程序: the clock stands still.
    case suspend
    /// 特别程序结束
    case resume
    /// 延期
    case extend
    /// 更正
    case amend
    /// 征求意见
    case requestOpinion = "request-opinion"
    /// 反馈意见
    case giveOpinion = "give-opinion"
    /// 决定
    case decide
    /// 答复: a reply case's end in place of a decision.
    case answer
    /// 办结
    case conclude
    /// 移交领取: the result goes to another hall, which hands it out.
    case sendResult = "send-result"
    /// 送达
    case deliver
    /// 移送原件
    case sendPapers = "send-papers"
    /// 接收原件
    case takePapers = "take-papers"
    /// 告知申请人
    case tell
    /// 撤回
    case withdraw
    /// 终止
    case terminate
    /// 归档
    case archive

    /// 接管: a hall above takes the pen over. Written by a takeover alone, never as a step of a case.
    case takeOver = "take-over"

    /// The actions that somebody may ask for as a step of a case.
    public static var steps: [CaseAction] { allCases.filter { $0 != .open && $0 != .takeOver } }

    /// What it says counts at once, wherever it is written: no commit of the main stream has to cite it.
    public var countsAtOnce: Bool { self == .tell || self == .sendPapers || self == .takePapers }

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .open: "收件"
        case .requestCorrection: "补正告知"
        case .supplement: "补交"
        case .accept: "受理"
        case .acceptWithGaps: "容缺受理"
        case .notifyAndCommit: "告知承诺受理"
        case .decline: "不予受理"
        case .review: "审核"
        case .forward: "上报"
        case .receive: "接收"
        case .giveBack: "退回"
        case .suspend: "特别程序"
        case .resume: "特别程序结束"
        case .extend: "延期"
        case .amend: "更正"
        case .requestOpinion: "征求意见"
        case .giveOpinion: "反馈意见"
        case .decide: "决定"
        case .answer: "答复"
        case .conclude: "办结"
        case .sendResult: "移交领取"
        case .deliver: "送达"
        case .sendPapers: "移送原件"
        case .takePapers: "接收原件"
        case .tell: "告知申请人"
        case .withdraw: "撤回"
        case .terminate: "终止"
        case .archive: "归档"
        case .takeOver: "接管"
        }
    }

    /// The options that the action has on the command line, as a clerk types them; optional ones stand in brackets.
    public var options: [String] {
        switch self {
        case .open:
            [
                "--matter CODE", "--applicant FILE", "[--material NAME=PATH]", "[--paper NAME[=COPIES]]",
                "[--by counter|courier|online]",
            ]
        case .requestCorrection: ["--item NAME=WHY…"]
        case .supplement: ["[--material NAME=PATH]…", "[--paper NAME[=COPIES]]…", "[--by counter|courier|online]"]
        case .accept, .receive, .takeOver: []
        case .acceptWithGaps: ["--item NAME=WHY…", "[--days N]"]
        case .notifyAndCommit: ["--item NAME=CONDITION…"]
        case .decline: ["--reason TEXT"]
        case .review: ["--opinion TEXT", "[--tick N]…"]
        case .forward: ["[--to HALL]"]
        case .giveBack: ["--reason TEXT", "[--to HALL]"]
        case .suspend: ["--procedure WORD", "--days N", "[--reason TEXT]"]
        case .resume: ["[--opinion TEXT]"]
        case .extend: ["--days N", "--approved-by NAME", "--reason TEXT"]
        case .amend: ["[--field FIELD=VALUE]…", "[--reason TEXT]"]
        case .requestOpinion: ["--to HALL", "--question TEXT", "[--days N]"]
        case .giveOpinion: ["--value consent|object|pass-on", "[--opinion TEXT]"]
        case .decide: ["--grant | --refuse --reason TEXT"]
        case .answer: ["--opinion TEXT", "[--result NAME=PATH]…"]
        case .conclude: ["[--result NAME=PATH]…", "[--paper NAME[=COPIES]]…", "[--charged NAME=YUAN]…"]
        case .sendResult: ["--to HALL"]
        case .deliver: ["[--by counter|courier|online]", "[--to-person NAME]", "[--tracking TEXT]"]
        case .sendPapers: ["--item NAME…", "--to HALL", "[--tracking TEXT]"]
        case .takePapers: ["[--item NAME…]"]
        case .tell: ["--what WORD", "--how WORD", "[--to-person NAME]"]
        case .withdraw: ["--reason TEXT", "[--duplicate-of NUMBER]"]
        case .terminate: ["--reason TEXT"]
        case .archive: ["[--class TEXT]", "[--years N]"]
        }
    }
}
