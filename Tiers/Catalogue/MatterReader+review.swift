// How a matter is reviewed: the limits and roles of its steps, and the points that a reviewer ticks.
extension NodeReader {
    /// A chain of steps, and what is said of each beyond its name: `section`, `section=3` (three working days), or a
    /// group. A step's name may come twice, since a case may pass one desk twice.
    mutating func chain(
        _ chain: StepRule.Chain, in outer: NodeFields, required: Bool
    ) -> (names: [String], rules: [StepRule])? {
        guard let node = outer[chain.rawValue], node.value != .null else {
            if required { missing(chain.rawValue, in: outer) }
            return nil
        }
        guard let items = list(node, chain.rawValue, limit: 20, mayBeEmpty: !required) else { return nil }
        var names: [String] = []
        var rules: [StepRule] = []
        for item in items {
            guard let (name, limit, role) = step(item, of: chain) else { continue }
            if limit != nil || role != nil {
                rules.append(StepRule(chain: chain, place: names.count, limit: limit, role: role))
            }
            names.append(name)
        }
        return (names, rules)
    }

    private mutating func step(
        _ node: SourceNode, of chain: StepRule.Chain
    ) -> (name: String, limit: Limit?, role: StaffRole?)? {
        if case .scalar(let text, _) = node.value {
            guard isGood(text, chain.rawValue, at: node.line, limit: Size.word, oneLine: true) else { return nil }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let days = Int(parts[1]) else { return (text, nil, nil) }
            guard let limit = Limit(days: days) else {
                wrongDays(chain.rawValue, at: node.line, value: text)
                return nil
            }
            return (String(parts[0]), limit, nil)
        }
        guard let fields = fields(node, of: chain.rawValue, known: MatterReader.stepFieldNames) else { return nil }
        let name = text("step", in: fields, limit: Size.word, oneLine: true, required: true)
        let days = number("days", in: fields, range: Limit.range)
        let unit = word("unit", in: fields, as: Limit.Unit.self, required: false)
        let role = word("role", in: fields, as: StaffRole.self, required: false)
        if role == .supervisor {
            fault(
                "\(chain.rawValue).role", at: fields["role"]?.line ?? node.line, value: "supervisor",
                Bilingual(en: "who supervises passes no step", zh: "监察人员不得办理环节"),
                hint: Bilingual(en: "name another role", zh: "请指定其他岗位"), kind: .rule)
        }
        guard let name else { return nil }
        return (name.text, days.flatMap { Limit(days: $0.value, unit: unit ?? .working) }, role)
    }

    private mutating func wrongDays(_ field: String, at line: Int, value: String) {
        let range = Limit.range
        fault(
            field, at: line, value: value,
            Bilingual(en: "a step takes \(range.lowerBound) to \(range.upperBound) days", zh: "环节时限天数无效"),
            hint: Bilingual(en: "write it like section=3", zh: "格式如 section=3"))
    }

    /// A step that takes longer than the whole matter breaks a rule; compared where the units are the same.
    mutating func checkSteps(_ rules: [StepRule], whole: Limit?, in fields: NodeFields) {
        guard let whole else { return }
        for rule in rules {
            guard let limit = rule.limit, limit.unit == whole.unit, limit.days > whole.days else { continue }
            fault(
                rule.chain.rawValue, at: fields[rule.chain.rawValue]?.line ?? fields.line, value: String(limit.days),
                Bilingual(en: "a step has more days than the whole matter", zh: "环节时限长于事项时限"),
                hint: Bilingual(en: "at most \(whole.days)", zh: "不得超过 \(whole.days) 天"), kind: .rule)
        }
    }

    /// 审查细则: absent means no points.
    mutating func checklist(in outer: NodeFields, steps: [String]) -> [ChecklistPoint] {
        guard let node = outer["checklist"], node.value != .null,
            let items = list(node, "checklist", limit: 100, mayBeEmpty: true)
        else { return [] }
        return items.compactMap { point($0, steps: steps) }
    }

    private mutating func point(_ node: SourceNode, steps: [String]) -> ChecklistPoint? {
        if case .scalar(let text, _) = node.value {
            return isGood(text, "checklist", at: node.line, limit: Size.name, oneLine: true)
                ? ChecklistPoint(point: text) : nil
        }
        guard let fields = fields(node, of: "checklist", known: MatterReader.pointFieldNames) else { return nil }
        let point = text("point", in: fields, limit: Size.name, oneLine: true, required: true)
        let required = flag("required", in: fields)
        let step = text("step", in: fields, limit: Size.word, oneLine: true, required: false)
        let basis = text("basis", in: fields, limit: Size.text, oneLine: false, required: false)
        if let step, !steps.contains(step.text) {
            let known = steps.joined(separator: ", ")
            fault(
                "checklist.step", at: step.line, value: step.text,
                Bilingual(en: "the chain has no such step", zh: "办理环节中没有该环节"),
                hint: Bilingual(en: known, zh: known))
        }
        guard let point else { return nil }
        return ChecklistPoint(point: point.text, required: required ?? true, step: step?.text, basis: basis?.text)
    }
}
