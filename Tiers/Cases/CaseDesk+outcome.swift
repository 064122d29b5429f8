extension CaseDesk {
    /// 办结: the pen goes to the origin, which hands out the result. What still waits in the inbox comes too late and
    /// is cited as such.
    func conclude(_ results: [MaterialRef], _ charged: [CaseCharge]) throws(CaseRefusal) -> CaseDecision {
        try CaseOptions.count(results.count, option: "result", atLeast: 0)
        for result in results {
            try CaseOptions.name(result.name, option: "result", longest: CaseLimits.materialNameCharacters)
        }
        try CaseOptions.count(charged.count, option: "charged", atLeast: 0)
        for charge in charged { try CaseOptions.name(charge.name, option: "charged") }
        return try commit(.conclude, to: state.origin, citing: inbox) {
            $0.results = results.isEmpty ? nil : results
            $0.charged = charged.isEmpty ? nil : charged
        }
    }

    /// 答复: the written answer ends a question; the pen goes to the origin, which tells it.
    func answer(_ opinion: String, _ results: [MaterialRef]) throws(CaseRefusal) -> CaseDecision {
        let text = try CaseOptions.required(opinion, option: "opinion")
        try CaseOptions.count(results.count, option: "result", atLeast: 0)
        return try commit(.answer, note: text, to: state.origin, citing: inbox) {
            $0.results = results.isEmpty ? nil : results
        }
    }

    /// 送达
    func deliver(_ way: DeliveryWay, to person: String?, tracking: String?) throws(CaseRefusal) -> CaseDecision {
        if let person { try CaseOptions.name(person, option: "to-person") }
        if let tracking { try CaseOptions.name(tracking, option: "tracking") }
        guard way != .courier || tracking != nil else {
            throw CaseOptions.missing(
                "tracking", Bilingual(en: "a courier gives a number", zh: "邮寄送达须填写邮件号"))
        }
        return try commit(.deliver, citing: inbox) {
            $0.toPerson = person
            $0.way = way
            $0.tracking = tracking
        }
    }

    /// 终止: what was left open at the acceptance did not come in time.
    func terminate(_ reason: String) throws(CaseRefusal) -> CaseDecision {
        let text = try CaseOptions.required(reason, option: "reason")
        return try commit(.terminate, note: text, citing: inbox, reasonCode: "gap-unfilled")
    }

    func refusalOfTermination() -> CaseRefusal? {
        guard let last = state.gapDeadline(calendar: hall.calendar), last.date >= at.chinaDate else { return nil }
        return CaseRefusal(
            .gapRunning,
            Bilingual(
                en: "the applicant has until \(last.date.text) to hand in what is open",
                zh: "申请人补齐容缺材料的期限至 \(last.date.text)"),
            hint: Bilingual(en: "terminate it after that day", zh: "期满后方可终止"))
    }

    /// 归档
    func archive(_ name: String?, years: Int?) throws(CaseRefusal) -> CaseDecision {
        if let name { try CaseOptions.name(name, option: "class") }
        if let years { try CaseOptions.number(years, option: "years", in: 1...100) }
        return try commit(.archive, citing: inbox) {
            $0.archiveClass = name
            $0.years = years
        }
    }

    /// 撤回: with the pen at once; without it asked.
    func withdraw(_ reason: String, duplicateOf: String?) throws(CaseRefusal) -> CaseDecision {
        let text = try CaseOptions.required(reason, option: "reason")
        if let duplicateOf { try CaseOptions.name(duplicateOf, option: "duplicate-of") }
        guard holdsPen else { return ask(.withdraw, note: text) { $0.duplicateOf = duplicateOf } }
        // A holder that does what the origin asked keeps what the origin said about the other filing.
        let duplicate = duplicateOf ?? withdrawals.compactMap(\.body.duplicateOf).first
        return try commit(
            .withdraw, note: text, citing: withdrawals, reasonCode: duplicate == nil ? nil : "duplicate"
        ) {
            $0.duplicateOf = duplicate
        }
    }
}
