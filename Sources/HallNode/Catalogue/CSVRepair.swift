import Tiers

/// What a spreadsheet does to a value on its own: it drops leading zeros and decimals and turns dates round. What can
/// be restored without doubt is restored; a number that was cut is lost.
enum CSVRepair {
    /// The value as it was meant, where that is sure and differs; nil else.
    static func repaired(_ text: String, field: String) -> String? {
        switch field {
        case "type": text.utf8.count == 1 && text.utf8.allSatisfy(isDigit) ? "0" + text : nil
        case "effectiveFrom", "effectiveTo": date(text)
        case "amount": amount(text)
        default: nil
        }
    }

    /// True for a long number that the spreadsheet shows, and has saved, with an exponent: `3.6E+17`.
    static func isCut(_ text: String) -> Bool {
        let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].utf8.first, isDigit(first) else { return false }
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2, mantissa[0].utf8.count == 1, mantissa.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
            parts[1].first == "+"
        else { return false }
        let exponent = parts[1].dropFirst()
        return (1...3).contains(exponent.utf8.count) && exponent.utf8.allSatisfy(isDigit)
    }

    /// `2026/1/1`, `2026-1-1` and `2026年1月1日` as `2026-01-01`; nil for what is so already, or is no day.
    static func date(_ text: String) -> String? {
        guard CivilDate(text) == nil else { return nil }
        let body = text.hasSuffix("日") ? String(text.dropLast()) : text
        let parts = body.split(omittingEmptySubsequences: false) { "-/.年月".contains($0) }
        guard parts.count == 3, parts[0].utf8.count == 4,
            parts.allSatisfy({ (1...4).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)?.text
    }

    /// `80` and `80.5` as `80.00` and `80.50`.
    private static func amount(_ text: String) -> String? {
        guard !MatterFee.isAmount(text) else { return nil }
        let candidates = [text + ".00", text + "0"]
        return candidates.first(where: MatterFee.isAmount)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
