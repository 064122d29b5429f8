extension CaseDesk {
    /// 办结: the pen goes to the origin, which hands out the result. What still waits in the inbox comes too late and
    /// is cited as such.
    func conclude(_ results: [MaterialRef]) throws(CaseRefusal) -> CaseDecision {
        try CaseOptions.count(results.count, option: "result", atLeast: 0)
        for result in results {
            try CaseOptions.name(result.name, option: "result", longest: CaseLimits.materialNameCharacters)
        }
        return try commit(.conclude, to: state.origin, citing: inbox) { $0.results = results.isEmpty ? nil : results }
    }

    /// 送达
    func deliver(to person: String?) throws(CaseRefusal) -> CaseDecision {
        if let person { try CaseOptions.name(person, option: "to-person") }
        return try commit(.deliver, citing: inbox) { $0.toPerson = person }
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
