/// What an opinion says (意见).
public enum OpinionValue: String, Codable, Sendable, Hashable, CaseIterable {
    /// 同意
    case consent
    /// 不同意, with reasons; without reasons it counts as consent.
    case object
    /// 同意，但须报上级机关
    case passOn = "pass-on"

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .consent: "同意"
        case .object: "不同意"
        case .passOn: "同意并须报上级机关"
        }
    }
}

/// How a result is handed out (送达方式), and how a filing comes in.
public enum DeliveryWay: String, Codable, Sendable, Hashable, CaseIterable {
    /// 窗口领取
    case counter
    /// 邮寄
    case courier
    /// 电子送达
    case online

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .counter: "窗口领取"
        case .courier: "邮寄送达"
        case .online: "电子送达"
        }
    }
}

/// A mistake of typing with what stood there and what stands there now.
public struct CaseAmendment: Codable, Hashable, Sendable {
    /// The field, as in the applicant's file: `name`, `agent.phone`.
    public var field: String
    /// What stood there; nil where nothing did.
    public var old: String?
    /// What stands there now.
    public var new: String
}

/// A field and its new value, as a clerk gives them.
public struct AmendedField: Hashable, Sendable {
    /// The field, as in the applicant's file.
    public var field: String
    /// Its new value.
    public var value: String

    /// A field with its new value.
    public init(field: String, value: String) {
        self.field = field
        self.value = value
    }
}
