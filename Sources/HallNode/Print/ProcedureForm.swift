import Tiers

/// 特别程序告知书: the time is not counted, and the applicant is told in writing how long it takes.
enum ProcedureForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let kind = paper.event?.body?.procedure?.chinese ?? "特别程序"
        let days = paper.event?.body?.days ?? 0
        let law =
            paper.isLicence ? "依照《中华人民共和国行政许可法》第四十五条的规定，" : "依照\(paper.basis)，"
        return #"""
            \#(FormParts.paragraph("""
                \(paper.you)提出的\(paper.matterName)申请，依法需要\(kind)。\(law)\
                所需时间不计算在办理期限内。现将所需时间告知如下：
                """))
            \#(FormParts.fields(FormParts.matter(paper) + FormParts.applicant(paper) + rows(paper, kind, days)))
            \#(paper.event?.note.map { #"\#(FormParts.heading("理由", "Reason"))\#(FormParts.given($0))"# } ?? .empty)
            \#(hearing(paper))
            """#
    }

    private static func rows(_ paper: CasePaper, _ kind: String, _ days: Int) -> [Markup] {
        [
            FormParts.field("特别程序", "Procedure", kind),
            FormParts.field("开始时间", "Begins", "\(ChineseDate.time(paper.at))（北京时间）"),
            FormParts.field("所需时间", "Time needed", "\(days) 个工作日"),
        ]
    }

    /// 行政许可法 art. 47 and 48.
    private static func hearing(_ paper: CasePaper) -> Markup {
        guard paper.event?.body?.procedure == .hearing else { return .empty }
        let start = paper.at.chinaDate
        let calendar = paper.context.calendar
        let request = calendar.deadline(from: start, limit: LegalRule.hearingRequest.limit)
        let held = calendar.deadline(from: start, limit: LegalRule.hearingHeld.limit)
        return FormParts.paragraph(
            """
            申请人、利害关系人要求听证的，应当自被告知之日起五日内（\(paper.day(request.date, provisional: request.provisional))前）\
            提出申请；行政机关应当在二十日内（自今日起申请的，\(paper.day(held.date, provisional: held.provisional))前）组织听证，\
            并于举行听证的七日前通知时间、地点。组织听证的费用由行政机关承担。
            """)
    }
}
