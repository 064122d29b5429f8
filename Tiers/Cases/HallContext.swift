/// A hall as the rules of a case need it.
public struct HallRef: Hashable, Sendable {
    /// Its id.
    public var id: HallID
    /// Its tier.
    public var tier: Tier
    /// The department whose own node it is; nil for a hall.
    public var department: String?
    /// The hall above it, for a department's node the hall of which the department is a part; nil at the province.
    public var superior: HallID?

    /// A hall.
    public init(id: HallID, tier: Tier, department: String? = nil, superior: HallID?) {
        self.id = id
        self.tier = tier
        self.department = department
        self.superior = superior
    }
}

/// Where a command is given: this hall, and what it knows of the others.
public struct HallContext: Hashable, Sendable {
    /// This hall.
    public var here: HallRef
    /// The halls above it, from its superior to the province.
    public var ancestors: [HallRef]
    /// Departments' own nodes that it knows, in any order.
    public var departmentNodes: [HallRef]
    /// All halls that it knows and that are not retired.
    public var known: Set<HallID>
    /// The calendar of working days as this hall has it.
    public var calendar: WorkCalendar

    /// A hall's view.
    public init(
        here: HallRef, ancestors: [HallRef], departmentNodes: [HallRef], known: Set<HallID>,
        calendar: WorkCalendar = .builtIn
    ) {
        self.calendar = calendar
        self.here = here
        self.ancestors = ancestors
        self.departmentNodes = departmentNodes
        self.known = known
    }

    /// The hall that decides a case opened here; nil where this hall does not know its way to the province.
    public func decidingHall(_ decidedBy: CaseDecider) -> HallID? {
        resolveDecidingHall(decidedBy, way: [here] + ancestors, departmentNodes: departmentNodes)
    }

    /// Where `forward` goes when no hall is named: the next on the way up, from a department's node its hall's
    /// superior. A hall that decides for another area is on no way up and gets the case directly. Where the
    /// deciding hall is this hall's own department, its hall or a department of the same hall, there. Nil at the
    /// top, and where the way up is not known.
    func nextOnTheWay(to decidingHall: HallID) -> HallID? {
        let decider = departmentNodes.first { $0.id == decidingHall }
        if let decider, decider.superior == here.id { return decidingHall }
        let above = Set(ancestors.map(\.id))
        let isAbove = above.contains(decidingHall) || decider?.superior.map { above.contains($0) } ?? false
        if !isAbove, known.contains(decidingHall) { return decidingHall }
        guard here.department != nil else { return here.superior }
        if here.superior == decidingHall { return decidingHall }
        if let decider, decider.superior == here.superior { return decidingHall }
        return ancestors.first { $0.id == here.superior }?.superior
    }
}

/// The hall that decides a matter: the one of that tier on the way from the origin to the province, the origin
/// itself included; where that tier is missing on the way, the next above. Where `decidedBy` names a department and
/// that hall has an enrolled node of it, the node. `way` begins with the origin; nil if it has no hall of that tier
/// or above.
public func resolveDecidingHall(
    _ decidedBy: CaseDecider, way: [HallRef], departmentNodes: [HallRef]
) -> HallID? {
    let halls = way.filter { $0.department == nil }
    guard let hall = halls.first(where: { $0.tier <= decidedBy.tier }) else { return nil }
    guard let department = decidedBy.department else { return hall.id }
    let nodes = (departmentNodes + way).filter { $0.department == department && $0.superior == hall.id }
    // A department that joined anew has a second node with a later id; the live one is the one that is known.
    return nodes.map(\.id).max() ?? hall.id
}
