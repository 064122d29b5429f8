/// A matter (政务服务事项) as its owner publishes it: one version, the whole value. The fields and their names are those
/// of the catalogue file; who owns it and which version it is stand in the commit that carries it.
public struct Matter: Sendable, Equatable {
    /// 事项编码: text, unique in the network, 1 to 64 characters.
    public var code: String
    /// 事项名称, at most 1,000 characters.
    public var name: String
    /// 事项类型 (GB/T 39046 table A.1).
    public var type: MatterType
    /// 办件类型.
    public var caseType: CaseType
    /// 决定机关: the tier, and the department where one is named.
    public var decidedBy: MatterDecider
    /// 受理层级: the tiers whose halls may accept it, highest first, at least one.
    public var acceptedAt: [Tier]
    /// 法定办结时限; nil where the law sets none.
    public var statutoryLimit: Limit?
    /// 承诺办结时限; nil where none is promised.
    public var promisedLimit: Limit?
    /// 设定依据: law and article.
    public var basis: String
    /// In force from 00:00 China time of this day.
    public var effectiveFrom: CivilDate
    /// The last day in force; nil while no end is set.
    public var effectiveTo: CivilDate?
    /// 预审环节: the chain at the accepting hall, in order.
    public var preReview: [String]
    /// 办理环节: the chain at the deciding hall, in order, at least one.
    public var steps: [String]
    /// What is said of single steps beyond their names: limits and roles.
    public var stepRules: [StepRule]
    /// 审查要点, in the order in which a reviewer goes through them.
    public var checklist: [ChecklistPoint]
    /// 首席代表现场决定: the chief representative may pass all steps and decide at once.
    public var onTheSpot: Bool
    /// 申请材料, in the order in which they are asked for.
    public var materials: [MatterMaterial]
    /// 收费项目.
    public var fees: [MatterFee]
    /// 服务对象: who may apply; empty where nothing is said.
    public var serviceObject: [ServiceObject]
    /// 受理条件.
    public var conditions: String?
    /// 办理地点.
    public var place: String?
    /// 办理时间.
    public var hours: String?
    /// 咨询电话.
    public var phone: String?
    /// 答复内容: what a reply case answers; nil for other cases, and where nothing is said: a consultation.
    public var enquiry: Enquiry?
    /// 到办事现场次数: how often an applicant has to come at most, 0 to 99; nil where nothing is promised.
    public var visits: Int?
    /// 通办范围; nil where nothing is said: any area may be served.
    public var acrossArea: AcrossArea?
    /// 特别程序 that it may need.
    public var procedures: [MatterProcedure]
    /// 不得要求提交的材料: proofs that were abolished, by name.
    public var notToAsk: [String]
    /// Fields of the file that begin with `x-`, kept as text under their whole name.
    public var extras: [String: String]

    /// The chain at an accepting hall of which the file says nothing.
    public static let defaultPreReview = ["window"]

    /// A matter of its required fields; the rest can be set afterwards.
    public init(
        code: String, name: String, type: MatterType, caseType: CaseType, decidedBy: MatterDecider, acceptedAt: [Tier],
        basis: String, effectiveFrom: CivilDate, steps: [String], materials: [MatterMaterial]
    ) {
        self.code = code
        self.name = name
        self.type = type
        self.caseType = caseType
        self.decidedBy = decidedBy
        self.acceptedAt = acceptedAt
        self.basis = basis
        self.effectiveFrom = effectiveFrom
        self.preReview = Matter.defaultPreReview
        self.steps = steps
        self.stepRules = []
        self.checklist = []
        self.onTheSpot = false
        self.materials = materials
        self.fees = []
        self.serviceObject = []
        self.procedures = []
        self.notToAsk = []
        self.extras = [:]
    }

    /// The limit that a deadline is computed by: the promised one where given, else the statutory one. Nil for a matter
    /// without limits.
    public var effectiveLimit: Limit? { promisedLimit ?? statutoryLimit }
}

/// 决定机关: who decides a matter, named by tier, since each case finds the hall of that tier on its own way up.
public struct MatterDecider: Codable, Sendable, Equatable {
    /// The tier whose hall decides.
    public var tier: Tier
    /// The key of the department whose own node decides where one is enrolled (`dkj`); nil: the hall itself.
    public var department: String?

    /// A decider; a department's key has 1 to 12 lower-case letters or digits.
    public init(tier: Tier, department: String? = nil) {
        self.tier = tier
        self.department = department
    }
}

/// 服务对象: who may apply.
public enum ServiceObject: String, Codable, Sendable, Hashable, CaseIterable {
    /// 自然人
    case citizen
    /// 法人和其他组织
    case organisation

    /// The word that people read.
    public var chinese: String {
        switch self {
        case .citizen: "自然人"
        case .organisation: "法人和其他组织"
        }
    }
}
