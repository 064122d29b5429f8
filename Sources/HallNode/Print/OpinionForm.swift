import Tiers

/// 征求意见函: the question, and the answer once it is there.
enum OpinionForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let request = paper.detail.opinions(pending: paper.context.pending).last { $0.at == paper.at }
        let days = request?.days.map { "请于收到本函之日起 \($0) 个工作日内反馈意见。" } ?? "请及时反馈意见。"
        return #"""
            \#(FormParts.paragraph("本单位正在办理下列事项，现就有关问题征求贵单位意见。\(days)"))
            \#(FormParts.given(request?.question ?? paper.event?.note ?? ""))
            \#(FormParts.fields(FormParts.matter(paper) + FormParts.applicant(paper)))
            \#(FormParts.heading("反馈意见", "Answer"))
            \#(answer(request?.answer))
            """#
    }

    private static func answer(_ item: InboxItem?) -> Markup {
        guard let item else {
            return FormParts.paragraph("□ 同意　　□ 不同意（须附理由）　　□ 同意并须报上级机关")
        }
        return #"""
            \#(FormParts.fields([
                FormParts.field("结论", "Opinion", item.body.value?.chinese ?? ""),
                FormParts.field("反馈时间", "Given", "\(ChineseDate.time(item.at))（北京时间）"),
                FormParts.field("经办人", "Clerk", item.body.clerk ?? "—"),
            ]))
            \#(item.body.note.map(FormParts.given) ?? .empty)
            """#
    }
}
