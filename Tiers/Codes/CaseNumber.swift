/// A case number (办件编号): `<hall id>-<yymmdd>-<8 random characters><check character>`, unique without memory of what was
/// issued and hard to guess. The check character is that of GB 32100 over all letters and digits before it.
public struct CaseNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number as it stands on the receipt, at most 50 characters.
    public let rawValue: String
    /// The hall that opened the case.
    public let hall: HallID
    /// The day on which it was opened, 2000 to 2099.
    public let date: CivilDate

    /// Random characters in a number; 31^8 is about 8.5 × 10¹¹.
    public static let randomCount = 8

    /// Reads a number that is written exactly as on the receipt; nil for anything else. What a person typed goes
    /// through `check` first.
    public init?(_ text: String) {
        guard text.utf8.count <= 50, case .success(let number) = CaseNumber.read(text), number.rawValue == text else {
            return nil
        }
        self = number
    }

    /// A new number. Each random byte chooses one character (its remainder by 31). Nil unless there are 8 bytes and the
    /// year is in 2000…2099.
    public static func make(hall: HallID, date: CivilDate, random: [UInt8]) -> CaseNumber? {
        let (year, month, day) = date.components
        guard random.count == randomCount, (2_000...2_099).contains(year) else { return nil }
        let stamp = [year % 100, month, day].map { padded(Int64($0), 2) }.joined()
        let characters = random.map { CreditAlphabet.characters[Int($0) % CreditAlphabet.characters.count] }
        let body = "\(hall.rawValue)-\(stamp)-\(String(decoding: characters, as: UTF8.self))"
        let check = String(decoding: [checkCharacter(over: body)], as: UTF8.self)
        return CaseNumber(rawValue: body + check, hall: hall, date: date)
    }

    /// Checks a number as somebody typed it: `hallnet` for ours, `implementation-date` for the provincial form of 43
    /// characters (31 implementation code, 8 date, 4 serial). In the last nine characters of ours I, O, S, V, Z are
    /// taken as 1, 0, 5, U, 2.
    public static func check(_ text: String) -> CodeCheck {
        CodeText.check(text) { cleaned in
            if cleaned.utf8.count == 43 && !cleaned.contains("-") {
                return checkProvincial(CodeText.upperCased(cleaned))
            }
            switch read(cleaned) {
            case .success(let number): return .right(number.rawValue, form: "hallnet")
            case .failure(let refusal): return .wrong(refusal.reason)
            }
        }
    }

    /// The number itself.
    public var description: String { rawValue }

    /// By text: by hall, then by day.
    public static func < (left: CaseNumber, right: CaseNumber) -> Bool { left.rawValue < right.rawValue }

    private init(rawValue: String, hall: HallID, date: CivilDate) {
        self.rawValue = rawValue
        self.hall = hall
        self.date = date
    }

    private static func read(_ text: String) -> Result<CaseNumber, CodeText.Refusal> {
        func wrong(_ en: String, _ zh: String) -> Result<CaseNumber, CodeText.Refusal> {
            .failure(CodeText.Refusal(reason: Bilingual(en: en, zh: zh)))
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else {
            return wrong("it must read HALL-YYMMDD-NINE characters, with two dashes", "应为“大厅编号-年月日-九位字符”，含两个短横线")
        }
        guard let hall = HallID(parts[0].lowercased()) else {
            return wrong("\(parts[0].prefix(30)) is not the id of a hall", "\(parts[0].prefix(30)) 不是大厅编号")
        }
        let stamp = Array(parts[1].utf8)
        guard stamp.count == 6, CodeText.areDigits(stamp), let date = CivilDate(isoText(ofStamp: parts[1])) else {
            return wrong("the middle part must be a day as YYMMDD", "中间一段应为年月日各两位的日期")
        }
        let tail = CodeText.upperCased(parts[2]).utf8.map(CreditAlphabet.meant)
        guard tail.count == randomCount + 1, tail.allSatisfy({ CreditAlphabet.value($0) != nil }) else {
            return wrong("the last part must be nine digits or letters", "最后一段应为九位数字或字母")
        }
        let body = "\(hall.rawValue)-\(parts[1])-\(String(decoding: tail.dropLast(), as: UTF8.self))"
        guard tail.last == checkCharacter(over: body) else {
            return wrong(
                "the check character does not fit; a character is mistyped or two are exchanged",
                "校验码不符，可能有一位输错或两位颠倒")
        }
        let text = "\(hall.rawValue)-\(parts[1])-\(String(decoding: tail, as: UTF8.self))"
        return .success(CaseNumber(rawValue: text, hall: hall, date: date))
    }

    private static func isoText(ofStamp stamp: String) -> String {
        "20\(stamp.prefix(2))-\(stamp.dropFirst(2).prefix(2))-\(stamp.suffix(2))"
    }

    private static func checkCharacter(over body: String) -> UInt8 {
        let letters = CodeText.upperCased(body).utf8.map(CreditAlphabet.meant)
        return CreditAlphabet.checkCharacter(over: letters.compactMap(CreditAlphabet.value))
    }

    private static func checkProvincial(_ number: String) -> CodeCheck {
        let matter = MatterCode.check(String(number.prefix(31)))
        if let reason = matter.reason {
            return .wrong(en: "the implementation code in it is wrong: \(reason.en)", zh: "其中的实施编码有误：\(reason.zh)")
        }
        let rest = String(number.dropFirst(31))
        let iso = "\(rest.prefix(4))-\(rest.dropFirst(4).prefix(2))-\(rest.dropFirst(6).prefix(2))"
        guard CodeText.areDigits(rest.utf8), CivilDate(iso) != nil else {
            return .wrong(
                en: "after the implementation code a day as YYYYMMDD and 4 digits must follow",
                zh: "实施编码之后应为八位日期和四位流水号")
        }
        return .right(number, form: "implementation-date", warnings: matter.warnings)
    }
}

extension CaseNumber: Codable {
    /// Reads the text; refuses what is not exactly a case number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let number = CaseNumber(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a case number: \(text.prefix(60))")
        }
        self = number
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
