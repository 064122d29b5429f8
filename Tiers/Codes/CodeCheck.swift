/// The answer to "is this code right?". A wrong code is an answer, not an error.
public struct CodeCheck: Hashable, Sendable {
    /// Whether the code is right, perhaps after normalising.
    public let valid: Bool
    /// The code as it is kept: without blanks, in the right case. Nil when not valid.
    public let normalised: String?
    /// Which form of its family the code has, a stable word (`basic`, `opaque`, `township` …); nil where there is only
    /// one.
    public let form: String?
    /// What a person should look at although the code is taken. Empty when not valid.
    public let warnings: [Bilingual]
    /// Why the code is not valid and what to do; nil when it is.
    public let reason: Bilingual?

    static func right(_ normalised: String, form: String? = nil, warnings: [Bilingual] = []) -> CodeCheck {
        CodeCheck(valid: true, normalised: normalised, form: form, warnings: warnings, reason: nil)
    }

    static func wrong(_ reason: Bilingual) -> CodeCheck {
        CodeCheck(valid: false, normalised: nil, form: nil, warnings: [], reason: reason)
    }

    static func wrong(en: String, zh: String) -> CodeCheck { wrong(Bilingual(en: en, zh: zh)) }
}

/// The kinds of code that `hall check` knows.
public enum CheckKind: String, CaseIterable, Sendable, Codable {
    /// 公民身份号码, GB 11643.
    case citizen
    /// 统一社会信用代码, GB 32100.
    case creditCode = "credit-code"
    /// 电子证照标识, GB/T 36904.
    case licence
    /// 行政区划代码, GB/T 2260 with the statistical extension to 12 digits.
    case division
    /// 事项编码.
    case matter
    /// 办件编号.
    case case_ = "case"

    /// Checks a code. Today is for birth dates, which cannot lie in the future.
    public func check(_ value: String, today: CivilDate) -> CodeCheck {
        switch self {
        case .citizen: CitizenNumber.check(value, today: today)
        case .creditCode: CreditCode.check(value)
        case .licence: LicenceIdentifier.check(value)
        case .division: DivisionCode.check(value)
        case .matter: MatterCode.check(value)
        case .case_: CaseNumber.check(value)
        }
    }
}
