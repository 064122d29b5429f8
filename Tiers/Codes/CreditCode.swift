/// The unified social credit code (统一社会信用代码), GB 32100-2015 with amendment 1: 1 registering department, 1 class,
/// 6 division code of the registering office, 9 organisation code (GB 11714), 1 check character.
public enum CreditCode {
    /// Checks length, alphabet, division code and check character. A wrong check inside the organisation code and a
    /// prefix that is not in the list are warnings, because real codes have both.
    public static func check(_ text: String) -> CodeCheck {
        CodeText.check(text) { checkCleaned(CodeText.upperCased($0)) }
    }

    /// Registering department and class as in use (domain.md §2.2).
    private static let prefixes: Set<String> = [
        "11", "12", "13", "19", "21", "31", "32", "33", "34", "35", "41", "51", "52", "53", "54", "55", "59", "61",
        "62",
        "71", "72", "81", "91", "92", "93", "A1", "G1", "J1", "N1", "N2", "N3", "Y1",
    ]

    private static func checkCleaned(_ code: String) -> CodeCheck {
        let bytes = Array(code.utf8)
        guard bytes.count == 18 else {
            return .wrong(en: "it has \(code.count) characters, it must have 18", zh: "现有 \(code.count) 位，应为 18 位")
        }
        let values = bytes.compactMap(CreditAlphabet.value)
        guard values.count == 18 else {
            return .wrong(
                en: "only digits and capital letters without I, O, S, V, Z occur in it; perhaps 1, 0, 5, U, 2 is meant",
                zh: "只含数字和大写字母，不含 I、O、S、V、Z，可能应为 1、0、5、U、2")
        }
        guard CodeText.areDigits(bytes[2..<8]) else {
            return .wrong(en: "characters 3 to 8 are a division code, digits only", zh: "第 3 至 8 位为行政区划代码，应全为数字")
        }
        guard bytes[17] == CreditAlphabet.checkCharacter(over: Array(values[..<17])) else {
            return .wrong(
                en: "the check character does not fit; a character is mistyped or two are exchanged",
                zh: "校验码不符，可能有一位输错或两位颠倒")
        }
        var warnings: [Bilingual] = []
        if !organisationCodeFits(Array(bytes[8..<17])) { warnings.append(innerCheck) }
        if !prefixes.contains(String(code.prefix(2))) { warnings.append(unknownPrefix(code.prefix(2))) }
        return .right(code, warnings: warnings)
    }

    /// GB 11714: 11 − sum mod 11, 10 written as X and 11 as 0.
    private static func organisationCodeFits(_ code: [UInt8]) -> Bool {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(code, weights).reduce(0) { $0 + (CodeText.base36($1.0) ?? 0) * $1.1 }
        let expected: UInt8 =
            switch 11 - sum % 11 {
            case 10: 0x58
            case 11: 0x30
            case let value: UInt8(0x30 + value)
            }
        return code.last == expected
    }

    private static let innerCheck = Bilingual(
        en: "the check inside the organisation code (characters 9 to 17) does not fit; compare with the certificate",
        zh: "第 9 至 17 位组织机构代码的校验码不符，请与证书核对")

    private static func unknownPrefix(_ prefix: Substring) -> Bilingual {
        Bilingual(
            en: "the prefix \(prefix) is not in the list of registering departments; compare with the certificate",
            zh: "登记管理部门代码 \(prefix) 不在目录中，请与证书核对")
    }
}
