/// A person of a hall's staff (工作人员). The list never forgets one: a commit of years ago still names its clerk.
public struct StaffMember: Codable, Hashable, Sendable {
    /// Permanent: given once, never to another person. 1 to 20 letters, digits or hyphens.
    public let id: String
    /// 姓名, 1 to 100 characters.
    public var name: String
    /// 股室 or window, at most 100 characters; nil where the hall has none.
    public var section: String?
    /// 岗位, at least one, in the order of the chain.
    public var roles: [StaffRole]
    /// B岗: the id of the colleague who acts when this one cannot; nil where nobody does.
    public var deputy: String?
    /// The first day.
    public var from: CivilDate
    /// The last day; nil while no end is set.
    public var to: CivilDate?

    /// A person of the staff.
    public init(
        id: String, name: String, section: String? = nil, roles: [StaffRole], deputy: String? = nil, from: CivilDate,
        to: CivilDate? = nil
    ) {
        self.id = id
        self.name = name
        self.section = section
        self.roles = roles
        self.deputy = deputy
        self.from = from
        self.to = to
    }

    /// Whether the person works here on a day.
    public func isOnStaff(on day: CivilDate) -> Bool { from <= day && to.map { day <= $0 } ?? true }

    /// Whether the person may watch: who does never approves.
    public var isSupervisor: Bool { roles.contains(.supervisor) }
}

/// What is said of a new person.
public struct StaffEntry: Hashable, Sendable {
    /// The id wanted; nil: the next free number.
    public var id: String?
    /// 姓名
    public var name: String
    /// 股室
    public var section: String?
    /// 岗位
    public var roles: [StaffRole]
    /// B岗: id or name of a colleague.
    public var deputy: String?
    /// The first day.
    public var from: CivilDate
    /// The last day.
    public var to: CivilDate?

    /// What is said of a new person.
    public init(
        id: String? = nil, name: String, section: String? = nil, roles: [StaffRole], deputy: String? = nil,
        from: CivilDate, to: CivilDate? = nil
    ) {
        self.id = id
        self.name = name
        self.section = section
        self.roles = roles
        self.deputy = deputy
        self.from = from
        self.to = to
    }
}

/// What is to be different of a person; nil leaves it as it is, an empty text takes it away.
public struct StaffChange: Hashable, Sendable {
    /// 姓名
    public var name: String?
    /// 股室
    public var section: String?
    /// 岗位, all of them.
    public var roles: [StaffRole]?
    /// B岗: id or name of a colleague.
    public var deputy: String?

    /// A change.
    public init(name: String? = nil, section: String? = nil, roles: [StaffRole]? = nil, deputy: String? = nil) {
        self.name = name
        self.section = section
        self.roles = roles
        self.deputy = deputy
    }
}
