/// The province-level codes of GB/T 2260, first two digits (domain.md §1.1). 66 stands for the Corps (兵团) in some
/// ministries' lists only and is not among them.
enum Province {
    /// Whether there is such a province-level unit.
    static func exists(_ code: Int) -> Bool {
        switch code {
        case 11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71, 81, 82: true
        default: false
        }
    }

    /// The first two digits as a number; nil if they are no digits.
    static func code(of text: String) -> Int? {
        let digits = Array(text.utf8.prefix(2))
        guard digits.count == 2, CodeText.areDigits(digits) else { return nil }
        return Int(digits[0] - 0x30) * 10 + Int(digits[1] - 0x30)
    }

    /// The municipalities (直辖市), whose city-level codes only group: Beijing, Tianjin, Shanghai, Chongqing.
    static func isMunicipality(_ code: Int) -> Bool { [11, 12, 31, 50].contains(code) }
}
