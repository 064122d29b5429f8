import Tiers

/// 告知承诺书: what the hall tells, and what the applicant signs for.
enum CommitmentForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        #"""
        \#(FormParts.heading("一、行政机关告知", "The hall tells"))
        \#(FormParts.paragraph("""
            办理\(paper.matterName)，依照\(paper.basis)，应当符合下列条件。\
            申请人书面承诺已经符合条件的，下列证明材料不再要求提交：
            """))
        \#(FormParts.items(paper.detail.commitments, "以承诺代替的材料", "Replaced", "应当符合的条件", "Condition"))
        \#(FormParts.paragraph("""
            作出决定后，行政机关将对承诺内容进行核查。承诺不实的，依法撤销决定，记入信用记录，并承担相应的法律责任。
            """))
        \#(FormParts.heading("二、申请人承诺", "The applicant commits"))
        \#(FormParts.paragraph("""
            本申请人已知晓上述告知的全部内容；所填写的信息真实、准确；已经符合上述条件；愿意承担承诺不实的法律责任；\
            上述承诺是真实的意思表示。
            """))
        \#(FormParts.fields(FormParts.applicant(paper)))
        \#(FormParts.paragraph("申请人（签名或者盖章）：____________________　　　　　　年　　月　　日"))
        """#
    }
}
