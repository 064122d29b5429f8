import Tiers

/// 补正材料一次性告知书: everything that is missing or wrong, each with its reason.
enum CorrectionForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let received = "\(ChineseDate.time(paper.state.receivedAt))（北京时间）"
        let rows =
            FormParts.matter(paper) + FormParts.applicant(paper)
            + [
                FormParts.field("收件时间", "Received", received),
                FormParts.field("告知时间", "Told", "\(ChineseDate.time(paper.at))（北京时间）"),
            ]
        return #"""
            \#(FormParts.paragraph(sentence(paper)))
            \#(FormParts.items(paper.detail.correction, "需要补正的内容", "To correct", "原因和要求", "Why"))
            \#(note(paper.event?.note))
            \#(FormParts.paragraph(after(paper)))
            \#(FormParts.fields(rows))
            \#(FormParts.query(paper))
            """#
    }

    private static func sentence(_ paper: CasePaper) -> String {
        let law = paper.isLicence ? "依照《中华人民共和国行政许可法》第三十二条第一款第四项的规定，" : ""
        return """
            \(paper.you)提出的\(paper.matterName)申请，经审查，申请材料不齐全或者不符合要求。\(law)\
            现将需要补正的全部内容一次性告知如下（共 \(paper.detail.correction.count) 项）：
            """
    }

    private static func note(_ note: String?) -> Markup {
        note.map { #"\#(FormParts.heading("说明", "Remark"))\#(FormParts.given($0))"# } ?? .empty
    }

    /// Before acceptance no limit runs yet; after a return it stands still until the supplement comes.
    private static func after(_ paper: CasePaper) -> String {
        let hall = paper.context.name(of: paper.state.origin)
        return paper.state.acceptedAt == nil
            ? "请将补正材料交到\(hall)。补正齐全后即予受理，办理期限自受理的次日起计算。"
            : "请将补正材料交到\(hall)。告知之后至收到补正材料为止的时间，不计入办理期限。"
    }
}
