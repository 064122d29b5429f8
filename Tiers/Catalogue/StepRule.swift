/// What a matter says of one step of its chains beyond its name: how long it may take, and who passes it.
public struct StepRule: Codable, Hashable, Sendable {
    /// The chains of a matter.
    public enum Chain: String, Codable, Hashable, Sendable, CaseIterable {
        /// The chain at the accepting hall.
        case preReview
        /// The chain at the deciding hall.
        case steps
    }

    /// The chain that the step is of.
    public var chain: Chain
    /// Its place there, from 0; a step's name may come twice.
    public var place: Int
    /// 环节时限; nil where the step has none of its own.
    public var limit: Limit?
    /// Who passes it, where its name does not say so.
    public var role: StaffRole?

    /// What is said of a step.
    public init(chain: Chain, place: Int, limit: Limit? = nil, role: StaffRole? = nil) {
        self.chain = chain
        self.place = place
        self.limit = limit
        self.role = role
    }
}

/// 审查要点: one point that a reviewer looks at and ticks.
public struct ChecklistPoint: Codable, Hashable, Sendable {
    /// What to look at, at most 1,000 characters.
    public var point: String
    /// Whether nothing is granted before it is ticked.
    public var required: Bool
    /// The step of the deciding hall's chain that cannot be passed before; nil: only the decision waits for it.
    public var step: String?
    /// 依据, at most 4,000 characters.
    public var basis: String?

    /// A point of a review.
    public init(point: String, required: Bool = true, step: String? = nil, basis: String? = nil) {
        self.point = point
        self.required = required
        self.step = step
        self.basis = basis
    }
}
