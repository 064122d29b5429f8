extension NodeReader {
    /// A whole number of a range, written with ASCII digits.
    mutating func number(_ name: String, in fields: NodeFields, range: ClosedRange<Int>) -> (value: Int, line: Int)? {
        guard let (text, line) = text(name, in: fields, limit: Size.name, oneLine: true, required: false) else {
            return nil
        }
        let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) } && text.utf8.count <= 9
        guard isDigits, let value = Int(text), range.contains(value) else {
            fault(
                fields.prefix + name, at: line, value: text,
                Bilingual(en: "this is not a number that can stand here", zh: "数值不符合要求"),
                hint: Bilingual(
                    en: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                    zh: "请填 \(range.lowerBound) 至 \(range.upperBound) 的整数"))
            return nil
        }
        return (value, line)
    }

    /// Yes or no. The words of spreadsheets and of clerks count as well.
    mutating func flag(_ name: String, in fields: NodeFields) -> Bool? {
        guard let (text, line) = text(name, in: fields, limit: Size.name, oneLine: true, required: false) else {
            return nil
        }
        switch text.lowercased() {
        case "true", "yes", "是": return true
        case "false", "no", "否": return false
        default:
            unknownWord(text, fields.prefix + name, at: line, words: ["true", "false"])
            return nil
        }
    }

    /// A day, `2026-02-13`.
    mutating func date(_ name: String, in fields: NodeFields, required: Bool) -> (value: CivilDate, line: Int)? {
        guard let (text, line) = text(name, in: fields, limit: Size.name, oneLine: true, required: required) else {
            return nil
        }
        guard let date = CivilDate(text) else {
            fault(
                fields.prefix + name, at: line, value: text,
                Bilingual(en: "this is not a day of the calendar", zh: "不是有效日期"),
                hint: Bilingual(en: "write year-month-day, as 2026-01-01", zh: "请按 2026-01-01 的格式填写"))
            return nil
        }
        return (date, line)
    }

    /// Days with their unit: two fields, `statutoryDays` and `statutoryUnit`. The line is that of the days.
    mutating func limit(_ name: String, in fields: NodeFields) -> (value: Limit, line: Int)? {
        let days = number(name + "Days", in: fields, range: Limit.range)
        let unit = word(name + "Unit", in: fields, as: Limit.Unit.self, required: false)
        guard let days, let limit = Limit(days: days.value, unit: unit ?? .working) else { return nil }
        return (limit, days.line)
    }

    /// The fields that begin with `x-`, as text.
    mutating func extras(in fields: NodeFields) -> [String: String] {
        var result: [String: String] = [:]
        if fields.extraNames.count > Size.extras {
            fault(
                fields.prefix + "x-", at: fields.line, value: String(fields.extraNames.count),
                Bilingual(en: "too many fields of its own", zh: "自定义字段过多"),
                hint: Bilingual(en: "at most \(Size.extras)", zh: "不得超过 \(Size.extras) 个"))
            return result
        }
        for name in fields.extraNames
        where isGood(name, fields.prefix + name, at: fields[name]?.line ?? fields.line, limit: Size.word, oneLine: true)
        {
            if let found = text(name, in: fields, limit: Size.text, oneLine: false, required: false) {
                result[name] = found.text
            }
        }
        return result
    }
}
