// What stops, lengthens or mends a case without moving it on its way.
extension CaseDesk {
    /// What was entered afterwards happened after the case's last step and before now.
    func checkTime() throws(CaseRefusal) {
        guard let happenedAt else { return }
        let last = detail?.history.last { $0.irregular == nil }?.at ?? state.receivedAt
        guard happenedAt < now, happenedAt >= last else {
            var refusal = refusal(.wrongTime, state.facts.action)
            refusal.hint = Bilingual(
                en: "the last step was at \(last.text); correct --happened-at",
                zh: "上一步时间为 \(last.text)；请更正 --happened-at")
            throw refusal
        }
    }

    /// 特别程序: the applicant is told how long it takes (行政许可法 art. 45).
    func suspend(_ kind: SpecialProcedure, days: Int, reason: String?) throws(CaseRefusal) -> CaseDecision {
        try CaseOptions.number(days, option: "days", in: Limit.range)
        let listed = detail?.matter.procedures?.first { $0.procedure == kind }
        if let listed, days > listed.days {
            throw CaseOptions.refused(
                "days", String(days),
                Bilingual(
                    en: "the matter allows \(kind.rawValue) at most \(listed.days) working days",
                    zh: "该事项规定\(kind.chinese)不超过 \(listed.days) 个工作日"),
                Bilingual(en: "tell the applicant a shorter time", zh: "请在规定的时间内安排"))
        }
        let text = try CaseOptions.optional(reason, option: "reason")
        return try commit(
            .suspend, note: text,
            body: {
                $0.procedure = kind
                $0.days = days
            }, event: { $0.procedure = ProcedureStop(kind: kind, days: days) })
    }

    /// 延期: once, in time, approved by the head, with the reason (行政许可法 art. 42).
    func extend(days: Int, approvedBy: String, reason: String) throws(CaseRefusal) -> CaseDecision {
        try CaseOptions.number(days, option: "days", in: 1...state.facts.extensionLongest)
        try CaseOptions.name(approvedBy, option: "approved-by")
        let text = try CaseOptions.required(reason, option: "reason")
        return try commit(
            .extend, note: text,
            body: {
                $0.days = days
                $0.approvedBy = approvedBy
            }, event: { $0.extensionDays = UInt8(clamping: days) })
    }

    /// What the law allows has run out: nothing can be extended any more. A promise that has run out stays broken,
    /// while the limit of the law can be extended.
    func refusalOfExtension() -> CaseRefusal? {
        let deadlines = state.deadlines(calendar: hall.calendar, today: at.chinaDate)
        guard let last = deadlines.statutory ?? deadlines.deadline, last < at.chinaDate else { return nil }
        return CaseRefusal(
            .init(.extensionUsed), Bilingual(en: "the limit ran out on \(last.text)", zh: "办理期限已于 \(last.text) 届满"),
            hint: Bilingual(en: "a late case does not become timely by an extension", zh: "逾期后不得延期"))
    }

    /// 更正: old and new value are kept. Before acceptance no reason is needed; who the applicant is stays from the
    /// decision on.
    func amend(_ fields: [AmendedField], reason: String?) throws(CaseRefusal) -> CaseDecision {
        let text = try CaseOptions.optional(reason, option: "reason")
        if fields.isEmpty, holdsPen, let asked = amendments.first {
            return try commit(.amend, note: text ?? asked.body.note, citing: [asked]) {
                $0.amendments = asked.body.amendments
            }
        }
        try CaseOptions.count(fields.count, option: "field", atLeast: 1)
        guard text != nil || state.acceptedAt == nil else {
            throw CaseOptions.missing(
                "reason", Bilingual(en: "after acceptance an amendment is reasoned", zh: "受理后更正须说明理由"))
        }
        let made = try amendments(of: fields)
        guard holdsPen else { return ask(.amend, note: text) { $0.amendments = made } }
        return try commit(.amend, note: text) { $0.amendments = made }
    }

    private func amendments(of fields: [AmendedField]) throws(CaseRefusal) -> [CaseAmendment] {
        guard var applicant = detail?.applicant else { throw refusal(.unreadable, .amend) }
        var made: [CaseAmendment] = []
        for field in fields {
            guard Applicant.amendable.contains(field.field) else {
                let known = Applicant.amendable.joined(separator: ", ")
                throw CaseOptions.refused(
                    "field", field.field, Bilingual(en: "there is no such field", zh: "没有该字段"),
                    Bilingual(en: known, zh: known))
            }
            guard !state.stage.isDecided || !Applicant.identityFields.contains(field.field) else {
                throw CaseOptions.refused(
                    "field", field.field,
                    Bilingual(en: "who the applicant is cannot change after the decision", zh: "作出决定后不得更正证件号码"),
                    Bilingual(en: "the deciding hall has to change its decision", zh: "须由决定单位依法变更决定"))
            }
            made.append(
                CaseAmendment(field: field.field, old: applicant.value(of: field.field), new: field.value))
            applicant = applicant.amended(field.field, to: field.value)
        }
        let faults = applicant.check(today: at.chinaDate)
        guard faults.isEmpty else {
            throw CaseRefusal(
                .applicantInvalid,
                Bilingual(
                    en: "the applicant's data would be at fault: " + faults.map(\.field).joined(separator: ", "),
                    zh: "更正后申请人信息有误：" + faults.map(\.field).joined(separator: "、")),
                hint: Bilingual(en: "check the new values", zh: "请核对新的内容"), allowed: allowed, faults: faults)
        }
        return made
    }

    /// 告知申请人: marks what was told, by whom and how.
    func tell(_ what: CaseNotice.What, how: CaseNotice.How, person: String?) throws(CaseRefusal) -> CaseDecision {
        if let person { try CaseOptions.name(person, option: "to-person") }
        let open = detail?.toTell(state).map(\.what) ?? []
        guard open.contains(what) else {
            let words = open.map(\.rawValue).joined(separator: ", ")
            throw CaseOptions.refused(
                "what", what.rawValue, Bilingual(en: "that is not to be told now", zh: "目前无需告知该内容"),
                Bilingual(en: "to be told: \(words)", zh: "须告知：\(words)"))
        }
        let fill: (inout CaseBody) -> Void = {
            $0.what = what
            $0.how = how
            $0.toPerson = person
        }
        return holdsPen ? try commit(.tell, body: fill) : ask(.tell, body: fill)
    }

    /// 归档: nothing is written any more, so that an end of which the applicant was not told could never be told.
    func refusalOfArchiving(_ detail: CaseDetail) -> CaseRefusal? {
        let open = detail.toTell(state).map(\.what)
        guard !open.isEmpty else { return nil }
        return CaseRefusal(
            .notTold,
            Bilingual(
                en: "the applicant is still to be told: " + open.map(\.rawValue).joined(separator: ", "),
                zh: "尚未告知申请人：" + open.map(\.chinese).joined(separator: "、")),
            hint: Bilingual(en: "tell it, and mark it told", zh: "请告知申请人并登记（tell）"))
    }

    static let nothingToTell = CaseRefusal(
        .nothingToTell, Bilingual(en: "there is nothing to tell the applicant", zh: "没有须告知申请人的内容"),
        hint: Bilingual(en: "nothing is to be done", zh: "无需操作"))
    static let nothingMissing = CaseRefusal(
        .nothingMissing, Bilingual(en: "nothing required is missing", zh: "必要材料齐全"),
        hint: Bilingual(en: "accept the case", zh: "请直接受理（accept）"))
}
