import Tiers

/// 不予受理通知书: the reason and the remedies.
enum DeclineForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let day = ChineseDate.day(paper.state.receivedAt.chinaDate)
        let law = paper.isLicence ? "依照《中华人民共和国行政许可法》第三十二条的规定，" : ""
        let sentence = "\(paper.you)于\(day)提出的\(paper.matterName)申请，经审查，\(law)决定不予受理。理由如下："
        return #"""
            \#(FormParts.paragraph(sentence))
            \#(FormParts.given(paper.event?.note ?? "（办件记录中没有理由）"))
            \#(FormParts.remedies(paper))
            """#
    }

    /// What stands behind the signature.
    static func attachment(_ paper: CasePaper) -> Markup {
        let received = "\(ChineseDate.time(paper.state.receivedAt))（北京时间）"
        let rows =
            FormParts.matter(paper) + FormParts.applicant(paper) + [FormParts.field("收件时间", "Received", received)]
        return #"""
            \#(FormParts.heading("附：办件信息", "Case"))
            \#(FormParts.fields(rows))
            \#(FormParts.materials(paper.detail.materials, "附：申请材料", "Materials"))
            """#
    }
}
