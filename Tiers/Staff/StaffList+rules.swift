extension StaffList {
    /// 岗位: at least one, each once; who supervises does nothing else.
    static func checked(_ roles: [StaffRole]) throws(StaffRefusal) -> [StaffRole] {
        let sorted = Set(roles).sorted()
        guard !sorted.isEmpty else {
            throw invalid(
                Bilingual(en: "a person has at least one role", zh: "至少指定一个岗位"),
                Bilingual(
                    en: StaffRole.allCases.map(\.rawValue).joined(separator: ", "),
                    zh: StaffRole.allCases.map { "\($0.rawValue)（\($0.chinese)）" }.joined(separator: "、")))
        }
        guard !sorted.contains(.supervisor) || sorted.count == 1 else {
            throw StaffRefusal(
                .bothSides, Bilingual(en: "who supervises has no other role", zh: "监察人员不得兼任其他岗位"),
                hint: Bilingual(en: "enter another person as supervisor", zh: "请由他人担任监察"))
        }
        return sorted
    }

    static func check(name text: String, _ field: String, _ word: String) throws(StaffRefusal) {
        let scalars = text.unicodeScalars
        let edges = [scalars.first, scalars.last].compactMap { $0 }
        let isWell =
            (1...nameMax).contains(scalars.count) && !edges.contains(where: \.properties.isWhitespace)
            && !scalars.contains { $0.properties.generalCategory == .control }
        guard isWell else {
            throw invalid(
                Bilingual(en: "--\(field) is no name", zh: "\(word)无效"),
                Bilingual(
                    en: "one line of 1 to \(nameMax) characters, without blanks at its ends",
                    zh: "一行，1 至 \(nameMax) 个字，首尾不得有空格"))
        }
    }

    /// The id of the colleague whom an id or a name means.
    func deputy(
        _ text: String?, roles: [StaffRole], of id: String?, on day: CivilDate
    ) throws(StaffRefusal) -> String? {
        guard let text else { return nil }
        let colleague = try anybody(text, on: day)
        guard colleague.id != id else {
            throw StaffList.invalid(
                Bilingual(en: "nobody is the own deputy", zh: "AB岗不得为同一人"),
                Bilingual(en: "name a colleague", zh: "请指定其他同事"))
        }
        try StaffList.checkPair(roles, deputy: colleague)
        return colleague.id
    }

    /// A deputy acts for the other: so both approve, or both supervise.
    static func checkPair(_ roles: [StaffRole], deputy: StaffMember) throws(StaffRefusal) {
        guard roles.contains(.supervisor) == deputy.isSupervisor else {
            throw StaffRefusal(
                .bothSides,
                Bilingual(
                    en: "\(deputy.name) would approve and supervise", zh: "\(deputy.name) 将同时承担审批与监察"),
                hint: Bilingual(en: "a supervisor's deputy is a supervisor, and nobody else's", zh: "监察人员只能与监察人员互为AB岗"))
        }
    }

    static func endsBefore(_ from: CivilDate) -> StaffRefusal {
        invalid(
            Bilingual(en: "the last day is before the first, \(from)", zh: "离任日期早于任职日期 \(from)"),
            Bilingual(en: "give a day from \(from) on", zh: "日期不得早于 \(from)"))
    }

    static func invalid(_ message: Bilingual, _ hint: Bilingual) -> StaffRefusal {
        StaffRefusal(.invalid, message, hint: hint)
    }
}
