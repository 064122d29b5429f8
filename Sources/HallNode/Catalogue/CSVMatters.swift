import Tiers

/// Joins rows to matters: the first row of a code holds the matter with its first material and fee, further rows that
/// repeat only the code hold one more of each.
struct CSVMatters {
    /// What cannot be read, in the order of the rows.
    private(set) var found: [Fault] = []
    /// What was repaired.
    private(set) var notices: [Bilingual] = []

    private struct Draft {
        let line: Int
        var fields: [SourceNode.Field] = []
        var materials: [SourceNode] = []
        var fees: [SourceNode] = []
    }

    private let heading: CSVHeading
    private let faults: SourceFaults
    private var drafts: [Draft] = []
    private var draftOfCode: [String: Int] = [:]

    private static let listFields: Set<String> = [
        "acceptedAt", "preReview", "steps", "serviceObject", "checklist", "procedures", "notToAsk",
    ]

    init(heading: CSVHeading, faults: SourceFaults) {
        self.heading = heading
        self.faults = faults
    }

    /// The list of matters.
    var root: SourceNode {
        let matters = drafts.map { draft in
            var fields = draft.fields
            if heading.hasMaterials { fields.append(field("materials", draft.materials, line: draft.line)) }
            if !draft.fees.isEmpty { fields.append(field("fees", draft.fees, line: draft.line)) }
            return SourceNode(line: draft.line, value: .map(fields))
        }
        return SourceNode(line: 1, value: .list(matters))
    }

    /// Takes one row.
    mutating func add(_ row: CSVRow) {
        var matter: [SourceNode.Field] = []
        var decider: [SourceNode.Field] = []
        var material: [SourceNode.Field] = []
        var fee: [SourceNode.Field] = []
        for (index, text) in row.cells.enumerated() where !text.isEmpty {
            guard index < heading.places.count, let place = heading.places[index] else {
                found.append(
                    faults.fault(
                        line: row.line, value: text,
                        Bilingual(en: "this cell has no heading above it", zh: "该单元格没有列标题"),
                        hint: Bilingual(
                            en: "give the column a heading; put quotation marks round a cell that holds a separator",
                            zh: "请补列标题；单元格含分隔符时请加引号")))
                continue
            }
            switch place {
            case .matter(let name): cell(text, name, name, row.line).map { matter.append($0) }
            case .decider(let name): cell(text, name, "decidedBy." + name, row.line).map { decider.append($0) }
            case .material(let name): cell(text, name, "material." + name, row.line).map { material.append($0) }
            case .fee(let name): cell(text, name, "fee." + name, row.line).map { fee.append($0) }
            }
        }
        if !decider.isEmpty { matter.append(group("decidedBy", decider, line: row.line)) }
        let index = draftIndex(for: row, matter)
        if !material.isEmpty { drafts[index].materials.append(SourceNode(line: row.line, value: .map(material))) }
        if !fee.isEmpty { drafts[index].fees.append(SourceNode(line: row.line, value: .map(fee))) }
    }

    /// The matter to which a row belongs: that of its code if it repeats only the code, else a new one.
    private mutating func draftIndex(for row: CSVRow, _ fields: [SourceNode.Field]) -> Int {
        let code = fields.first { $0.name == "code" }.flatMap { field in
            if case .scalar(let text, _) = field.value.value { text } else { nil }
        }
        if fields.count == 1, let code, let index = draftOfCode[code] { return index }
        drafts.append(Draft(line: row.line, fields: fields))
        if let code, draftOfCode[code] == nil { draftOfCode[code] = drafts.count - 1 }
        return drafts.count - 1
    }

    /// A cell as a field, repaired where that is sure; nil with a fault for a number that the spreadsheet has cut.
    private mutating func cell(_ text: String, _ name: String, _ column: String, _ line: Int) -> SourceNode.Field? {
        if CSVRepair.isCut(text) {
            found.append(
                faults.fault(
                    line: line, field: column, value: text,
                    Bilingual(en: "the spreadsheet has cut this number: its digits are lost", zh: "电子表格已截断该数字，原有数字丢失"),
                    hint: Bilingual(
                        en: "format the column as text and type the number anew", zh: "请先将该列设为文本格式，再重新录入")))
            // The field stands there, so that it is not also called missing.
            return SourceNode.Field(name: name, line: line, value: .text(text, line: line))
        }
        var value = text
        if let repaired = CSVRepair.repaired(text, field: name) {
            value = repaired
            notices.append(
                Bilingual(
                    en: "\(faults.file):\(line): \(column): \(text) read as \(repaired)",
                    zh: "\(faults.file):\(line)：\(column)：\(text) 按 \(repaired) 读取"))
        }
        guard CSVMatters.listFields.contains(name) else {
            return SourceNode.Field(name: name, line: line, value: .text(value, line: line))
        }
        let items = value.split { $0 == ";" || $0 == "；" }.map { item in
            SourceNode.text(String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()), line: line)
        }
        return field(name, items, line: line)
    }

    private func field(_ name: String, _ items: [SourceNode], line: Int) -> SourceNode.Field {
        SourceNode.Field(name: name, line: line, value: SourceNode(line: line, value: .list(items)))
    }

    private func group(_ name: String, _ fields: [SourceNode.Field], line: Int) -> SourceNode.Field {
        SourceNode.Field(name: name, line: line, value: SourceNode(line: line, value: .map(fields)))
    }
}
