/// A rule of the staff list says no.
public struct StaffRefusal: Error, Hashable, Sendable {
    /// The stable words.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The hall has a staff list, and nobody was named.
        case needed = "staff-needed"
        /// Nobody of the staff is called so today.
        case unknown = "staff-unknown"
        /// Several are called so.
        case ambiguous = "staff-ambiguous"
        /// A field of an entry breaks a rule.
        case invalid = "staff-invalid"
        /// The person's roles do not allow it.
        case notTheRole = "not-the-role"
        /// The case is a colleague's.
        case notTheAssignee = "not-the-assignee"
        /// Who approves does not supervise.
        case bothSides = "both-sides"

        /// What the word stands for.
        public var meaning: Bilingual {
            switch self {
            case .needed: Bilingual(en: "--as must name one of the staff", zh: "须用 --as 指明本单位工作人员")
            case .unknown: Bilingual(en: "nobody of the staff is called so", zh: "人员名册中没有此人")
            case .ambiguous: Bilingual(en: "several of the staff are called so", zh: "名册中有同名人员")
            case .invalid: Bilingual(en: "the staff list does not allow it", zh: "不符合人员名册规则")
            case .notTheRole: Bilingual(en: "the person's role does not do this", zh: "岗位无此权限")
            case .notTheAssignee: Bilingual(en: "the case is a colleague's", zh: "该办件由其他人员承办")
            case .bothSides: Bilingual(en: "who approves does not supervise", zh: "审批与监察不得为同一人")
            }
        }
    }

    /// The stable word.
    public var code: Code
    /// What is wrong.
    public var message: Bilingual
    /// What to do.
    public var hint: Bilingual

    init(_ code: Code, _ message: Bilingual, hint: Bilingual) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
