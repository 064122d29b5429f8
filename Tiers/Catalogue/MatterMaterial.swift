/// 申请材料: one material that a matter asks of the applicant.
public struct MatterMaterial: Codable, Sendable, Equatable {
    /// 材料形式.
    public enum Form: String, Codable, Sendable, Hashable, CaseIterable {
        /// 纸质
        case paper
        /// 电子
        case electronic
        /// 纸质或电子
        case either

        /// The word that people read.
        public var chinese: String {
            switch self {
            case .paper: "纸质"
            case .electronic: "电子"
            case .either: "纸质或电子"
            }
        }
    }

    /// 材料名称, unique within the matter, at most 1,000 characters.
    public var name: String
    /// 必要: without it the case is not accepted.
    public var required: Bool
    /// 共享: another body holds it, so that the applicant need not bring it where the hall can fetch it.
    public var shared: Bool
    /// 材料形式.
    public var form: Form
    /// 份数, 1…100.
    public var copies: Int
    /// 可容缺: may be handed in after acceptance.
    public var deferrable: Bool
    /// 填报须知, at most 4,000 characters.
    public var note: String?
    /// Fields of the file that begin with `x-`, kept as text under their whole name.
    public var extras: [String: String]

    /// A material; what is not said is as in a file that does not say it.
    public init(
        name: String, required: Bool = true, shared: Bool = false, form: Form = .either, copies: Int = 1,
        deferrable: Bool = false, note: String? = nil, extras: [String: String] = [:]
    ) {
        self.name = name
        self.required = required
        self.shared = shared
        self.form = form
        self.copies = copies
        self.deferrable = deferrable
        self.note = note
        self.extras = extras
    }
}
