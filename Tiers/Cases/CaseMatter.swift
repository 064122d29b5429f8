/// What a case needs of its matter (事项快照), as it stands in the body of the opening: the case stays under it, whatever
/// the catalogue says later.
public struct CaseMatter: Codable, Hashable, Sendable {
    /// The hall that owns the matter.
    public var owner: HallID
    /// The matter's code, at most 192 bytes.
    public var code: String
    /// The matter's version.
    public var version: UInt32
    /// The matter's name (事项名称).
    public var name: String
    /// The two-digit kind of the matter (事项类型, domain.md §3.3).
    public var type: String?
    /// How it is handled.
    public var caseType: CaseType
    /// Who decides.
    public var decidedBy: CaseDecider
    /// The tiers whose halls take it in.
    public var acceptedAt: [Tier]
    /// The limit by law, nil where there is none.
    public var statutory: Limit?
    /// The limit that is promised, nil where none is.
    public var promised: Limit?
    /// The chain at the accepting hall, at most 32 steps.
    public var preReview: [String]
    /// The chain at the deciding hall, at most 32 steps.
    public var steps: [String]
    /// What the applicant brings.
    public var materials: [CaseMatterMaterial]
    /// The legal basis (设定依据).
    public var basis: String
    /// 收费目录; nil in what an older release wrote.
    public var fees: [MatterFee]?
    /// Limits and roles of single steps; nil in what an older release wrote.
    public var stepRules: [StepRule]?
    /// 审查要点; nil where there are none.
    public var checklist: [ChecklistPoint]?
    /// The chief representative decides on the spot; nil: not.
    public var onTheSpot: Bool?
    /// 答复内容; nil: a consultation, where it is a reply case.
    public var enquiry: Enquiry?
    /// 到办事现场次数: how often the applicant has to come at most; nil: nothing is promised.
    public var visits: Int?
    /// 通办范围; nil: any area.
    public var acrossArea: AcrossArea?
    /// 特别程序 with the time that each takes at most; nil where the matter names none.
    public var procedures: [MatterProcedure]?
    /// What may not be asked for; nil where nothing is named.
    public var notToAsk: [String]?

    /// The name of the step that acceptance passes.
    public static let windowStep = "window"

    /// A snapshot of a matter.
    public init(
        owner: HallID, code: String, version: UInt32, name: String, type: String? = nil, caseType: CaseType,
        decidedBy: CaseDecider, acceptedAt: [Tier], statutory: Limit? = nil, promised: Limit? = nil,
        preReview: [String] = [CaseMatter.windowStep], steps: [String], materials: [CaseMatterMaterial], basis: String
    ) {
        self.owner = owner
        self.code = code
        self.version = version
        self.name = name
        self.type = type
        self.caseType = caseType
        self.decidedBy = decidedBy
        self.acceptedAt = acceptedAt
        self.statutory = statutory
        self.promised = promised
        self.preReview = preReview
        self.steps = steps
        self.materials = materials
        self.basis = basis
    }

    /// What is said of a step beyond its name.
    public func rule(_ chain: StepRule.Chain, _ place: Int) -> StepRule? {
        stepRules?.first { $0.chain == chain && $0.place == place }
    }

    /// The material of a name; nil where the matter does not have it.
    public func material(_ name: String) -> CaseMatterMaterial? { materials.first { $0.name == name } }
}

/// Who decides a matter (决定机关): a tier, and the department there whose own node decides where it is enrolled.
public struct CaseDecider: Codable, Hashable, Sendable {
    /// The tier of the hall.
    public var tier: Tier
    /// The key of the department, nil for the hall itself.
    public var department: String?

    /// A decider.
    public init(tier: Tier, department: String? = nil) {
        self.tier = tier
        self.department = department
    }
}

/// A material that the matter asks for (申请材料).
public struct CaseMatterMaterial: Codable, Hashable, Sendable {
    /// In which form it may come.
    public enum Form: String, Codable, Hashable, Sendable, CaseIterable {
        /// 纸质
        case paper
        /// 电子
        case electronic
        /// 纸质或电子
        case either
    }

    /// Its name, unique within the matter.
    public var name: String
    /// Whether a case cannot be accepted without it.
    public var required: Bool
    /// Whether another department holds it, so that the applicant need not bring it (共享材料).
    public var shared: Bool
    /// In which form it may come.
    public var form: Form
    /// How many copies are asked for; nil where the matter does not say.
    public var copies: Int?
    /// Whether it may come after acceptance (容缺).
    public var deferrable: Bool
    /// A remark for the applicant.
    public var note: String?

    /// A material.
    public init(
        name: String, required: Bool, shared: Bool = false, form: Form = .either, copies: Int? = nil,
        deferrable: Bool = false, note: String? = nil
    ) {
        self.name = name
        self.required = required
        self.shared = shared
        self.form = form
        self.copies = copies
        self.deferrable = deferrable
        self.note = note
    }
}
