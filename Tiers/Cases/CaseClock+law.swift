/// One limit that runs or ran in a case, as every tier reads it from headers and facts.
public struct ClockReading: Hashable, Sendable {
    /// How the limit stands.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// It runs.
        case running
        /// It stands still.
        case stopped
        /// What it asks was done in time.
        case met
        /// It has run out, whether or not what it asks was done since.
        case late
    }

    /// The rule.
    public let rule: LegalRule
    /// The day from which it counts, itself not counted.
    public let from: CivilDate
    /// Its last day, and whether that is provisional.
    public let deadline: Deadline
    /// When what it asks was done; nil while it was not.
    public let doneAt: Instant?
    /// How it stands.
    public let status: Status
    /// Working days left, as for the case; nil once it is done.
    public let workingDaysLeft: Int?
}

extension CaseState {
    /// The limits of the order of service that this case has met so far, in the order in which they began. Computed
    /// from headers and facts alone. The matter's own limits are ``deadlines(calendar:today:)``.
    public func clocks(calendar: WorkCalendar, today: CivilDate) -> [ClockReading] {
        var readings: [ClockReading] = []
        func read(_ rule: LegalRule, from: Instant?, until: Instant?) {
            // What an ended case never came to is no limit any more.
            guard let from, !stage.isEnd || until != nil || rule == .correction else { return }
            readings.append(reading(rule, from: from.chinaDate, until: until, calendar: calendar, today: today))
        }
        read(.correction, from: receivedAt, until: facts.deemedAccepted ? nil : milestones.answeredAt)
        if facts.acceptingHall != facts.decidingHall {
            read(.forwarding, from: acceptedAt, until: milestones.forwardedAt)
            read(.preReview, from: acceptedAt, until: milestones.forwardedAt)
            read(.telling, from: milestones.concludedAt, until: milestones.answerToldAt)
        }
        if stage == .suspended, facts.procedure?.kind == .hearing {
            read(.hearingHeld, from: milestones.suspendedAt, until: nil)
        }
        read(.delivery, from: facts.decidedAt, until: milestones.deliveredAt)
        return readings
    }

    /// The last day to hand in what was left open at the acceptance (容缺); nil where nothing is open.
    public func gapDeadline(calendar: WorkCalendar) -> Deadline? {
        guard let gap = facts.gap, let start = acceptedAt else { return nil }
        return calendar.deadline(from: start.chinaDate, limit: gap)
    }

    private func reading(
        _ rule: LegalRule, from: CivilDate, until: Instant?, calendar: WorkCalendar, today: CivilDate
    ) -> ClockReading {
        let deadline = self.deadline(of: rule, from: from, calendar: calendar, today: today)
        let isLate = deadline.date < (until?.chinaDate ?? today)
        let isStopped = until == nil && facts.stoppedSince != nil && rule == .preReview
        return ClockReading(
            rule: rule, from: from, deadline: deadline, doneAt: until,
            status: isLate ? .late : until != nil ? .met : isStopped ? .stopped : .running,
            workingDaysLeft: until == nil && !(rule == .correction && facts.deemedAccepted) && !stage.isEnd
                ? calendar.workingDaysLeft(from: today, to: deadline.date) : nil)
    }

    /// Special procedures and corrections of a returned case prolong the review of a lower hall too, nothing else here.
    private func deadline(
        of rule: LegalRule, from: CivilDate, calendar: WorkCalendar, today: CivilDate
    ) -> Deadline {
        rule == .preReview
            ? facts.deadlineWithStops(from: from, limit: rule.limit, calendar: calendar, today: today)
            : calendar.deadline(from: from, limit: rule.limit)
    }
}
