// The fields of a matter that have rules of their own.
extension NodeReader {
    /// 事项编码: it is part of a stream's name and of addresses, hence no `/` and no blank at its ends.
    mutating func code(in fields: NodeFields) -> (text: String, line: Int)? {
        guard let found = text("code", in: fields, limit: MatterReader.codeMax, oneLine: true, required: true) else {
            return nil
        }
        let scalars = found.text.unicodeScalars
        let edges = [scalars.first, scalars.last].compactMap { $0 }
        guard !scalars.contains("/"), !edges.contains(where: \.properties.isWhitespace) else {
            fault(
                "code", at: found.line, value: found.text,
                Bilingual(en: "a code has no / and no blank at its ends", zh: "编码不得含 /，首尾不得有空格"),
                hint: Bilingual(en: "1 to 64 characters, as JX-3607-KCP-01", zh: "1 至 64 个字符，如 JX-3607-KCP-01"))
            return nil
        }
        return found
    }

    mutating func duplicate(_ code: String, at line: Int, first: Int) {
        fault(
            "code", at: line, value: code,
            Bilingual(en: "this code stands already in line \(first)", zh: "编码与第 \(first) 行重复"),
            hint: Bilingual(en: "each matter has a code of its own", zh: "每个事项的编码必须唯一"))
    }

    mutating func foreign(_ code: String, at line: Int, owner: HallID) {
        fault(
            "code", at: line, value: code,
            Bilingual(en: "this code belongs to hall \(owner)", zh: "该编码属于 \(owner)"),
            hint: Bilingual(
                en: "only \(owner) can publish it; hall matter localise adds what is said of it here",
                zh: "只能由 \(owner) 发布；本地要素请用 hall matter localise 填写"),
            kind: .rule)
    }

    /// 事项类型.
    mutating func matterType(in fields: NodeFields) -> MatterType? {
        guard let (text, line) = text("type", in: fields, limit: Size.name, oneLine: true, required: true) else {
            return nil
        }
        if let type = MatterType(text) { return type }
        let list = MatterType.named.map { "\($0.code) \($0.chinese)" }.joined(separator: ", ")
        fault(
            "type", at: line, value: text, Bilingual(en: "this is no type of matter", zh: "没有这种事项类型"),
            hint: Bilingual(en: list, zh: list))
        return nil
    }

    /// 决定机关: a department is always that of a tier.
    mutating func decider(in outer: NodeFields) -> MatterDecider? {
        guard let node = outer["decidedBy"], node.value != .null else {
            missing("decidedBy", in: outer)
            return nil
        }
        guard let fields = fields(node, of: "decidedBy", known: MatterReader.deciderFieldNames) else { return nil }
        let department = department(in: fields)
        if fields["tier"].map({ $0.value == .null }) ?? true {
            let line = fields["tier"]?.line ?? fields["department"]?.line ?? fields.line
            let words = Tier.allCases.map(\.rawValue).joined(separator: ", ")
            let message =
                fields["department"] == nil
                ? Bilingual(en: "this field is required", zh: "缺少必填字段")
                : Bilingual(en: "a department needs its tier", zh: "填写了部门，但缺少层级")
            fault("decidedBy.tier", at: line, message, hint: Bilingual(en: words, zh: words))
            return nil
        }
        guard let tier = word("tier", in: fields, as: Tier.self, required: true) else { return nil }
        return MatterDecider(tier: tier, department: department)
    }

    /// A department's key as it stands in the id of its node.
    private mutating func department(in fields: NodeFields) -> String? {
        guard let (text, line) = text("department", in: fields, limit: Size.name, oneLine: true, required: false) else {
            return nil
        }
        let isKey = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        guard isKey, text.utf8.count <= 12 else {
            fault(
                "decidedBy.department", at: line, value: text,
                Bilingual(en: "this is not the key of a department", zh: "不是部门代号"),
                hint: Bilingual(en: "1 to 12 lower-case letters or digits, as dkj", zh: "1 至 12 个小写字母或数字，如 dkj"))
            return nil
        }
        return text
    }

    /// Both limits. A promise longer than the law allows breaks a rule.
    ///
    /// Days of different units are compared only where the answer is sure: so many working days never end before as
    /// many natural days, so a promise in working days above a law's natural days is longer; the other way round it
    /// depends on the calendar of each case, and the deadline of a case shows both.
    mutating func limits(in fields: NodeFields) -> (statutory: Limit?, promised: Limit?) {
        let statutory = limit("statutory", in: fields)
        let promised = limit("promised", in: fields)
        if let statutory, let promised, promised.value.days > statutory.value.days,
            promised.value.unit == statutory.value.unit || promised.value.unit == .working
        {
            let most = statutory.value
            fault(
                "promisedDays", at: promised.line, value: String(promised.value.days),
                Bilingual(en: "the promise is longer than the statutory limit", zh: "承诺时限长于法定时限"),
                hint: Bilingual(
                    en: "at most \(most.days) \(most.unit.rawValue) days", zh: "不得超过 \(most.days) 个\(most.unit.chinese)"
                ),
                kind: .rule)
        }
        return (statutory?.value, promised?.value)
    }

    /// The days of force. An end before the beginning breaks a rule.
    mutating func dates(in fields: NodeFields) -> (from: CivilDate, to: CivilDate?)? {
        let from = date("effectiveFrom", in: fields, required: true)
        let to = date("effectiveTo", in: fields, required: false)
        guard let from else { return nil }
        if let to, to.value < from.value {
            fault(
                "effectiveTo", at: to.line, value: to.value.text,
                Bilingual(en: "it ends before it begins", zh: "失效日期早于生效日期"),
                hint: Bilingual(en: "not before \(from.value)", zh: "不得早于 \(from.value)"), kind: .rule)
        }
        return (from.value, to?.value)
    }
}
