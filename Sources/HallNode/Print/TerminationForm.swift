import Tiers

/// 终止办理通知书: what was left open at the acceptance did not come.
enum TerminationForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        #"""
        \#(FormParts.paragraph("""
            \(paper.you)提出的\(paper.matterName)申请，已按容缺受理制度受理，但下列材料未在告知的期限内补齐，现决定终止办理，\
            已收材料原件予以退还。\(paper.you)可以在材料齐备后重新提出申请。
            """))
        \#(FormParts.items(paper.detail.openGaps, "未补齐的材料", "Not handed in", "补交要求", "How"))
        \#(FormParts.given(paper.event?.note ?? ""))
        \#(FormParts.fields(FormParts.matter(paper) + FormParts.applicant(paper)))
        \#(FormParts.remedies(paper))
        """#
    }
}
