public import Tiers

/// Reads a catalogue as a clerk's spreadsheet writes it (CSV after RFC 4180) into the tree that the YAML gives, so
/// that the same rules name their faults with the line of the row.
public enum CSVSource {
    /// Reads a whole file.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 with or without mark, or GB18030; at most 10 MB.
    ///   - file: the file as the caller named it; it stands in every fault.
    /// - Returns: the tree, nil where nothing could be made of the file, with the faults and with notices of what was
    ///   recognised or repaired. Rows that cannot be read are left out and stand among the faults.
    public static func read(
        _ bytes: [UInt8], file: String
    ) -> (root: SourceNode?, faults: [Fault], notices: [Bilingual]) {
        let faults = SourceFaults(file: file)
        if let fault = faults.size(bytes.count) { return (nil, [fault], []) }
        var notices: [Bilingual] = []
        let text: String
        switch faults.text(bytes) {
        case .success(let found): text = found
        case .failure(let notUTF8):
            guard let found = GB18030.text(bytes) else { return (nil, [notUTF8], []) }
            text = found
            notices.append(Bilingual(en: "\(file): read as GB18030", zh: "\(file)：按 GB18030 编码读取"))
        }
        var records = CSVRecords(text: text, faults: faults)
        guard records.found.isEmpty else { return (nil, records.found, notices) }
        guard !records.rows.isEmpty else { return (nil, [faults.empty()], notices) }
        let heading = CSVHeading(records.rows.removeFirst(), faults: faults)
        guard heading.found.isEmpty else { return (nil, heading.found, notices) }
        var matters = CSVMatters(heading: heading, faults: faults)
        for row in records.rows {
            matters.add(row)
            guard matters.found.count <= SourceLimits.faultsMax else {
                let named = matters.found.prefix(SourceLimits.faultsMax)
                return (nil, named + [faults.more(line: row.line)], notices)
            }
        }
        return (matters.root, matters.found, notices + matters.notices)
    }
}
