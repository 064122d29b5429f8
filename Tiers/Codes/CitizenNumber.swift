/// The citizen identity number (公民身份号码), GB 11643-1999: 6 division code, 8 birth date, 3 serial, 1 check character by
/// ISO 7064 MOD 11-2. The division code is that of the first registration and may be abolished long since, so only the
/// province is looked at.
public enum CitizenNumber {
    /// Checks length, pattern, province, birth date (1900 to today) and check character, in this order.
    public static func check(_ text: String, today: CivilDate) -> CodeCheck {
        CodeText.check(text) { checkCleaned(CodeText.upperCased($0), today: today) }
    }

    /// The check character for the first 17 digits; nil if there are not 17 digits.
    public static func checkCharacter(for digits: String) -> Character? {
        let bytes = Array(digits.utf8)
        guard bytes.count == 17, CodeText.areDigits(bytes) else { return nil }
        let sum = zip(bytes, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
        return checkCharacters[sum % 11]
    }

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checkCharacters = Array("10X98765432")

    private static func checkCleaned(_ number: String, today: CivilDate) -> CodeCheck {
        let bytes = Array(number.utf8)
        guard bytes.count == 18 else {
            return .wrong(bytes.count == 15 && CodeText.areDigits(bytes) ? firstGeneration : wrongLength(number.count))
        }
        guard CodeText.areDigits(bytes[..<17]), CodeText.isDigit(bytes[17]) || bytes[17] == 0x58 else {
            return .wrong(en: "it must be 17 digits and a digit or X", zh: "应为 17 位数字加 1 位数字或 X")
        }
        guard let form = form(of: number) else {
            return .wrong(
                en: "there is no province \(number.prefix(2)); look at the first two digits",
                zh: "没有省级代码 \(number.prefix(2))，请核对前两位")
        }
        guard let birth = birthDate(bytes), birth.components.year >= 1_900, birth <= today else {
            return .wrong(
                en: "digits 7 to 14 are no birth date between 1900 and today", zh: "第 7 至 14 位不是 1900 年至今的有效出生日期")
        }
        guard number.last == checkCharacter(for: String(number.prefix(17))) else {
            return .wrong(
                en: "the check character does not fit; a digit is mistyped or two are exchanged",
                zh: "校验码不符，可能有一位输错或两位颠倒")
        }
        return .right(number, form: form, warnings: form == "foreigner" ? [foreigner] : [])
    }

    /// `citizen`; `permit` for the residence permits of Hong Kong, Macao and Taiwan (81, 82, 83); `foreigner` for the
    /// permanent residence card, which begins with 9 since its 2023 edition; nil if there is no such province.
    private static func form(of number: String) -> String? {
        if number.hasPrefix("9") { return "foreigner" }
        guard let province = Province.code(of: number) else { return nil }
        if (81...83).contains(province) { return "permit" }
        return Province.exists(province) ? "citizen" : nil
    }

    private static func birthDate(_ bytes: [UInt8]) -> CivilDate? {
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        return CivilDate(year: number(6..<10), month: number(10..<12), day: number(12..<14))
    }

    private static func wrongLength(_ count: Int) -> Bilingual {
        Bilingual(en: "it has \(count) characters, it must have 18", zh: "现有 \(count) 位，应为 18 位")
    }

    private static let firstGeneration = Bilingual(
        en: "a 15-digit number is not valid since 2013; ask for the number of 18 characters",
        zh: "15 位号码自 2013 年起停用，请提供 18 位号码")
    private static let foreigner = Bilingual(
        en: "the number of a foreigner's permanent residence card: only birth date and check character were checked",
        zh: "外国人永久居留身份证号码：仅核对出生日期和校验码")
}
