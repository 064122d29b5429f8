/// The limits of a case as days (时限). Computed, never stored: a new calendar changes them.
public struct CaseDeadlines: Hashable, Sendable {
    /// The last day by the promised limit where one is given, else by law; the day of acceptance for an immediate case
    /// and for one that its deciding hall accepted on a commitment; a consultation without a limit has five working
    /// days, a complaint or report ten. Nil before acceptance and where there is no limit.
    public let deadline: CivilDate?
    /// The last day by law; nil before acceptance and where the law sets no limit.
    public let statutory: CivilDate?
    /// One of the two ran through a year whose holidays are not published yet.
    public let provisional: Bool
}

extension CaseFacts {
    /// The deadlines, from the day of acceptance in China, which is not counted.
    ///
    /// Days in which the clock stood still do not count: a limit of n days ends with the n-th day of its unit that
    /// is no stopped day (see ``ClockStop``). Only stops that begin before the limit has run out prolong it: a late
    /// case does not become timely by a later correction. An extension adds its days in the limit's own unit, where it
    /// came before the limit had run out: a broken promise is not mended by it. While the clock stands still, it is
    /// taken as standing until `today`, so that the deadline moves on with each day.
    ///
    /// - Parameter extendedOn: the day of the extension; nil where there was none.
    func deadlines(calendar: WorkCalendar, today: CivilDate, extendedOn: CivilDate? = nil) -> CaseDeadlines {
        guard let start = acceptedAt?.chinaDate else {
            return CaseDeadlines(deadline: nil, statutory: nil, provisional: false)
        }
        func end(_ limit: Limit) -> Deadline {
            deadline(from: start, limit: limit, calendar: calendar, today: today, extendedOn: extendedOn)
        }
        let law = statutory.map(end)
        let own =
            isDueAtOnce
            ? Deadline(date: start, provisional: false)
            : ownLimit.map(end)
        return CaseDeadlines(
            deadline: own?.date, statutory: law?.date,
            provisional: (own?.provisional ?? false) || (law?.provisional ?? false))
    }

    /// The limit that the deadline is counted by, without an extension: promised, by law, or that of a reply case.
    public var ownLimit: Limit? { promised ?? statutory ?? answerLimit }

    /// By when a reply case is answered where neither promise nor law says it; nil for other cases.
    private var answerLimit: Limit? { caseType == .reply ? enquiry.rule.limit : nil }

    /// Decided on the spot: an immediate case, and one that the deciding hall itself accepted on a commitment.
    public var isDueAtOnce: Bool { caseType == .immediate || committed && acceptingHall == decidingHall }

    private func deadline(
        from start: CivilDate, limit: Limit, calendar: WorkCalendar, today: CivilDate, extendedOn: CivilDate?
    ) -> Deadline {
        let given = deadlineWithStops(from: start, limit: limit, calendar: calendar, today: today)
        guard extensionDays > 0, extendedOn.map({ $0 <= given.date }) ?? true,
            let longer = Limit(days: limit.days + Int(extensionDays), unit: limit.unit)
        else { return given }
        return deadlineWithStops(from: start, limit: longer, calendar: calendar, today: today)
    }

    /// The end of a limit with the stops of the main clock, without the extension.
    func deadlineWithStops(
        from start: CivilDate, limit: Limit, calendar: WorkCalendar, today: CivilDate
    ) -> Deadline {
        let running = stoppedSince.flatMap { ClockStop(from: $0, through: today) }
        let all = (stops + (running.map { [$0] } ?? [])).sorted { $0.from < $1.from }
        var result = calendar.deadline(from: start, limit: limit)
        var stopped: Int64 = 0
        var covered = start
        // Oldest first: each stop that begins before the end so far moves the end on.
        for stop in all where stop.from < result.date {
            let from = max(stop.from, covered)
            guard from < stop.through else { continue }
            covered = stop.through
            stopped += days(after: from, through: stop.through, unit: limit.unit, calendar: calendar)
            let days = min(Int64(Limit.range.upperBound), Int64(limit.days) + stopped)
            guard let longer = Limit(days: Int(days), unit: limit.unit) else { continue }
            result = calendar.deadline(from: start, limit: longer)
        }
        return result
    }

    private func days(
        after start: CivilDate, through end: CivilDate, unit: Limit.Unit, calendar: WorkCalendar
    ) -> Int64 {
        switch unit {
        case .working: calendar.workingDays(after: start, through: end)
        case .natural: end.daysSince1970 - start.daysSince1970
        }
    }
}

extension CaseState {
    /// The deadlines of the case; see ``CaseFacts/deadlines(calendar:today:extendedOn:)``.
    public func deadlines(calendar: WorkCalendar, today: CivilDate) -> CaseDeadlines {
        facts.deadlines(calendar: calendar, today: today, extendedOn: milestones.extendedAt?.chinaDate)
    }

    /// Working days that are left until the deadline, negative when late; nil where there is no deadline, and once
    /// the case is decided or has ended.
    public func workingDaysLeft(calendar: WorkCalendar, today: CivilDate) -> Int? {
        guard !stage.isDecided, !stage.isEnd, let deadline = deadlines(calendar: calendar, today: today).deadline else {
            return nil
        }
        return calendar.workingDaysLeft(from: today, to: deadline)
    }
}
