/// An administrative division code (行政区划代码) in groups of 2·2·2·3·3 digits: province, city, county (GB/T 2260),
/// township (GB/T 10114), village (statistical code). Two texts of one division are equal: `340122`, `340122000000`.
public struct DivisionCode: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The natural form: 2, 4, 6, 9 or 12 digits, without empty trailing groups (`3410`, `340122100`, never `341`).
    public let natural: String

    /// The lengths that a code can have.
    public static let lengths = [2, 4, 6, 9, 12]

    /// Reads 2, 4, 6, 9 or 12 digits, of which the first two are not 00. Nil for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard DivisionCode.lengths.contains(bytes.count), CodeText.areDigits(bytes), !text.hasPrefix("00") else {
            return nil
        }
        self.init(trimming: text)
    }

    /// Drops the empty groups at the end; the text is well formed.
    private init(trimming text: String) {
        let significant = text.utf8.count - text.utf8.reversed().prefix { $0 == 0x30 }.count
        let length = DivisionCode.lengths.first { $0 >= significant } ?? text.utf8.count
        natural = String(text.prefix(length))
    }

    /// The interchange form: 12 digits, filled with zeros on the right.
    public var padded: String { natural + String(repeating: "0", count: 12 - natural.utf8.count) }

    /// The tier that the digits tell. A hall's tier is an attribute of its own: digits mislead at development zones and
    /// at counties directly under a province.
    public var tierByDigits: Tier {
        switch natural.utf8.count {
        case 2: .province
        case 4: .city
        case 6: .county
        case 9: .township
        default: .village
        }
    }

    /// The division above by digits alone: the last group that is not empty set to zero. Nil for a province.
    public var parentByDigits: DivisionCode? {
        let length = natural.utf8.count
        guard let shorter = DivisionCode.lengths.last(where: { $0 < length }) else { return nil }
        return DivisionCode(trimming: String(natural.prefix(shorter)))
    }

    /// The division above as governments stand (domain.md §1.2): grouping codes are passed over, and Jiayuguan's one
    /// county is the city. Nil for a province.
    public var parent: DivisionCode? { parentByDigits?.governing }

    /// The government that stands where this code stands: the province for a grouping code, the city for Jiayuguan's
    /// one county (620201), else the code itself.
    public var governing: DivisionCode {
        guard isGrouping || natural == "620201" else { return self }
        return parentByDigits ?? self
    }

    /// A city-level code that only groups: `PP90` for units directly under a province, `PP01` and `PP02` (市辖区, 县) of
    /// the four municipalities.
    public var isGrouping: Bool {
        guard natural.utf8.count == 4, let province = Province.code(of: natural) else { return false }
        let city = natural.suffix(2)
        return city == "90" || (Province.isMunicipality(province) && (city == "01" || city == "02"))
    }

    /// Whether the other code lies in this one, by groups; a code covers itself.
    public func covers(_ other: DivisionCode) -> Bool { other.natural.hasPrefix(natural) }

    /// Checks a code as somebody typed it. Normalised to 12 digits; the form is the tier that the digits tell. No list
    /// of divisions is asked, because codes come and go.
    public static func check(_ text: String) -> CodeCheck {
        CodeText.check(text) { cleaned in
            guard CodeText.areDigits(cleaned.utf8) else {
                return .wrong(en: "a division code has only digits", zh: "行政区划代码应全为数字")
            }
            guard lengths.contains(cleaned.utf8.count) else {
                return .wrong(
                    en: "it has \(cleaned.count) digits; a code has 2, 4, 6, 9 or 12",
                    zh: "现有 \(cleaned.count) 位，应为 2、4、6、9 或 12 位")
            }
            guard let province = Province.code(of: cleaned), Province.exists(province),
                let code = DivisionCode(cleaned)
            else {
                return .wrong(
                    en: "there is no province \(cleaned.prefix(2)); look at the first two digits",
                    zh: "没有省级代码 \(cleaned.prefix(2))，请核对前两位")
            }
            return .right(code.padded, form: code.tierByDigits.rawValue, warnings: code.isGrouping ? [grouping] : [])
        }
    }

    /// The natural form.
    public var description: String { natural }

    /// By digits, so that a division stands before those inside it.
    public static func < (left: DivisionCode, right: DivisionCode) -> Bool { left.natural < right.natural }

    private static let grouping = Bilingual(
        en: "this code only groups units, no government bears it", zh: "该代码仅用于归类，没有对应的政府")
}

extension DivisionCode: Codable {
    /// Reads 2, 4, 6, 9 or 12 digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let code = DivisionCode(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a division code: \(text.prefix(40))")
        }
        self = code
    }

    /// Writes 12 digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(padded)
    }
}
