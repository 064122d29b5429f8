// How a matter serves: what a reply case answers, which procedures it may need, and what nobody may ask for.
extension NodeReader {
    /// 咨询、投诉、举报: only a reply case answers something.
    mutating func enquiry(in fields: NodeFields, of type: CaseType?) -> Enquiry? {
        let enquiry = word("enquiry", in: fields, as: Enquiry.self, required: false)
        if let enquiry, let type, type != .reply {
            fault(
                "enquiry", at: fields["enquiry"]?.line ?? fields.line, value: enquiry.rawValue,
                Bilingual(en: "only a reply case answers an enquiry", zh: "只有答复件才填写咨询、投诉或举报"),
                hint: Bilingual(en: "leave it out, or write caseType: reply", zh: "请删去，或填写 caseType: reply"),
                kind: .rule)
        }
        return enquiry
    }

    /// 特别程序: `appraisal=30`, or a group of `procedure` and `days`; each once.
    mutating func procedures(in outer: NodeFields) -> [MatterProcedure] {
        let most = SpecialProcedure.allCases.count
        guard let node = outer["procedures"], node.value != .null,
            let items = list(node, "procedures", limit: most, mayBeEmpty: true)
        else { return [] }
        var found: [MatterProcedure] = []
        for item in items {
            guard let procedure = procedure(item) else { continue }
            if found.contains(where: { $0.procedure == procedure.procedure }) {
                fault(
                    "procedures", at: item.line, value: procedure.procedure.rawValue,
                    Bilingual(en: "this procedure stands in the list twice", zh: "特别程序重复"),
                    hint: Bilingual(en: "keep one of the two", zh: "请只保留一个"))
                continue
            }
            found.append(procedure)
        }
        return found
    }

    private mutating func procedure(_ node: SourceNode) -> MatterProcedure? {
        if case .scalar(let text, _) = node.value {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if let kind = SpecialProcedure(rawValue: parts[0]), parts.count == 2, let days = Int(parts[1]),
                Limit.range.contains(days)
            {
                return MatterProcedure(kind, days: days)
            }
            let words = SpecialProcedure.allCases.map(\.rawValue).joined(separator: ", ")
            fault(
                "procedures", at: node.line, value: text,
                Bilingual(en: "this is no procedure with its days", zh: "不是特别程序及其天数"),
                hint: Bilingual(
                    en: "write it like appraisal=30; procedures: \(words)", zh: "格式如 appraisal=30；特别程序：\(words)"))
            return nil
        }
        guard let fields = fields(node, of: "procedures", known: MatterReader.procedureFieldNames) else { return nil }
        let kind = word("procedure", in: fields, as: SpecialProcedure.self, required: true)
        let days = number("days", in: fields, range: Limit.range)
        if days == nil, fields["days"].map({ $0.value == .null }) ?? true { missing("days", in: fields) }
        guard let kind, let days else { return nil }
        return MatterProcedure(kind, days: days.value)
    }

    /// 不得要求提交的材料: nothing of it stands among the materials.
    mutating func notToAsk(in outer: NodeFields, materials: [MatterMaterial]?) -> [String] {
        guard let node = outer["notToAsk"], node.value != .null,
            let items = list(node, "notToAsk", limit: 100, mayBeEmpty: true)
        else { return [] }
        var names: [String] = []
        for item in items {
            guard case .scalar(let name, _) = item.value else {
                wrongType("notToAsk", item, wanted: Bilingual(en: "a text", zh: "文本"))
                continue
            }
            guard isGood(name, "notToAsk", at: item.line, limit: Size.name, oneLine: true) else { continue }
            if materials?.contains(where: { $0.name == name }) == true {
                fault(
                    "notToAsk", at: item.line, value: name,
                    Bilingual(en: "the matter asks for this material itself", zh: "该材料同时列为申请材料"),
                    hint: Bilingual(en: "take it out of one of the two lists", zh: "请从其中一处删去"), kind: .rule)
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
