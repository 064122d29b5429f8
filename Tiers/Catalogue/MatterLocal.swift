/// What one hall says of a matter that another hall owns (本地要素): where and when it is handled here, and a promise that
/// may be shorter than the owner's, never longer. What the owner says stands where this is silent.
public struct MatterLocal: Codable, Sendable, Equatable {
    /// The matter's code.
    public var code: String
    /// 窗口
    public var window: String?
    /// 地址
    public var address: String?
    /// 电话
    public var phone: String?
    /// 办理时间
    public var hours: String?
    /// 本地承诺时限 in the unit of the owner's limit.
    public var promisedDays: Int?

    /// An overlay; a field that is nil leaves what the owner says.
    public init(
        code: String, window: String? = nil, address: String? = nil, phone: String? = nil, hours: String? = nil,
        promisedDays: Int? = nil
    ) {
        self.code = code
        self.window = window
        self.address = address
        self.phone = phone
        self.hours = hours
        self.promisedDays = promisedDays
    }
}

extension Matter {
    /// The limit that a case at a hall with this overlay promises: the local one in the unit of the owner's, else the
    /// owner's.
    public func effectiveLimit(with local: MatterLocal?) -> Limit? {
        guard let days = local?.promisedDays, let own = effectiveLimit else { return effectiveLimit }
        return Limit(days: days, unit: own.unit) ?? own
    }
}
