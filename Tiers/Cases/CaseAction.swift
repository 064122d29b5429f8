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
    /// 决定
    case decide
    /// 办结
    case conclude
    /// 送达
    case deliver
    /// 撤回
    case withdraw

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .open: "收件"
        case .requestCorrection: "补正告知"
        case .supplement: "补交"
        case .accept: "受理"
        case .decline: "不予受理"
        case .review: "审核"
        case .forward: "上报"
        case .receive: "接收"
        case .giveBack: "退回"
        case .decide: "决定"
        case .conclude: "办结"
        case .deliver: "送达"
        case .withdraw: "撤回"
        }
    }

    /// The options that the action has on the command line, as a clerk types them; optional ones stand in brackets.
    public var options: [String] {
        switch self {
        case .open: ["--matter CODE", "--applicant FILE", "[--material NAME=PATH]", "[--paper NAME[=COPIES]]"]
        case .requestCorrection: ["--item NAME=WHY…"]
        case .supplement: ["[--material NAME=PATH]…", "[--paper NAME[=COPIES]]…"]
        case .accept, .receive: []
        case .decline: ["--reason TEXT"]
        case .review: ["--opinion TEXT", "[--tick N]…"]
        case .forward: ["[--to HALL]"]
        case .giveBack: ["--reason TEXT", "[--to HALL]"]
        case .decide: ["--grant | --refuse --reason TEXT"]
        case .conclude: ["[--result NAME=PATH]…"]
        case .deliver: ["[--to-person NAME]"]
        case .withdraw: ["--reason TEXT", "[--duplicate-of NUMBER]"]
        }
    }
}
