import Sync
import Tiers

extension HallError {
    /// Why a commit cannot be written, as people read it.
    init(_ error: WriteError) {
        switch error {
        case .notTheWriter(let pen):
            self.init(
                .actionNotAllowed,
                Bilingual(
                    en: "the pen of this case is at \(pen?.rawValue ?? "another hall")",
                    zh: "该办件主办权在 \(pen?.rawValue ?? "其他单位")"),
                hint: Bilingual(en: "that hall can act", zh: "请由主办单位办理"))
        case .forked:
            self.init(
                .actionNotAllowed,
                Bilingual(
                    en: "two versions of this are known, and neither was chosen yet", zh: "存在两个冲突的版本，尚未裁定"),
                hint: Bilingual(en: "a superior has to end the fork; see `hall forks`", zh: "须由上级单位裁定，见 hall forks"))
        case .keyEnded:
            self.init(
                .actionNotAllowed, Bilingual(en: "this hall's key was ended by its superior", zh: "本单位密钥已被上级终止"),
                hint: Bilingual(en: "ask the superior for a new invitation", zh: "请向上级索取新的邀请码"))
        case .setBack: self = .setBack
        case .unknownCommit:
            self.init(
                .streamUnknown, Bilingual(en: "no such commit of this stream is held here", zh: "本单位没有该流的这条记录"),
                hint: Bilingual(en: "`hall log STREAM` lists its commits with their ids", zh: "hall log 流 可列出记录标识"))
        case .notAbove(let holder):
            self.init(
                .takeoverNotAllowed,
                Bilingual(en: "this hall does not stand above \(holder)", zh: "本单位不是 \(holder) 的上级"),
                hint: Bilingual(en: "a hall above the holder can take over", zh: "须由主办单位的上级接管"))
        case .outranked:
            self.init(
                .takeoverNotAllowed,
                Bilingual(
                    en: "it would void work of a hall that does not stand below this one", zh: "接管将使非下级单位的办理失效"),
                hint: Bilingual(
                    en: "name a later commit with --last, or ask the superior to take over",
                    zh: "请用 --last 指定更晚的记录，或请上级接管"))
        case .format(let error):
            self.init(
                .usage, Bilingual(en: "too much for one step: \(error)", zh: "一次提交的内容过大：\(error)"),
                hint: Bilingual(en: "shorten the texts or hand in fewer files at a time", zh: "请缩短文字或分次提交"))
        }
    }
}
