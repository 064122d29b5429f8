import Tiers

/// 容缺受理告知书: accepted although something is missing; what, until when, and what follows if it does not come.
enum GapsForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let days = paper.event?.body?.days
        let start = paper.at.chinaDate
        let limit = paper.state.facts.promised ?? paper.state.facts.statutory
        let gap = days.flatMap { Limit(days: $0, unit: limit?.unit ?? .working) }
        let last = gap.map { paper.context.calendar.deadline(from: start, limit: $0) }
        let day = last.map { paper.day($0.date, provisional: $0.provisional) } ?? "约定的期限"
        let rows = FormParts.matter(paper) + FormParts.applicant(paper) + FormParts.deadline(paper)
        return #"""
            \#(FormParts.paragraph("""
                \(paper.you)提出的\(paper.matterName)申请，主要申请材料齐全，依照容缺受理制度先予受理，办理期限自受理的次日起计算。\
                下列材料请于\(day)（含当日；工作日历 \(paper.context.calendar.version)）前补齐：
                """))
            \#(FormParts.items(paper.detail.gaps, "容缺材料", "To come later", "补交要求", "How"))
            \#(FormParts.paragraph("逾期未补齐的，终止办理并退回已收材料；材料补齐前不作出准予决定。"))
            \#(FormParts.fields(rows))
            \#(FormParts.paragraph("本告知书一式两份，申请人和受理单位各执一份。"))
            \#(FormParts.query(paper))
            """#
    }
}
