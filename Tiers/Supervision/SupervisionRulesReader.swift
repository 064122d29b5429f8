/// Reads a rule set that somebody wrote as YAML or JSON. What it leaves out is as in the built-in set; where it has
/// `rules`, these are all.
public enum SupervisionRulesReader {
    /// The fields of the file.
    public static let fieldNames = [
        "name", "basis", "reminderDays", "reminderPercent", "yellowDays", "reasonCharacters", "reviewCharacters",
        "answerDays", "base", "rules",
    ]
    /// The fields of a rule.
    public static let ruleFieldNames = ["rule", "days", "unit", "yellow", "red", "source"]

    /// The rule set of a file and all faults; to be used only if there is none.
    public static func read(_ root: SourceNode, file: String) -> (rules: SupervisionRules?, faults: [Fault]) {
        var reader = NodeReader(file: file)
        let rules = reader.supervisionRules(root)
        let faults = reader.faultsInOrder
        return (faults.isEmpty ? rules : nil, faults)
    }
}

extension NodeReader {
    fileprivate mutating func supervisionRules(_ root: SourceNode) -> SupervisionRules? {
        guard let fields = fields(root, of: nil, known: SupervisionRulesReader.fieldNames) else { return nil }
        var rules = SupervisionRules.builtIn
        let name = text("name", in: fields, limit: Size.name, oneLine: true, required: true)
        let basis = text("basis", in: fields, limit: Size.text, oneLine: false, required: true)
        rules.name = name?.text ?? rules.name
        rules.basis = basis?.text ?? rules.basis
        rules.reminderDays = number("reminderDays", in: fields, range: 0...30)?.value ?? rules.reminderDays
        rules.reminderPercent = number("reminderPercent", in: fields, range: 0...100)?.value ?? rules.reminderPercent
        rules.yellowDays = number("yellowDays", in: fields, range: 1...30)?.value ?? rules.yellowDays
        rules.reasonCharacters =
            number("reasonCharacters", in: fields, range: 1...1_000)?.value ?? rules.reasonCharacters
        rules.reviewCharacters =
            number("reviewCharacters", in: fields, range: 1...1_000)?.value ?? rules.reviewCharacters
        rules.answerDays = number("answerDays", in: fields, range: 1...365)?.value ?? rules.answerDays
        rules.base = points("base", in: fields) ?? rules.base
        if let node = fields["rules"], node.value != .null {
            let items = list(node, "rules", limit: SupervisionRule.allCases.count, mayBeEmpty: false) ?? []
            rules.entries = entries(items)
        }
        return rules
    }

    private mutating func entries(_ items: [SourceNode]) -> [SupervisionRules.Entry] {
        var entries: [SupervisionRules.Entry] = []
        for item in items {
            guard let fields = fields(item, of: "rules", known: SupervisionRulesReader.ruleFieldNames) else { continue }
            let rule = word("rule", in: fields, as: SupervisionRule.self, required: true)
            let days = number("days", in: fields, range: Limit.range)
            let unit = word("unit", in: fields, as: Limit.Unit.self, required: false)
            let yellow = points("yellow", in: fields)
            let red = points("red", in: fields)
            let source = text("source", in: fields, limit: Size.name, oneLine: true, required: false)
            guard let rule else { continue }
            if entries.contains(where: { $0.rule == rule }) {
                fault(
                    "rules.rule", at: item.line, value: rule.rawValue,
                    Bilingual(en: "this rule stands in the list twice", zh: "规则重复"),
                    hint: Bilingual(en: "keep one of the two", zh: "请只保留一个"))
            }
            let fallback = SupervisionRules.builtIn.entry(rule)?.limit
            entries.append(
                SupervisionRules.Entry(
                    rule, limit: days.flatMap { Limit(days: $0.value, unit: unit ?? .working) } ?? fallback,
                    yellow: yellow, red: red, source: source?.text))
        }
        return entries
    }

    private mutating func points(_ name: String, in fields: NodeFields) -> Points? {
        guard let (text, line) = text(name, in: fields, limit: Size.word, oneLine: true, required: false) else {
            return nil
        }
        if let points = Points(text) { return points }
        fault(
            fields.prefix + name, at: line, value: text, Bilingual(en: "these are no points", zh: "分值无效"),
            hint: Bilingual(en: "0 to 1000 with at most two decimals, as 1.5", zh: "0 至 1000，最多两位小数，如 1.5"))
        return nil
    }
}
