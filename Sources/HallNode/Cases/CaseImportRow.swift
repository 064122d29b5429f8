import Sync
public import Tiers

/// A row of a table of cases that were worked on paper.
struct CaseImportRow: Sendable {
    let line: Int
    /// SHA-256 over its filled cells: by it a row that comes again is known.
    let hash: String
    var matter = ""
    var number: String?
    var external: String?
    var applicant = Applicant(kind: .citizen, name: "")
    var papers: [String] = []
    var receivedAt = Instant(milliseconds: 0)
    var acceptedAt: Instant?
    var decidedAt: Instant?
    var grants = true
    var opinion = "按纸质审批表补录"
    var results: [String] = []
    /// Points of the checklist, from 1, that the paper form shows as ticked.
    var ticks: [Int] = []
    var deliveredAt: Instant?
    var toPerson: String?
}

/// Reads a table of cases: every fault with its line.
struct CaseImportTable {
    private(set) var rows: [CaseImportRow] = []
    private(set) var faults: [Fault] = []
    private(set) var notices: [Bilingual] = []

    /// The columns beside those of the applicant's file.
    static let columns = [
        "matter", "receivedAt", "number", "external", "papers", "acceptedAt", "decidedAt", "decision", "opinion",
        "results", "deliveredAt", "toPerson", "ticks",
    ]
    /// The columns that the applicant's file has too.
    static let applicantColumns = ["kind"] + Applicant.amendable
    /// Most rows of one table.
    static let rowsMax = 20_000

    private let source: SourceFaults
    private let today: CivilDate

    init(_ bytes: [UInt8], file: String, today: CivilDate) {
        source = SourceFaults(file: file)
        self.today = today
        if let fault = source.size(bytes.count) { faults.append(fault) }
        guard faults.isEmpty, let text = text(of: bytes) else { return }
        var records = CSVRecords(text: text, faults: source)
        faults += records.found
        if records.found.isEmpty && records.rows.isEmpty { faults.append(source.empty()) }
        guard faults.isEmpty else { return }
        let heading = records.rows.removeFirst()
        guard check(heading) else { return }
        guard records.rows.count <= CaseImportTable.rowsMax else {
            faults.append(source.tooMany(line: heading.line))
            return
        }
        for record in records.rows {
            var cells: [String: String] = [:]
            for (name, cell) in zip(heading.cells, record.cells) where !name.isEmpty && !cell.isEmpty {
                cells[name] = cell
            }
            read(cells, line: record.line)
        }
    }

    private mutating func text(of bytes: [UInt8]) -> String? {
        switch source.text(bytes) {
        case .success(let text): return text
        case .failure(let notUTF8):
            guard let text = GB18030.text(bytes) else {
                faults.append(notUTF8)
                return nil
            }
            notices.append(
                Bilingual(en: "\(source.file): read as GB18030", zh: "\(source.file)：按 GB18030 编码读取"))
            return text
        }
    }

    private mutating func check(_ heading: CSVRow) -> Bool {
        let known = CaseImportTable.columns + CaseImportTable.applicantColumns
        for (place, name) in heading.cells.enumerated() where !name.isEmpty {
            if !known.contains(name) {
                let near = NearestName.of(name, among: known) ?? known.joined(separator: ", ")
                faults.append(
                    source.fault(
                        line: heading.line, field: name, value: name,
                        Bilingual(en: "there is no such column", zh: "没有这个列"), hint: Bilingual(en: near, zh: near)))
            } else if heading.cells[..<place].contains(name) {
                faults.append(
                    source.fault(
                        line: heading.line, field: name, value: name,
                        Bilingual(en: "two columns have this heading", zh: "列标题重复"),
                        hint: Bilingual(en: "keep one of the two", zh: "请只保留一列")))
            }
        }
        for name in ["matter", "receivedAt", "kind", "name"] where !heading.cells.contains(name) {
            faults.append(
                source.fault(
                    line: heading.line, field: name, Bilingual(en: "there is no column \(name)", zh: "没有 \(name) 列"),
                    hint: Bilingual(en: "the first row holds the names of the columns", zh: "第一行应为列名")))
        }
        return faults.isEmpty
    }

    private mutating func read(_ cells: [String: String], line: Int) {
        let before = faults.count
        for (name, cell) in cells.sorted(by: { $0.key < $1.key }) where CSVRepair.isCut(cell) {
            faults.append(
                source.fault(
                    line: line, field: name, value: cell,
                    Bilingual(en: "the spreadsheet has cut this number", zh: "电子表格已截断该数字"),
                    hint: Bilingual(en: "format the column as text and type it anew", zh: "请设为文本格式后重新录入")))
        }
        var row = CaseImportRow(line: line, hash: CaseImportTable.hash(of: cells))
        row.matter = required("matter", cells, line)
        row.number = cells["number"]
        row.external = cells["external"]
        row.papers = list(cells["papers"])
        row.results = list(cells["results"])
        row.ticks = ticks(cells, line)
        row.opinion = cells["opinion"] ?? row.opinion
        row.toPerson = cells["toPerson"]
        row.receivedAt = time("receivedAt", cells, line, isRequired: true) ?? row.receivedAt
        row.acceptedAt = time("acceptedAt", cells, line)
        row.decidedAt = time("decidedAt", cells, line)
        row.deliveredAt = time("deliveredAt", cells, line)
        row.grants = decision(cells, line)
        if let applicant = applicant(cells, line) { row.applicant = applicant }
        checkOrder(row)
        if faults.count == before { rows.append(row) }
    }

    /// A later step without the one before it would be refused by the rules with a word that nobody understands here.
    private mutating func checkOrder(_ row: CaseImportRow) {
        let steps = [("acceptedAt", row.acceptedAt), ("decidedAt", row.decidedAt), ("deliveredAt", row.deliveredAt)]
        for (place, step) in steps.enumerated().dropFirst() where step.1 != nil && steps[place - 1].1 == nil {
            faults.append(
                source.fault(
                    line: row.line, field: steps[place - 1].0, Bilingual(en: "it is missing", zh: "缺少该时间"),
                    hint: Bilingual(en: "\(step.0) needs it", zh: "填写 \(step.0) 时须同时填写")))
        }
    }

    private mutating func required(_ name: String, _ cells: [String: String], _ line: Int) -> String {
        if let cell = cells[name] { return cell }
        faults.append(
            source.fault(
                line: line, field: name, Bilingual(en: "it is missing", zh: "缺少内容"),
                hint: Bilingual(en: "fill the cell", zh: "请填写")))
        return ""
    }

    private mutating func time(
        _ name: String, _ cells: [String: String], _ line: Int, isRequired: Bool = false
    ) -> Instant? {
        guard let cell = cells[name] else {
            if isRequired { _ = required(name, cells, line) }
            return nil
        }
        if let time = ClerkTime.read(cell) { return time }
        faults.append(
            source.fault(
                line: line, field: name, value: cell, Bilingual(en: "this is no time", zh: "时间无法识别"),
                hint: Bilingual(en: "write 2026-03-02 or 2026-03-02 09:30", zh: "写法如 2026-03-02 或 2026-03-02 09:30")))
        return nil
    }

    private mutating func ticks(_ cells: [String: String], _ line: Int) -> [Int] {
        list(cells["ticks"]).compactMap { text in
            if let point = Int(text), (1...CaseLimits.itemsInCommand).contains(point) { return point }
            faults.append(
                source.fault(
                    line: line, field: "ticks", value: text, Bilingual(en: "this is no point", zh: "要点序号无法识别"),
                    hint: Bilingual(en: "the numbers of the points, by ;", zh: "请填写要点序号，以分号分隔")))
            return nil
        }
    }

    private mutating func decision(_ cells: [String: String], _ line: Int) -> Bool {
        switch cells["decision"] {
        case nil, "grant", "准予": return true
        case "refuse", "不予":
            if cells["opinion"] == nil { _ = required("opinion", cells, line) }
            return false
        case let other:
            faults.append(
                source.fault(
                    line: line, field: "decision", value: other, Bilingual(en: "this is no decision", zh: "决定无法识别"),
                    hint: Bilingual(en: "grant or refuse", zh: "grant（准予）或 refuse（不予）")))
            return true
        }
    }

    /// The applicant's columns go through the reader of the applicant's file, so that the rules are the same.
    private mutating func applicant(_ cells: [String: String], _ line: Int) -> Applicant? {
        var fields: [SourceNode.Field] = []
        var groups: [String: [SourceNode.Field]] = [:]
        for name in CaseImportTable.applicantColumns {
            guard let cell = cells[name] else { continue }
            let parts = name.split(separator: ".").map(String.init)
            let field = SourceNode.Field(name: parts.last ?? name, line: line, value: .text(cell, line: line))
            if parts.count == 1 { fields.append(field) } else { groups[parts[0], default: []].append(field) }
        }
        for (name, inner) in groups.sorted(by: { $0.key < $1.key }) {
            let group = SourceNode(line: line, value: .map(inner))
            fields.append(SourceNode.Field(name: name, line: line, value: group))
        }
        let root = SourceNode(line: line, value: .map(fields))
        let (applicant, found) = ApplicantReader.read(root, file: source.file, today: today)
        faults += found
        return applicant
    }

    private func list(_ cell: String?) -> [String] {
        (cell ?? "").split { $0 == ";" || $0 == "；" }.map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }.filter { !$0.isEmpty }
    }

    private static func hash(of cells: [String: String]) -> String {
        let text = cells.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)\u{1E}" }.joined()
        return Hash256.of(Array("hallnet row 1\0".utf8) + Array(text.utf8)).hex
    }
}

/// A time as a clerk writes it into a table: `2026-03-02`, `2026/3/2 9:30`; China Standard Time.
public enum ClerkTime {
    /// The moment; nil for anything else.
    public static func read(_ text: String) -> Instant? {
        let parts = text.split { $0 == " " || $0 == "T" }
        guard let day = parts.first, parts.count <= 2, let date = date(day) else { return nil }
        guard parts.count == 2 else { return date.startInChina }
        let clock = parts[1].split(separator: ":").map { Int64($0) }
        guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        let second = clock.count == 3 ? clock[2] : 0
        guard let second, (0..<60).contains(second) else { return nil }
        return Instant(
            milliseconds: date.startInChina.milliseconds + (hour * 3_600 + minute * 60 + second) * 1_000)
    }

    private static func date(_ text: Substring) -> CivilDate? {
        let parts = text.split { $0 == "-" || $0 == "/" }.map(String.init)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.count <= 4 }) else { return nil }
        let padded = parts.enumerated().map { place, part in
            String(repeating: "0", count: max(0, (place == 0 ? 4 : 2) - part.utf8.count)) + part
        }
        return CivilDate(padded.joined(separator: "-"))
    }
}
