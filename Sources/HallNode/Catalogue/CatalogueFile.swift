public import Tiers

/// Reads a catalogue file of either format: what `hall matter publish FILE` takes.
public enum CatalogueFile {
    /// What a file holds.
    public struct Content: Sendable {
        /// The sound matters, in the order of the file. Publish only if there is no fault.
        public let matters: [Matter]
        /// All faults, in the order of the file.
        public let faults: [Fault]
        /// What was recognised or repaired, for the clerk to read.
        public let notices: [Bilingual]
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - bytes: the file, at most 10 MB.
    ///   - file: the file as the caller named it. A name that ends in `.csv`, `.tsv` or `.txt` is a spreadsheet's; of
    ///     any other name, and of `-`, the first line tells: a spreadsheet's begins with the names of its columns.
    ///   - publisher: the hall that publishes.
    ///   - owner: the hall that already owns a code, nil where nobody does.
    public static func read(
        _ bytes: [UInt8], file: String, publisher: HallID, owner: (String) -> HallID?
    ) -> Content {
        guard isSpreadsheet(bytes, file: file) else {
            let (root, faults) = YAMLSource.read(bytes, file: file)
            guard let root else { return Content(matters: [], faults: faults, notices: []) }
            let (matters, more) = MatterReader.read(root, file: file, publisher: publisher, owner: owner)
            return Content(matters: matters, faults: more, notices: [])
        }
        let (root, faults, notices) = CSVSource.read(bytes, file: file)
        guard let root else { return Content(matters: [], faults: faults, notices: notices) }
        let (matters, more) = MatterReader.read(root, file: file, publisher: publisher, owner: owner)
        let all = (faults + more.map(inColumns)).enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
        return Content(matters: all.isEmpty ? matters : [], faults: all, notices: notices)
    }

    private static func isSpreadsheet(_ bytes: [UInt8], file: String) -> Bool {
        let name = file.lowercased()
        if [".csv", ".tsv", ".txt"].contains(where: name.hasSuffix) { return true }
        if [".yaml", ".yml"].contains(where: name.hasSuffix) { return false }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let firstLine = String(decoding: body.prefix(4_096).prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        let cells = firstLine.split { ",;\t".contains($0) }.map { $0.filter { $0 != "\"" && $0 != " " } }
        return cells.count > 1 && cells.contains("code")
    }

    /// A fault with the name of the column instead of the field: `material.name` for `materials.name`.
    private static func inColumns(_ fault: Fault) -> Fault {
        guard let field = fault.field else { return fault }
        let column: String
        if field.hasPrefix("materials.") {
            column = "material." + field.dropFirst("materials.".count)
        } else if field.hasPrefix("fees.") {
            column = "fee." + field.dropFirst("fees.".count)
        } else {
            return fault
        }
        return Fault(
            file: fault.file, line: fault.line, field: column, value: fault.value, message: fault.message,
            hint: fault.hint, kind: fault.kind)
    }
}
