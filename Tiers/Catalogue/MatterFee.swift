/// 收费项目: one fee of a matter.
public struct MatterFee: Codable, Sendable, Hashable {
    /// 收费项目名称, at most 1,000 characters.
    public var name: String
    /// 收费标准 in yuan with two decimals as text (`80.00`), so that no rounding touches it; nil = by standard (按标准).
    public var amount: String?
    /// 计费单位: what the amount is for (`件`, `人次`).
    public var unit: String?
    /// 收费依据.
    public var basis: String?
    /// Fields of the file that begin with `x-`, kept as text under their whole name.
    public var extras: [String: String]

    /// A fee; an amount is written as `isAmount` says.
    public init(
        name: String, amount: String? = nil, unit: String? = nil, basis: String? = nil, extras: [String: String] = [:]
    ) {
        self.name = name
        self.amount = amount
        self.unit = unit
        self.basis = basis
        self.extras = extras
    }

    /// True for yuan with exactly two decimals and at most 9 digits before them, without sign or leading zeros: `0.00`,
    /// `80.00`, `550.50`.
    public static func isAmount(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...9).contains(parts[0].count), parts[1].count == 2 else { return false }
        let digits: ClosedRange<UInt8> = 0x30...0x39
        guard parts[0].allSatisfy(digits.contains), parts[1].allSatisfy(digits.contains) else { return false }
        return parts[0].count == 1 || parts[0].first != 0x30
    }

    /// The most that one applicant can owe of it, hundredths of a yuan; nil where a standard or a number of units
    /// says so.
    var most: Int? { unit == nil ? amount.flatMap { CaseCharge.amount($0) } : nil }
}
