extension CaseObstacle {
    /// What is wrong, for people.
    func message(action: CaseAction, state: CaseState) -> Bilingual {
        let stage = state.stage
        switch self {
        case .exists: return Bilingual(en: "the case exists already", zh: "该办件已存在")
        case .ended: return Bilingual(en: "the case has ended (\(stage.rawValue))", zh: "办件已结束（\(stage.chinese)）")
        case .notHolder:
            return Bilingual(
                en: "the case is at \(state.holder), which alone may do this now",
                zh: "办件现由 \(state.holder) 主办，只有主办单位可以操作")
        case .wrongStage:
            return Bilingual(
                en: "\(action.rawValue) does not belong to the stage \(stage.rawValue)",
                zh: "“\(stage.chinese)”阶段不能“\(action.chinese)”")
        case .notOrigin:
            return Bilingual(
                en: "only the origin \(state.origin) may do this", zh: "只有收件单位 \(state.origin) 可以操作")
        case .atOrigin:
            return Bilingual(en: "the case is at its origin, nobody forwarded it", zh: "办件在收件单位，无可退回的单位")
        case .notDecidingHall:
            return Bilingual(
                en: "\(state.decidingHall) decides this case", zh: "该办件由 \(state.decidingHall) 决定")
        case .decidesHere:
            return Bilingual(en: "this hall decides the case itself", zh: "该办件由本单位决定，不再上报")
        case .stepsLeft:
            let left = state.chain(at: state.holder)?.left ?? 0
            return Bilingual(en: "\(left) step(s) of the chain are left", zh: "还有 \(left) 个审核环节未完成")
        case .noStepsLeft:
            return Bilingual(en: "all steps of the chain are passed", zh: "审核环节已全部完成")
        case .noChain:
            return Bilingual(en: "this hall has no chain of steps in this case", zh: "本单位在该办件中没有审核环节")
        case .correctionUsed:
            return Bilingual(en: "the one correction was asked already", zh: "已一次性告知补正，不得再次要求补正")
        case .decided:
            return Bilingual(en: "the case is decided (\(stage.rawValue))", zh: "办件已作出决定（\(stage.chinese)）")
        case .wrongTarget:
            return Bilingual(en: "the case cannot go to that hall", zh: "办件不能交给该单位")
        case .factsDiffer:
            return Bilingual(en: "the facts do not follow from those before", zh: "事实与先前不符")
        case .unreadable:
            return Bilingual(en: "this version cannot read the facts", zh: "本版本无法读取该事实")
        }
    }

    /// What to do.
    func hint(allowed: [CaseAction]) -> Bilingual {
        let next =
            allowed.isEmpty
            ? Bilingual(en: "nothing is to be done here now", zh: "目前本单位无需操作")
            : Bilingual(
                en: "allowed now: " + allowed.map(\.rawValue).joined(separator: ", "),
                zh: "现在可以：" + allowed.map { "\($0.chinese)（\($0.rawValue)）" }.joined(separator: "、"))
        switch self {
        case .stepsLeft:
            return Bilingual(en: "pass them with review; \(next.en)", zh: "请先审核（review）；\(next.zh)")
        case .decidesHere:
            return Bilingual(en: "decide it here; \(next.en)", zh: "请在本单位决定；\(next.zh)")
        default: return next
        }
    }
}
