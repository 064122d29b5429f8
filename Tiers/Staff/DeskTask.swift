/// What a hall has to do next with a case that it holds, and which roles do it.
public struct DeskTask: Hashable, Sendable {
    /// The kinds of work inside a hall, in the order in which a case meets them.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// 接收: take a forwarded case.
        case receive
        /// 收件: until it is accepted.
        case intake
        /// 审核: the next step of the chain.
        case review
        /// 决定
        case decide
        /// 上报: pass it on.
        case forward
        /// 办结
        case conclude
        /// 送达
        case deliver
    }

    /// What is to be done.
    public let kind: Kind
    /// The name of the chain's next step; nil where the work is no step.
    public let step: String?
    /// The step's place in its chain, from 0; 0 where the work is no step.
    public let place: Int
    /// The chain of the step; nil where the work is no step.
    public let chain: StepRule.Chain?
    /// 环节时限 of the step; nil where it has none of its own.
    public let limit: Limit?
    /// Who does it; nil: anybody who does not supervise.
    public let roles: [StaffRole]?

    /// Names the stretch of work for which somebody was dispatched: it ends when the work does.
    public var key: String { "\(kind.rawValue) \(place)" }

    private init(
        _ kind: Kind, step: String? = nil, place: Int = 0, chain: StepRule.Chain? = nil, limit: Limit? = nil,
        roles: [StaffRole]?
    ) {
        self.kind = kind
        self.step = step
        self.place = place
        self.chain = chain
        self.limit = limit
        self.roles = roles
    }

    /// The work of a hall; nil where it does not hold the case, and where nothing follows.
    public static func of(_ state: CaseState, _ matter: CaseMatter, at hall: HallID) -> DeskTask? {
        guard state.holder == hall, !state.stage.isEnd else { return nil }
        switch state.stage {
        case .forwarded: return DeskTask(.receive, roles: nil)
        case .received, .correcting: return DeskTask(.intake, roles: [.window, .chiefRepresentative])
        case .granted, .refused: return DeskTask(.conclude, roles: nil)
        case .concluded: return DeskTask(.deliver, roles: [.window, .chiefRepresentative])
        default: return chainTask(state, matter, at: hall)
        }
    }

    private static func chainTask(_ state: CaseState, _ matter: CaseMatter, at hall: HallID) -> DeskTask {
        let decides = hall == state.decidingHall
        guard let count = state.chain(at: hall) else { return DeskTask(.forward, roles: nil) }
        let chain: StepRule.Chain = decides ? .steps : .preReview
        let names = decides ? matter.steps : matter.preReview
        if count.left > 0 {
            let place = Int(count.passed)
            let name = names.indices.contains(place) ? names[place] : nil
            let rule = matter.rule(chain, place)
            return DeskTask(
                .review, step: name, place: place, chain: chain, limit: rule?.limit,
                roles: roles(of: name, rule).map { decides && matter.onTheSpot == true ? onTheSpot($0) : $0 })
        }
        guard decides else { return DeskTask(.forward, roles: nil) }
        // Who signs last decides; the head may always.
        let last = names.indices.last.flatMap { roles(of: names[$0], matter.rule(chain, $0)) } ?? [.deputyHead]
        let deciding = Set(last + [.head] + (matter.onTheSpot == true ? [.chiefRepresentative] : []))
        return DeskTask(.decide, place: Int(count.passed), roles: deciding.sorted())
    }

    private static func roles(of name: String?, _ rule: StepRule?) -> [StaffRole]? {
        if let role = rule?.role { return [role] }
        return name.flatMap { StaffRole(rawValue: $0) }.map { [$0] }
    }

    private static func onTheSpot(_ roles: [StaffRole]) -> [StaffRole] {
        roles.contains(.chiefRepresentative) ? roles : roles + [.chiefRepresentative]
    }
}
