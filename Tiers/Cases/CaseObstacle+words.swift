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
        case .deemedAccepted, .wrongTime, .stopsUsed, .extensionUsed, .noLimit, .gapOpen, .noGap, .answerOnly:
            return wordsOfTheClock
        }
    }

    private var wordsOfTheClock: Bilingual {
        switch self {
        case .deemedAccepted:
            Bilingual(
                en: "the applicant was not told within 5 working days, so the case counts as accepted",
                zh: "五个工作日内未告知补正，视为自收到申请材料之日起受理")
        case .wrongTime:
            Bilingual(
                en: "it cannot have happened then: not before the case's last step, not after now",
                zh: "发生时间有误：不得早于办件上一步，也不得晚于现在")
        case .stopsUsed:
            Bilingual(
                en: "the clock of this case was stopped \(CaseLimits.clockStops) times already",
                zh: "该办件时限已中止 \(CaseLimits.clockStops) 次")
        case .extensionUsed:
            Bilingual(
                en: "the limit can be extended once, by at most 10 days, for a joint case 15",
                zh: "期限只能延长一次，最多 10 日，联办件最多 15 日")
        case .noLimit:
            Bilingual(en: "the matter has no limit", zh: "该事项未设定办理期限")
        case .gapOpen:
            Bilingual(en: "what was left open at the acceptance is still open", zh: "容缺材料尚未补齐")
        case .noGap:
            Bilingual(en: "nothing was left open at the acceptance", zh: "该办件不是容缺受理，或容缺材料已补齐")
        case .answerOnly:
            Bilingual(
                en: "a reply case is answered and not decided; another one is decided", zh: "答复件只作答复；其他办件须作决定")
        default: Bilingual(en: rawValue, zh: rawValue)
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
