import Tiers

/// 延长办理期限告知书: by how many days, who approved, why.
enum ExtensionForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let days = paper.event?.body?.days ?? Int(paper.state.facts.extensionDays)
        let head = paper.event?.body?.approvedBy ?? "本机关负责人"
        let joint = paper.state.facts.caseType == .joint
        let law =
            paper.isLicence
            ? "依照《中华人民共和国行政许可法》第四十二条\(joint ? "第二款" : "第一款")的规定，" : "依照有关规定，"
        let rows = FormParts.matter(paper) + FormParts.applicant(paper) + FormParts.deadline(paper)
        return #"""
            \#(FormParts.paragraph("""
                \(paper.you)提出的\(paper.matterName)申请，不能在原办理期限内作出决定。\
                \(law)经\(head)批准，延长办理期限 \(days) 日。理由如下：
                """))
            \#(FormParts.given(paper.event?.note ?? "（办件记录中没有理由）"))
            \#(FormParts.fields(rows))
            \#(FormParts.provisional(paper))
            \#(FormParts.query(paper))
            """#
    }
}
