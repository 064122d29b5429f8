import Tiers

extension CaseForm {
    /// The action whose paper it is.
    var action: CaseAction {
        switch self {
        case .receipt: .open
        case .acceptance: .accept
        case .correction: .requestCorrection
        case .decline: .decline
        case .decision: .decide
        case .gaps: .acceptWithGaps
        case .commitment: .notifyAndCommit
        case .procedure: .suspend
        case .extended: .extend
        case .opinion: .requestOpinion
        case .approval: .review
        case .answer: .answer
        case .delivery: .deliver
        case .papers: .sendPapers
        case .termination: .terminate
        }
    }

    /// The title for those who do not read Chinese.
    var english: String {
        switch self {
        case .receipt: "Receipt"
        case .acceptance: "Notice of acceptance"
        case .correction: "Notice of all corrections needed"
        case .decline: "Notice of non-acceptance"
        case .decision: "Decision"
        case .gaps: "Notice of acceptance with gaps"
        case .commitment: "Commitment letter"
        case .procedure: "Notice of a special procedure"
        case .extended: "Notice of extension"
        case .opinion: "Request for an opinion"
        case .approval: "Approval sheet"
        case .answer: "Answer"
        case .delivery: "Proof of delivery"
        case .papers: "List of originals handed over"
        case .termination: "Notice of termination"
        }
    }

    /// The word in the document's number (文书编号).
    var numberWord: String {
        switch self {
        case .receipt: "收"
        case .acceptance: "受"
        case .correction: "补"
        case .decline: "不受"
        case .decision: "决"
        case .gaps: "容"
        case .commitment: "诺"
        case .procedure: "特"
        case .extended: "延"
        case .opinion: "询"
        case .approval: "审"
        case .answer: "答"
        case .delivery: "送"
        case .papers: "移"
        case .termination: "终"
        }
    }

    /// Why it cannot be printed yet.
    var lack: Bilingual {
        switch self {
        case .receipt: Bilingual(en: "it was not taken in", zh: "尚未收件")
        case .acceptance: Bilingual(en: "it was not accepted", zh: "尚未受理")
        case .correction: Bilingual(en: "no correction was asked", zh: "没有补正告知")
        case .decline: Bilingual(en: "it was not declined", zh: "没有不予受理")
        case .decision: Bilingual(en: "it is not decided", zh: "尚未作出决定")
        case .gaps: Bilingual(en: "it was not accepted with gaps", zh: "没有容缺受理")
        case .commitment: Bilingual(en: "it was not accepted on a commitment", zh: "没有告知承诺")
        case .procedure: Bilingual(en: "no special procedure was opened", zh: "没有特别程序")
        case .extended: Bilingual(en: "it was not extended", zh: "没有延期")
        case .opinion: Bilingual(en: "no opinion was asked", zh: "没有征求意见")
        case .approval: Bilingual(en: "nobody has reviewed it", zh: "尚未审核")
        case .answer: Bilingual(en: "it was not answered", zh: "尚未答复")
        case .delivery: Bilingual(en: "it was not delivered", zh: "尚未送达")
        case .papers: Bilingual(en: "no originals were handed over", zh: "没有移送原件")
        case .termination: Bilingual(en: "it was not terminated", zh: "没有终止")
        }
    }
}
