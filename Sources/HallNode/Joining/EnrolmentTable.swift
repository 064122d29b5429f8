import GRDB
import Sync
import Tiers

/// `hall enroll --from`: many halls to invite, from a table with the columns `code`, `name` and, where needed,
/// `department` and `tier`. All rows are sound, or nobody is invited.
public struct EnrolmentTable: Sendable {
    /// Largest table, in bytes.
    public static let bytesMax = 10_000_000
    /// Most rows.
    public static let rowsMax = 20_000

    /// A row: whom to invite, and where it stands.
    struct Row: Sendable {
        let line: Int
        let order: Enrolment.Order
    }

    let file: String
    let rows: [Row]

    /// Reads a table; the file's name stands in every fault.
    public init(_ bytes: [UInt8], file: String) throws(HallError) {
        var reader = EnrolmentReader(file: file)
        rows = reader.rows(bytes)
        self.file = file
        if !reader.faults.isEmpty { throw EnrolmentTable.refused(file, reader.faults) }
    }

    static func refused(_ file: String, _ faults: [Tiers.Fault]) -> HallError {
        HallError(
            .file,
            Bilingual(
                en: "\(file) has \(faults.count) faults; nobody was invited",
                zh: "\(file) 有 \(faults.count) 处问题，未发出邀请"),
            hint: Bilingual(en: "correct them and repeat the line", zh: "请改正后重新执行"),
            exit: Tiers.Fault.exitStatus(of: faults) == 3 ? .refused : .unreadable, faults: faults)
    }

    /// An invitation with the row that asked for it.
    public typealias Issued = (order: Enrolment.Order, invitation: Invitation)

    /// Issues all invitations.
    ///
    /// - Parameter progress: called with how many are done, and how many there are.
    public func invite(
        at hall: Hall, validMilliseconds: Int64, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(HallError) -> [Issued] {
        let enrolment = Enrolment(hall)
        let faults = try hall.read { db in
            try rows.compactMap { row -> Tiers.Fault? in
                do {
                    try enrolment.check(row.order, db)
                    return nil
                } catch let error as HallError {
                    return Tiers.Fault(
                        file: file, line: row.line, field: "code", value: row.order.code.natural,
                        message: error.message,
                        hint: error.hint, kind: .rule)
                }
            }
        }
        if !faults.isEmpty { throw EnrolmentTable.refused(file, faults) }
        var issued: [Issued] = []
        for row in rows {
            var order = row.order
            order.validMilliseconds = validMilliseconds
            issued.append((order, try enrolment.invite(order)))
            progress(issued.count, rows.count)
        }
        return issued
    }

    /// The table with the invitations: secrets.
    public static func written(_ issued: [Issued]) -> [UInt8] {
        CSVText.written(
            columns: ["code", "name", "department", "tier", "hall", "invitation", "expires"],
            rows: issued.map { order, invitation in
                [
                    order.code.natural, order.name, order.department ?? "", order.tier?.rawValue ?? "",
                    invitation.hall.rawValue, invitation.text, Instant(milliseconds: invitation.expires).text,
                ]
            })
    }
}

/// Reads the rows and names all faults.
private struct EnrolmentReader {
    let file: String
    var faults: [Tiers.Fault] = []

    private static let columns = ["code", "name", "department", "tier"]

    mutating func rows(_ bytes: [UInt8]) -> [EnrolmentTable.Row] {
        guard bytes.count <= EnrolmentTable.bytesMax, let text = String(validating: bytes, as: UTF8.self),
            let table = CSVText.rows(text), let heading = table.first
        else {
            fault(
                nil, nil, nil, en: "this is no table in UTF-8", zh: "不是 UTF-8 编码的表格", hintEn: "save it as CSV UTF-8",
                "请另存为 CSV UTF-8")
            return []
        }
        let names = heading.cells.map { $0.filter { !$0.isWhitespace } }
        for name in names where !EnrolmentReader.columns.contains(name) {
            fault(
                1, name, name, en: "there is no such column", zh: "没有这一列",
                hintEn: NearestName.of(name, among: EnrolmentReader.columns).map { "did you mean \($0)?" }
                    ?? "the columns are code, name, department, tier", "列名为 code、name、department、tier")
        }
        for name in ["code", "name"] where !names.contains(name) {
            fault(1, name, nil, en: "this column is missing", zh: "缺少此列", hintEn: "add it to the heading", "请在表头补上")
        }
        guard table.count - 1 <= EnrolmentTable.rowsMax, table.count > 1 else {
            fault(
                nil, nil, String(table.count - 1), en: "a table has 1 to \(EnrolmentTable.rowsMax) rows",
                zh: "表格应为 1 至 \(EnrolmentTable.rowsMax) 行", hintEn: "split it", "请拆分")
            return []
        }
        guard faults.isEmpty else { return [] }
        var seen: [String: Int] = [:]
        return table.dropFirst().compactMap { row in
            guard let order = order(row, names) else { return nil }
            let key = order.code.natural + ":" + (order.department ?? "")
            if let first = seen[key] {
                fault(
                    row.line, "code", order.code.natural, en: "the same hall stands on line \(first)",
                    zh: "与第 \(first) 行重复", hintEn: "keep one of the two", "请保留其一")
                return nil
            }
            seen[key] = row.line
            return EnrolmentTable.Row(line: row.line, order: order)
        }
    }

    private mutating func order(_ row: CSVText.Row, _ names: [String]) -> Enrolment.Order? {
        func cell(_ name: String) -> String? {
            guard let column = names.firstIndex(of: name), column < row.cells.count else { return nil }
            let scalars = row.cells[column].unicodeScalars
            let text = String(Substring(scalars.drop { $0 == " " }))
            return text.isEmpty ? nil : text
        }
        let before = faults.count
        let check = DivisionCode.check(cell("code") ?? "")
        let code = check.normalised.flatMap { DivisionCode($0) }
        if code == nil {
            let reason = check.reason ?? Bilingual(en: "no code", zh: "无代码")
            fault(row.line, "code", cell("code"), en: reason.en, zh: reason.zh, hintEn: "correct it", "请改正")
        }
        let name = cell("name") ?? ""
        if (try? HallText.name(name)) == nil {
            fault(
                row.line, "name", name, en: "this cannot be a hall's name", zh: "名称无效",
                hintEn: "1 to \(HallText.nameMax) characters", "1 至 \(HallText.nameMax) 个字符")
        }
        let tier = cell("tier").flatMap { Tier(rawValue: $0) }
        if let text = cell("tier"), tier == nil {
            fault(
                row.line, "tier", text, en: "this is no tier", zh: "层级无效",
                hintEn: "one of \(Tier.allCases.map(\.rawValue).joined(separator: ", "))",
                "可选：\(Tier.allCases.map(\.rawValue).joined(separator: "、"))")
        }
        guard faults.count == before, let code else { return nil }
        return Enrolment.Order(
            code: code, name: name, department: cell("department"), tier: tier,
            validMilliseconds: Enrolment.defaultValidity)
    }

    private mutating func fault(
        _ line: Int?, _ field: String?, _ value: String?, en: String, zh: String, hintEn: String, _ hintZh: String
    ) {
        faults.append(
            Tiers.Fault(
                file: file, line: line, field: field, value: value, message: Bilingual(en: en, zh: zh),
                hint: Bilingual(en: hintEn, zh: hintZh)))
    }
}
