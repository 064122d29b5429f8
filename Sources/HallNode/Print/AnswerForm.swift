import Tiers

/// 答复书: the written answer to a question.
enum AnswerForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let kind = paper.state.facts.enquiry.chinese
        let day = ChineseDate.day(paper.state.receivedAt.chinaDate)
        return #"""
            \#(FormParts.paragraph("\(paper.you)于\(day)提出的\(paper.matterName)\(kind)收悉。现答复如下："))
            \#(FormParts.given(paper.event?.note ?? ""))
            \#(FormParts.fields(FormParts.matter(paper) + FormParts.applicant(paper)))
            \#(FormParts.materials(paper.detail.results, "附：答复材料", "Enclosed"))
            """#
    }
}
