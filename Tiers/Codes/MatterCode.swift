/// The code of a matter (事项编码). Many schemes are in use (domain.md §3.2), so a code is text with a scheme. Only the
/// national scheme is checked: `basic` 12 digits (2 set by, 2 type, 2 department, 3 main, 3 sub), `implementation` 31
/// characters (18 credit code, 1 exercise level, 12 basic), `handling-item` 33 (2 digits more). Anything else is
/// `opaque`.
public enum MatterCode {
    /// Longest code in characters. The national tables allow 50 for a local code; Sichuan's have 55.
    public static let longest = 64

    /// Checks a code by the scheme that its shape tells; an opaque one is taken as it stands, with a warning.
    public static func check(_ text: String) -> CodeCheck {
        CodeText.check(text) { code in
            let upper = CodeText.upperCased(code)
            return looksNational(upper) ? checkNational(upper) : checkOpaque(code)
        }
    }

    /// Digits alone of 12, or digits and letters alone of 31 or 33, or such that begin with a right credit code and
    /// have lost or gained a character.
    private static func looksNational(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        guard bytes.allSatisfy({ CodeText.base36($0) != nil }) else { return false }
        switch bytes.count {
        case 12: return CodeText.areDigits(bytes)
        case 31, 33: return true
        case 19...: return CreditCode.check(String(code.prefix(18))).valid
        default: return false
        }
    }

    private static func checkNational(_ code: String) -> CodeCheck {
        if code.utf8.count == 12 { return checkBasic(code, normalised: code, form: "basic") }
        guard [31, 33].contains(code.utf8.count) else {
            return .wrong(
                en: "it has \(code.count) characters; an implementation code has 31, a handling item 33",
                zh: "现有 \(code.count) 位，实施编码应为 31 位，业务办理项编码应为 33 位")
        }
        let body = CreditCode.check(String(code.prefix(18)))
        if let reason = body.reason {
            return .wrong(
                en: "the credit code at its beginning is wrong: \(reason.en)", zh: "开头的统一社会信用代码有误：\(reason.zh)")
        }
        let rest = code.dropFirst(18)
        guard let level = rest.first, ("1"..."7").contains(level) else {
            return .wrong(en: "character 19, the exercise level, must be 1 to 7", zh: "第 19 位行使层级应为 1 至 7")
        }
        guard CodeText.areDigits(rest.utf8) else {
            return .wrong(en: "after the credit code only digits follow", zh: "统一社会信用代码之后应全为数字")
        }
        let form = code.utf8.count == 31 ? "implementation" : "handling-item"
        return checkBasic(String(rest.dropFirst().prefix(12)), normalised: code, form: form, warnings: body.warnings)
    }

    /// The twelve digits: set by the state (00) or a province, and a matter type of GB/T 39046 table A.1.
    private static func checkBasic(
        _ basic: String, normalised: String, form: String, warnings: [Bilingual] = []
    ) -> CodeCheck {
        let setBy = Province.code(of: basic) ?? -1
        guard setBy == 0 || Province.exists(setBy) else {
            return .wrong(
                en: "the basic code begins with \(basic.prefix(2)), neither 00 (state) nor a province",
                zh: "基本编码以 \(basic.prefix(2)) 开头，既非 00（国家）也非省级代码")
        }
        var warnings = warnings
        let type = basic.dropFirst(2).prefix(2)
        if let number = Int(type), number > 29 {
            warnings.append(Bilingual(en: "the matter type \(type) is not in the list", zh: "事项类型 \(type) 不在目录中"))
        }
        return .right(normalised, form: form, warnings: warnings)
    }

    private static func checkOpaque(_ code: String) -> CodeCheck {
        guard code.count <= longest else {
            return .wrong(
                en: "it has \(code.count) characters, at most \(longest) are allowed",
                zh: "现有 \(code.count) 位，最多 \(longest) 位")
        }
        guard code.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0 != "/" && $0 != "\\" && $0.value != 0x7F }) else {
            return .wrong(en: "control characters and slashes are not allowed", zh: "不能含控制字符和斜线")
        }
        return .right(code, form: "opaque", warnings: [unknownScheme])
    }

    private static let unknownScheme = Bilingual(
        en: "not a code of the national scheme: taken as it stands, nothing was checked",
        zh: "不是国家编码规则的编码：按原样采用，未作校验")
}
