import Tiers

/// The first row of a catalogue's spreadsheet: which column holds which field.
struct CSVHeading {
    /// Where a cell belongs.
    enum Place: Hashable {
        case matter(String)
        case decider(String)
        case material(String)
        case fee(String)
    }

    /// The place of each column; nil for a column without a heading.
    private(set) var places: [Place?] = []
    /// What is wrong with the headings.
    private(set) var found: [Fault] = []

    var hasMaterials: Bool { places.contains { if case .material? = $0 { true } else { false } } }

    /// The columns that a file can have.
    static let names =
        MatterReader.fieldNames.filter { !["decidedBy", "materials", "fees"].contains($0) }
        + MatterReader.deciderFieldNames.map { "decidedBy." + $0 }
        + MatterReader.materialFieldNames.map { "material." + $0 } + MatterReader.feeFieldNames.map { "fee." + $0 }

    init(_ row: CSVRow, faults: SourceFaults) {
        guard row.cells.count <= SourceLimits.columnsMax else {
            found.append(
                faults.fault(
                    line: row.line, value: String(row.cells.count),
                    Bilingual(en: "the heading has \(row.cells.count) columns", zh: "表头有 \(row.cells.count) 列，过多"),
                    hint: Bilingual(en: "at most \(SourceLimits.columnsMax)", zh: "不得超过 \(SourceLimits.columnsMax) 列")))
            return
        }
        var seen: Set<String> = []
        for name in row.cells {
            if name.isEmpty {
                places.append(nil)
            } else if !seen.insert(name).inserted {
                found.append(
                    faults.fault(
                        line: row.line, field: name, value: name,
                        Bilingual(en: "two columns have this heading", zh: "列标题重复"),
                        hint: Bilingual(en: "keep one of the two", zh: "请只保留一列")))
            } else if let place = CSVHeading.place(name) {
                places.append(place)
            } else {
                found.append(CSVHeading.unknown(name, line: row.line, faults: faults))
            }
        }
        if !seen.contains("code") {
            found.append(
                faults.fault(
                    line: row.line, field: "code", Bilingual(en: "there is no column code", zh: "没有 code 列"),
                    hint: Bilingual(en: "the first row holds the names of the fields", zh: "第一行应为字段名")))
        }
    }

    private static func place(_ name: String) -> Place? {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, names.contains(name) || (parts[1].hasPrefix("x-") && parts[0] != "decidedBy") {
            switch parts[0] {
            case "decidedBy": return .decider(parts[1])
            case "material": return .material(parts[1])
            case "fee": return .fee(parts[1])
            default: break
            }
        }
        return names.contains(name) || name.hasPrefix("x-") ? .matter(name) : nil
    }

    private static func unknown(_ name: String, line: Int, faults: SourceFaults) -> Fault {
        let hint: Bilingual
        if let near = NearestName.of(name, among: names) {
            hint = Bilingual(en: "did you mean \(near)?", zh: "是否应为 \(near)？")
        } else {
            let all = names.joined(separator: ", ")
            hint = Bilingual(en: "the columns are \(all); own ones begin with x-", zh: "可用列：\(all)；自定义列以 x- 开头")
        }
        return faults.fault(
            line: line, field: name, value: name, Bilingual(en: "there is no such column", zh: "没有这个列"), hint: hint)
    }
}
