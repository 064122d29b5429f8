/// Checks of what a command brings; each throws `option-invalid` or `material-unknown` with what to do.
enum CaseOptions {
    /// A text that must be there, 1 to 4,000 characters, without space around it.
    static func required(_ text: String, option: String) throws(CaseRefusal) -> String {
        let trimmed = trim(text)
        guard !trimmed.isEmpty else {
            throw invalid(
                option, nil, Bilingual(en: "--\(option) is empty", zh: "--\(option) 不能为空"),
                Bilingual(en: "write it in a sentence", zh: "请填写"))
        }
        return try bounded(trimmed, option: option)
    }

    /// A text that may be there, at most 4,000 characters; nil if it is empty.
    static func optional(_ text: String?, option: String) throws(CaseRefusal) -> String? {
        guard let trimmed = text.map(trim), !trimmed.isEmpty else { return nil }
        return try bounded(trimmed, option: option)
    }

    /// A short text, 1 to so many characters.
    static func name(
        _ text: String, option: String, longest: Int = CaseLimits.nameCharacters
    ) throws(CaseRefusal) {
        guard !trim(text).isEmpty, text.unicodeScalars.count <= longest else {
            throw invalid(
                option, String(text.prefix(40)),
                Bilingual(
                    en: "--\(option) needs a text of 1 to \(longest) characters",
                    zh: "--\(option) 应为 1 至 \(longest) 个字"),
                Bilingual(en: "shorten it", zh: "请改短"))
        }
    }

    /// A number within bounds.
    static func number(_ number: Int, option: String, in range: ClosedRange<Int>) throws(CaseRefusal) {
        guard range.contains(number) else {
            throw invalid(
                option, String(number),
                Bilingual(
                    en: "--\(option) needs a number from \(range.lowerBound) to \(range.upperBound)",
                    zh: "--\(option) 应为 \(range.lowerBound) 至 \(range.upperBound)"),
                Bilingual(en: "correct it", zh: "请更正"))
        }
    }

    /// An option that must be there in this case.
    static func missing(_ option: String, _ why: Bilingual) -> CaseRefusal {
        invalid(
            option, nil, Bilingual(en: "--\(option) is missing: \(why.en)", zh: "缺少 --\(option)：\(why.zh)"),
            Bilingual(en: "add --\(option)", zh: "请加上 --\(option)"))
    }

    /// A value that a rule refuses.
    static func refused(_ option: String, _ value: String?, _ message: Bilingual, _ hint: Bilingual) -> CaseRefusal {
        invalid(option, value, message, hint)
    }

    /// So many of one option in one command: at most 100.
    static func count(_ count: Int, option: String, atLeast: Int) throws(CaseRefusal) {
        guard (atLeast...CaseLimits.itemsInCommand).contains(count) else {
            throw invalid(
                option, String(count),
                Bilingual(
                    en: "--\(option) stands \(count) times; \(atLeast) to \(CaseLimits.itemsInCommand) are possible",
                    zh: "--\(option) 共 \(count) 项，应为 \(atLeast) 至 \(CaseLimits.itemsInCommand) 项"),
                count < atLeast
                    ? Bilingual(en: "name at least one", zh: "请至少指明一项")
                    : Bilingual(en: "give the rest in a second command", zh: "请分次提交"))
        }
    }

    /// Materials under names that can be handed in, with a possible number of copies.
    static func materials(_ given: [MaterialRef], names: [String]) throws(CaseRefusal) {
        var unknown: [String] = []
        for material in given where !names.contains(material.name) && !unknown.contains(material.name) {
            unknown.append(material.name)
        }
        guard unknown.isEmpty else {
            let list = names.isEmpty ? "–" : names.joined(separator: ", ")
            throw CaseRefusal(
                .materialUnknown,
                Bilingual(
                    en: "the matter has no material " + unknown.joined(separator: ", "),
                    zh: "该事项没有材料：" + unknown.joined(separator: "、")),
                hint: Bilingual(en: "it has: " + list, zh: "该事项的材料：" + list),
                faults: unknown.map {
                    CaseFault(
                        field: "material", value: $0,
                        message: Bilingual(en: "no material of the matter", zh: "不是该事项的材料"),
                        hint: Bilingual(en: list, zh: list))
                })
        }
        for material in given where !CaseLimits.copies.contains(material.copies) {
            throw invalid(
                "paper", String(material.copies),
                Bilingual(
                    en: "\(material.copies) copies of \(material.name)", zh: "\(material.name) \(material.copies) 份"),
                Bilingual(en: "1 to 999 copies are possible", zh: "份数应为 1 至 999"))
        }
    }

    /// So many materials in one case: at most 1,000.
    static func held(_ count: Int) throws(CaseRefusal) {
        guard count <= CaseLimits.materialsHeld else {
            throw invalid(
                "material", String(count),
                Bilingual(
                    en: "a case holds at most \(CaseLimits.materialsHeld) materials",
                    zh: "一个办件最多 \(CaseLimits.materialsHeld) 份材料"),
                Bilingual(en: "join files before handing them in", zh: "请合并文件后提交"))
        }
    }

    private static func bounded(_ text: String, option: String) throws(CaseRefusal) -> String {
        guard text.unicodeScalars.count <= CaseLimits.textCharacters else {
            throw invalid(
                option, nil,
                Bilingual(
                    en: "--\(option) is longer than \(CaseLimits.textCharacters) characters",
                    zh: "--\(option) 超过 \(CaseLimits.textCharacters) 个字"),
                Bilingual(en: "shorten it, or hand in a file", zh: "请改短，或作为文件提交"))
        }
        return text
    }

    private static func invalid(
        _ option: String, _ value: String?, _ message: Bilingual, _ hint: Bilingual
    ) -> CaseRefusal {
        CaseRefusal(
            .optionInvalid, message, hint: hint,
            faults: [CaseFault(field: option, value: value, message: message, hint: hint)])
    }

    private static func trim(_ text: String) -> String {
        let inner = text.drop { $0.isWhitespace }
        guard let last = inner.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(inner[...last])
    }
}
