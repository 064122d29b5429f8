extension CaseDesk {
    /// 审查细则: the points to write, nil where none is ticked. A step is not passed before the required points of its
    /// own, and nothing is granted before all required ones are ticked. Only the deciding hall goes through them.
    func tick(_ ticks: [Int], for action: CaseAction) throws(CaseRefusal) -> [Int]? {
        guard let detail else { return nil }
        let points = detail.matter.checklist ?? []
        if let wrong = ticks.first(where: { !points.indices.contains($0 - 1) }) {
            throw CaseRefusal(
                .optionInvalid,
                Bilingual(en: "the checklist has no point \(wrong)", zh: "审查要点中没有第 \(wrong) 项"),
                hint: points.isEmpty
                    ? Bilingual(en: "this matter has no checklist", zh: "该事项没有审查要点")
                    : Bilingual(en: "it has the points 1 to \(points.count)", zh: "审查要点为第 1 至 \(points.count) 项"))
        }
        let given = ticks.isEmpty ? nil : Set(ticks).sorted()
        guard here == state.decidingHall else { return given }
        let ticked = Set(detail.ticked + ticks)
        let missing = points.indices.filter { place in
            points[place].required && !ticked.contains(place + 1)
                && (action == .decide || points[place].step.map { $0 == presentStep } ?? false)
        }
        guard missing.isEmpty else { throw unticked(missing, points) }
        return given
    }

    /// The step of this hall's chain that comes next.
    private var presentStep: String? {
        let steps = detail?.matter.steps ?? []
        let passed = Int(state.facts.steps.passed)
        return steps.indices.contains(passed) ? steps[passed] : nil
    }

    private func unticked(_ missing: [Int], _ points: [ChecklistPoint]) -> CaseRefusal {
        let numbers = missing.map { String($0 + 1) }
        return CaseRefusal(
            .pointsMissing,
            Bilingual(
                en: "points of the checklist are not ticked: " + numbers.joined(separator: ", "),
                zh: "审查要点未逐项确认：第 " + numbers.joined(separator: "、") + " 项"),
            hint: Bilingual(
                en: "look at each and add " + numbers.map { "--tick \($0)" }.joined(separator: " "),
                zh: "请逐项审查后加上 " + numbers.map { "--tick \($0)" }.joined(separator: " ")),
            allowed: allowed,
            faults: missing.map {
                CaseFault(
                    field: "tick", value: String($0 + 1),
                    message: Bilingual(en: points[$0].point, zh: points[$0].point))
            })
    }
}
