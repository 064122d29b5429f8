/// The identifier of an electronic licence (电子证照标识), GB/T 36904-2018: `1.2.156.3005.2`, licence type (credit code of
/// the body that defines it and 3 characters), issuer (credit code), serial, version (3 digits) and a check character
/// by ISO 7064 MOD 37,36 over type, issuer, serial and version without dots.
public enum LicenceIdentifier {
    /// The object identifier before every licence.
    public static let root = "1.2.156.3005.2"

    /// Checks the parts and the check character. An issuer given as division code, as old data have it, and a credit
    /// code that does not check are warnings.
    public static func check(_ text: String) -> CodeCheck {
        CodeText.check(text) { checkCleaned(CodeText.upperCased($0)) }
    }

    private static func checkCleaned(_ identifier: String) -> CodeCheck {
        guard identifier.hasPrefix(root + ".") else {
            return .wrong(en: "it must begin with \(root).", zh: "应以 \(root). 开头")
        }
        let parts = identifier.dropFirst(root.count + 1).split(separator: ".", omittingEmptySubsequences: false)
            .map { Array($0.utf8) }
        guard parts.count == 5 else {
            return .wrong(
                en: "after \(root) follow type, issuer, serial, version and check character, with dots between",
                zh: "\(root) 之后应依次为类型代码、颁发机构、流水号、版本号、校验位，以点分隔")
        }
        let (type, issuer, serial, version, check) = (parts[0], parts[1], parts[2], parts[3], parts[4])
        let characters = type + issuer + serial + version
        guard characters.allSatisfy({ CodeText.base36($0) != nil }) else {
            return .wrong(en: "only digits and Latin letters stand between the dots", zh: "各段只能含数字和拉丁字母")
        }
        guard type.count == 21 else {
            return .wrong(
                en: "the licence type has \(type.count) characters, it must have 21",
                zh: "证照类型代码现有 \(type.count) 位，应为 21 位")
        }
        let oldIssuer = issuer.count == 6 && CodeText.areDigits(issuer)
        guard issuer.count == 18 || oldIssuer else {
            return .wrong(
                en: "the issuer has \(issuer.count) characters, it must be a credit code of 18",
                zh: "颁发机构代码现有 \(issuer.count) 位，应为 18 位统一社会信用代码")
        }
        guard !serial.isEmpty else { return .wrong(en: "the serial is missing", zh: "缺少流水号") }
        guard version.count == 3, CodeText.areDigits(version) else {
            return .wrong(en: "the version must be 3 digits", zh: "版本号应为 3 位数字")
        }
        guard check == [checkCharacter(over: characters)] else {
            return .wrong(
                en: "the check character does not fit; a character is mistyped or two are exchanged",
                zh: "校验位不符，可能有一位输错或两位颠倒")
        }
        return .right(identifier, warnings: warnings(type: type, issuer: issuer, oldIssuer: oldIssuer))
    }

    private static func warnings(type: [UInt8], issuer: [UInt8], oldIssuer: Bool) -> [Bilingual] {
        func isCreditCode(_ bytes: some Sequence<UInt8>) -> Bool {
            CreditCode.check(String(decoding: Array(bytes), as: UTF8.self)).valid
        }
        var warnings: [Bilingual] = []
        if !isCreditCode(type.prefix(18)) {
            warnings.append(
                Bilingual(
                    en: "the credit code in the licence type does not check", zh: "证照类型代码中的统一社会信用代码校验不符"))
        }
        if oldIssuer {
            warnings.append(
                Bilingual(
                    en: "the issuer is a division code, as in old data", zh: "颁发机构为行政区划代码，属旧数据写法"))
        } else if !isCreditCode(issuer) {
            warnings.append(
                Bilingual(en: "the credit code of the issuer does not check", zh: "颁发机构的统一社会信用代码校验不符"))
        }
        return warnings
    }

    /// ISO 7064 MOD 37,36 over digits and capital letters.
    static func checkCharacter(over characters: [UInt8]) -> UInt8 {
        var product = 36
        for character in characters {
            let sum = (product + (CodeText.base36(character) ?? 0)) % 36
            product = (sum == 0 ? 36 : sum) * 2 % 37
        }
        let value = (37 - product) % 36
        return UInt8(value < 10 ? 0x30 + value : 0x41 + value - 10)
    }
}
