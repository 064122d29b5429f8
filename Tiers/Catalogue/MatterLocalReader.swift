/// Reads a local overlay (本地要素) against the owner's matter.
public enum MatterLocalReader {
    /// The fields of an overlay.
    public static let fieldNames = ["window", "address", "phone", "hours", "promisedDays"]

    /// Reads an overlay from a group of fields.
    ///
    /// - Returns: the overlay, nil where there are faults, and all faults in order. A promise longer than the owner's
    ///   limit, or for a matter without a limit to shorten, breaks a rule.
    public static func read(
        _ root: SourceNode, file: String, for matter: Matter
    ) -> (local: MatterLocal?, faults: [Fault]) {
        var reader = NodeReader(file: file)
        guard let fields = reader.fields(root, of: nil, known: fieldNames) else { return (nil, reader.faultsInOrder) }
        var local = MatterLocal(code: matter.code)
        local.window = reader.text("window", in: fields, limit: 1_000, oneLine: true, required: false)?.text
        local.address = reader.text("address", in: fields, limit: 1_000, oneLine: true, required: false)?.text
        local.phone = reader.text("phone", in: fields, limit: 1_000, oneLine: true, required: false)?.text
        local.hours = reader.text("hours", in: fields, limit: 1_000, oneLine: true, required: false)?.text
        if let days = reader.number("promisedDays", in: fields, range: Limit.range) {
            local.promisedDays = days.value
            reader.checkPromise(days.value, at: days.line, of: matter)
        }
        return (reader.faults.isEmpty ? local : nil, reader.faultsInOrder)
    }

    /// Reads an overlay from what stands on a command line; nil for an option that is not there.
    public static func read(
        window: String?, address: String?, phone: String?, hours: String?, promisedDays: String?, for matter: Matter
    ) -> (local: MatterLocal?, faults: [Fault]) {
        let given = [
            ("window", window), ("address", address), ("phone", phone), ("hours", hours),
            ("promisedDays", promisedDays),
        ]
        let fields = given.compactMap { name, text in
            text.map { SourceNode.Field(name: name, line: 1, value: .text($0, line: 1)) }
        }
        return read(SourceNode(line: 1, value: .map(fields)), file: matter.code, for: matter)
    }
}

extension NodeReader {
    fileprivate mutating func checkPromise(_ days: Int, at line: Int, of matter: Matter) {
        guard matter.caseType != .immediate, let owners = matter.effectiveLimit else {
            fault(
                "promisedDays", at: line, value: String(days),
                Bilingual(en: "the owner gives no limit that could be shortened here", zh: "该事项没有可以缩短的时限"),
                hint: Bilingual(en: "leave the promised days out", zh: "请不要填写承诺时限"), kind: .rule)
            return
        }
        guard days > owners.days else { return }
        fault(
            "promisedDays", at: line, value: String(days),
            Bilingual(en: "the local promise is longer than the owner's limit", zh: "本地承诺时限长于事项规定的时限"),
            hint: Bilingual(
                en: "at most \(owners.days) \(owners.unit.rawValue) days",
                zh: "不得超过 \(owners.days) 个\(owners.unit.chinese)"),
            kind: .rule)
    }
}
