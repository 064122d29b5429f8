/// One line of a case's desk (分办、移交): who gave the work to whom inside one hall. It moves neither stage nor pen nor
/// clock, so it stands in a stream of its own that stays in the hall.
public struct DeskEntry: Codable, Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// 分办: the work of the present step goes to a colleague; who took the case in stays its owner.
        case dispatch
        /// 移交: the work and what goes with it go to a colleague for good.
        case handOver = "hand-over"

        /// The word that people read.
        public var chinese: String { self == .dispatch ? "分办" : "移交" }
    }

    /// What happened.
    public var kind: Kind
    /// Who has it now: an id of the staff list.
    public var to: String
    /// Who gave it: an id of the staff list.
    public var by: String
    /// For whom the giver acted as a deputy.
    public var standsInFor: String?
    /// The work that was given, see ``DeskTask/key``.
    public var task: String
    /// The hall's hold of the case in which it was given: since when, ms since 1970 UTC.
    public var heldSince: Int64
    /// A remark.
    public var note: String?

    /// A line.
    public init(
        kind: Kind, to: String, by: String, standsInFor: String? = nil, task: String, heldSince: Int64,
        note: String? = nil
    ) {
        self.kind = kind
        self.to = to
        self.by = by
        self.standsInFor = standsInFor
        self.task = task
        self.heldSince = heldSince
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case kind, to, by, task, heldSince, note
        case standsInFor = "for"
    }
}

/// A case on the desks of one hall: what is to be done, and whose it is.
public struct CaseDeskState: Hashable, Sendable {
    /// What is to be done here; nil where nothing is.
    public let task: DeskTask?
    /// To whom the present work was given; nil: to nobody, whoever has the role may do it.
    public let assignee: String?
    /// 首问责任: who took the case at this hall, or to whom it was handed over since; nil once the case has ended, and
    /// where nobody of the staff did.
    public let firstContact: String?

    /// What the case's own history and the desk's lines tell.
    public init(_ state: CaseState, _ detail: CaseDetail, entries: [DeskEntry], at hall: HallID) {
        let task = DeskTask.of(state, detail.matter, at: hall)
        self.task = task
        let present = entries.last {
            $0.task == task?.key && $0.heldSince == state.heldSince.milliseconds
        }
        assignee = state.holder == hall && task != nil ? present?.to : nil
        let first = detail.history.first { $0.hall == hall && $0.staff != nil }?.staff
        let owner = entries.reduce(first) { owner, entry in
            entry.kind == .handOver && (owner == nil || [entry.by, entry.standsInFor].contains(owner))
                ? entry.to : owner
        }
        firstContact = state.stage.isEnd ? nil : owner
    }
}
