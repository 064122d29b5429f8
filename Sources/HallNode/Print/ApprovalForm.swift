import Tiers

/// 审批表: every step that was passed, with opinion, clerk and time.
enum ApprovalForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let shown: Set<CaseAction> = [
            .accept, .acceptWithGaps, .notifyAndCommit, .review, .forward, .receive, .giveBack, .suspend, .resume,
            .extend, .decide, .answer,
        ]
        let steps = paper.detail.history.filter { entry in
            entry.irregular == nil && (entry.action.map { shown.contains($0) } ?? false)
        }
        let rows = steps.enumerated().map { place, entry -> Markup in
            #"""
            <tr><td class="no">\#(place + 1)</td><td class="form">\#(entry.action?.chinese ?? "")</td>
            <td>\#(entry.note ?? "—")</td>
            <td>\#(paper.context.name(of: entry.hall))　\#(entry.clerk ?? "")
            \#(ChineseDate.time(entry.at))\#(late(entry))</td></tr>
            """#
        }
        return #"""
            \#(FormParts.fields(FormParts.matter(paper) + FormParts.applicant(paper) + FormParts.deadline(paper)))
            <table class="list"><thead><tr><th class="no">序号<small>No.</small></th>
            <th class="form">环节<small>Step</small></th><th>意见<small>Opinion</small></th>
            <th>单位、经办人、时间<small>By</small></th></tr></thead><tbody>\#(rows)</tbody></table>
            """#
    }

    private static func late(_ entry: CaseDetail.Entry) -> Markup {
        guard let entered = entry.enteredAt else { return .empty }
        return #"<br><small>补录于 \#(ChineseDate.time(entered))</small>"#
    }
}
