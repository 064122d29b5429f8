import Tiers

// What a case has met beside its straight way, as `hall case show` answers it.
extension CaseView {
    /// What the applicant must still be told.
    func toTell(_ file: CaseFile, _ state: CaseState, _ context: HallContext) -> [JSONValue] {
        (file.record.detail?.toTell(state) ?? []).map { notice in
            let last = notice.deadline(calendar: context.calendar)
            return .fields([
                "what": .text(notice.what.rawValue), "since": .text(notice.since.text),
                "due": .optional(last?.date.text),
                "dueProvisional": last.map { .bool($0.provisional) } ?? .null,
            ])
        }
    }

    /// Limits, procedures, gaps, opinions, papers and what was told; the same at every hall that holds the case whole.
    func life(_ file: CaseFile, _ context: HallContext, now: Instant) -> [JSONValue.Field] {
        let state = file.state.asOf(now, calendar: context.calendar)
        let detail = file.record.detail
        let facts = state.facts
        return [
            field("clocks", .list(state.clocks(calendar: context.calendar, today: now.chinaDate).map(clock))),
            field("extensionDays", facts.extensionDays == 0 ? .null : .int(Int64(facts.extensionDays))),
            field("procedure", procedure(state)), field("gap", gap(state, detail, context)),
            field("commitments", .list((detail?.commitments ?? []).map { .text($0.name) })),
            field("opinions", .list((detail?.opinions(pending: file.pending) ?? []).map(opinion))),
            field("papers", .list((detail?.custody ?? []).map(paper))),
            field("told", .list((detail?.told ?? []).map(told))), field("archive", archive(detail)),
            field("visits", detail.map(visits) ?? .null), field("duplicateOf", .optional(detail?.duplicateOf)),
        ]
    }

    /// 到现场次数: what the matter promises, and how often the applicant came.
    private func visits(_ detail: CaseDetail) -> JSONValue {
        let visits = detail.visits
        return .fields([
            "promised": .optional(detail.matter.visits), "count": .int(Int64(visits.count)),
            "days": .list(
                visits.map { visit in
                    .fields([
                        "date": .text(visit.day.text), "hall": .text(visit.hall.rawValue),
                        "actions": .list(visit.actions.map { .text($0.rawValue) }),
                    ])
                }),
        ])
    }

    /// What was mistyped, with the old and the new value; null where nothing was.
    func amended(_ amendments: [CaseAmendment]?) -> JSONValue {
        guard let amendments else { return .null }
        return .list(
            amendments.map {
                .fields(["field": .text($0.field), "old": .optional($0.old), "new": .text($0.new)])
            })
    }

    private func clock(_ reading: ClockReading) -> JSONValue {
        .fields([
            "rule": .text(reading.rule.rawValue), "source": .text(reading.rule.source),
            "from": .text(reading.from.text),
            "deadline": .text(reading.deadline.date.text), "provisional": .bool(reading.deadline.provisional),
            "doneAt": .optional(reading.doneAt?.text), "status": .text(reading.status.rawValue),
            "workingDaysLeft": .optional(reading.workingDaysLeft),
        ])
    }

    private func procedure(_ state: CaseState) -> JSONValue {
        guard let procedure = state.facts.procedure else { return .null }
        return .fields([
            "kind": .text(procedure.kind.rawValue), "name": .text(procedure.kind.chinese),
            "days": .int(Int64(procedure.days)), "since": .optional(state.facts.stoppedSince?.text),
        ])
    }

    private func gap(_ state: CaseState, _ detail: CaseDetail?, _ context: HallContext) -> JSONValue {
        guard let last = state.gapDeadline(calendar: context.calendar) else { return .null }
        return .fields([
            "deadline": .text(last.date.text), "provisional": .bool(last.provisional),
            "open": .list((detail?.openGaps ?? []).map { .text($0.name) }),
        ])
    }

    private func opinion(_ request: OpinionRequest) -> JSONValue {
        .fields([
            "hall": .text(request.hall.rawValue), "question": .text(request.question),
            "days": .optional(request.days), "at": .text(request.at.text),
            "value": .optional(request.answer?.body.value?.rawValue), "opinion": .optional(request.answer?.body.note),
            "answeredAt": .optional(request.answer?.at.text),
        ])
    }

    private func paper(_ custody: PaperCustody) -> JSONValue {
        .fields([
            "name": .text(custody.name), "hall": .text(custody.hall.rawValue),
            "onItsWayTo": .optional(custody.toHall?.rawValue), "since": .text(custody.since.text),
            "tracking": .optional(custody.tracking),
        ])
    }

    /// Under which class and until when it is kept; nil years: for ever.
    private func archive(_ detail: CaseDetail?) -> JSONValue {
        guard let kept = detail?.kept else { return .null }
        return .fields([
            "class": .optional(kept.name), "years": .optional(kept.years), "since": .text(kept.since.text),
        ])
    }

    private func told(_ told: CaseTold) -> JSONValue {
        .fields([
            "what": .text(told.what.rawValue), "how": .text(told.how.rawValue), "to": .optional(told.person),
            "at": .text(told.at.text), "hall": .text(told.hall.rawValue), "as": .optional(told.clerk),
        ])
    }
}
