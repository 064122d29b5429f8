import Sync
import Tiers

/// Texts that people enter and that are signed for ever.
public enum HallText {
    /// Most characters in a hall's name.
    public static let nameMax = 100

    /// A hall's name: one line, 1 to 100 characters, without blanks at its ends.
    public static func name(_ text: String) throws(HallError) -> String {
        let scalars = text.unicodeScalars
        let blanks = [scalars.first, scalars.last].compactMap { $0 }.contains { $0.properties.isWhitespace }
        guard !text.isEmpty, scalars.count <= nameMax, !blanks, !scalars.contains(where: isControl) else {
            throw HallError(
                .usage, Bilingual(en: "a hall cannot be named \"\(text.prefix(40))\"", zh: "名称“\(text.prefix(40))”无效"),
                hint: Bilingual(
                    en: "a name is one line of 1 to \(nameMax) characters, without blanks at its ends",
                    zh: "名称为一行，1 至 \(nameMax) 个字符，首尾不得有空格"))
        }
        return text
    }

    /// A text from elsewhere as it may stand on a terminal or in a log: one line, and nothing that moves the cursor,
    /// changes colours or the direction of writing. A remark of another hall is not to draw on this clerk's screen.
    ///
    /// - Parameter limit: most characters; what is longer is cut with `…`.
    public static func printable(_ text: String, limit: Int = .max) -> String {
        var scalars = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return String(scalars) + "…" }
            count += 1
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: scalars.append(" ")
            case 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: scalars.append("\u{FFFD}")
            default: scalars.append(isControl(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(scalars)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control }
}
