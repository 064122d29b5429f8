/// A code as somebody typed or pasted it, made ready for checking: blanks and invisible marks are taken out. Full-width
/// characters are refused with a hint and not converted, so that what was handed in and what is kept look the same.
enum CodeText {
    /// Longest text that is looked at, in bytes of UTF-8; every code is far shorter.
    static let longest = 200

    /// The text without blanks, or why it cannot be a code.
    static func clean(_ text: String) -> Result<String, Refusal> {
        guard text.utf8.count <= longest else { return .failure(Refusal(reason: tooLong)) }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isBlank(scalar) {
            if (0xFF01...0xFF5E).contains(scalar.value) { return .failure(Refusal(reason: fullWidth)) }
            scalars.append(scalar)
        }
        return scalars.isEmpty ? .failure(Refusal(reason: empty)) : .success(String(scalars))
    }

    /// Cleans and then checks.
    static func check(_ text: String, _ body: (String) -> CodeCheck) -> CodeCheck {
        switch clean(text) {
        case .success(let cleaned): body(cleaned)
        case .failure(let refusal): .wrong(refusal.reason)
        }
    }

    /// ASCII letters in upper case; other characters as they are.
    static func upperCased(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func areDigits(_ text: some Sequence<UInt8>) -> Bool { text.allSatisfy(isDigit) }

    /// The value of a digit or upper-case letter in base 36, 0…35.
    static func base36(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x5A: Int(byte) - 0x41 + 10
        default: nil
        }
    }

    /// Spaces of every width, line ends, and the invisible marks that copying from a page leaves behind.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0xA0, 0x2000...0x200F, 0x202A...0x202F, 0x2060, 0x3000, 0xFEFF: true
        default: false
        }
    }

    struct Refusal: Error {
        let reason: Bilingual
    }

    private static let empty = Bilingual(en: "nothing was typed", zh: "未输入内容")
    private static let tooLong = Bilingual(
        en: "the text is longer than any code; give one code at a time", zh: "内容过长，请一次只输入一个编码")
    private static let fullWidth = Bilingual(
        en: "full-width characters; type it in half width", zh: "含全角字符，请用半角输入")
}
