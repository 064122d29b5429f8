import Tiers

/// One row of a spreadsheet, with the line of the file on which it begins.
struct CSVRow {
    let line: Int
    let cells: [String]
}

/// Cuts a text into rows and cells. The separator is what the heading uses most of `,` `;` and tab.
struct CSVRecords {
    /// The rows that have something in a cell.
    var rows: [CSVRow] = []
    /// What cannot be cut.
    private(set) var found: [Fault] = []

    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0
    private var line = 1
    private var cells = 0

    init(text: String, faults: SourceFaults) {
        bytes = Array(text.utf8)
        separator = CSVRecords.separator(of: bytes)
        while position < bytes.count {
            let start = line
            guard let row = record() else {
                found.append(
                    faults.fault(
                        line: start,
                        Bilingual(en: "a quotation mark that opens in this row does not close", zh: "此行的引号没有成对"),
                        hint: Bilingual(
                            en: "close it, and double every quotation mark inside a cell", zh: "请补上引号；单元格内的引号要写两个")))
                return
            }
            cells += row.count
            guard cells <= SourceLimits.nodesMax else {
                found.append(faults.tooMany(line: start))
                return
            }
            if row.contains(where: { !$0.isEmpty }) { rows.append(CSVRow(line: start, cells: row)) }
        }
    }

    /// One row, trimmed cells; nil if a quote stays open or has text behind it.
    private mutating func record() -> [String]? {
        var row: [String] = []
        while true {
            guard let cell = position < bytes.count && bytes[position] == 0x22 ? quotedCell() : plainCell() else {
                return nil
            }
            row.append(trimmed(cell))
            guard position < bytes.count else { return row }
            let byte = bytes[position]
            position += 1
            if byte == separator { continue }
            if byte == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
            line += 1
            return row
        }
    }

    private mutating func plainCell() -> ArraySlice<UInt8>? {
        let start = position
        while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
        return bytes[start..<position]
    }

    private mutating func quotedCell() -> ArraySlice<UInt8>? {
        var cell: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == 0x22 {
                guard position < bytes.count, bytes[position] == 0x22 else {
                    return position == bytes.count || isEnd(bytes[position]) ? cell[...] : nil
                }
                position += 1
            } else if byte == 0x0A {
                line += 1
            }
            cell.append(byte)
        }
        return nil
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == 0x0A || byte == 0x0D }

    private func trimmed(_ cell: ArraySlice<UInt8>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        var rest = cell.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    private static func separator(of bytes: [UInt8]) -> UInt8 {
        let heading = bytes.prefix { $0 != 0x0A }
        let counts = [UInt8(0x2C), 0x3B, 0x09].map { sign in (sign, heading.count { $0 == sign }) }
        return counts.max { $0.1 < $1.1 }?.0 ?? 0x2C
    }
}
