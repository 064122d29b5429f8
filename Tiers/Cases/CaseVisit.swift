/// A day on which the applicant, or somebody for the applicant, came to a hall for a case (到现场次数).
public struct CaseVisit: Hashable, Sendable {
    /// The hall.
    public var hall: HallID
    /// The day, in China.
    public var day: CivilDate
    /// What was done at the counter that day, in order.
    public var actions: [CaseAction]
}

extension CaseDetail {
    /// How often the applicant came, oldest first. Whatever was done at one hall on one day is one visit; what came or
    /// went by post or on line, and a call, is none.
    public var visits: [CaseVisit] {
        var visits: [CaseVisit] = []
        for entry in said where entry.body.isAtTheCounter {
            let day = entry.at.chinaDate
            if let place = visits.firstIndex(where: { $0.hall == entry.hall && $0.day == day }) {
                visits[place].actions.append(entry.body.action)
            } else {
                visits.append(CaseVisit(hall: entry.hall, day: day, actions: [entry.body.action]))
            }
        }
        return visits
    }
}

extension CaseBody {
    /// Notes how papers came in; over the counter goes without saying.
    mutating func came(by way: DeliveryWay) {
        self.way = way == .counter ? nil : way
    }

    /// Whether somebody stood at the counter when it was done.
    fileprivate var isAtTheCounter: Bool {
        switch action {
        case .open: way == nil
        // A holder that only takes in what waits in the inbox was brought nothing.
        case .supplement: way == nil && materials != nil
        case .deliver: way == .counter
        case .tell: how == .counter
        default: false
        }
    }
}
