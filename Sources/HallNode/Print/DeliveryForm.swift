import Tiers

/// 送达回证: what was handed out, how and to whom; the one who takes it signs at the foot.
enum DeliveryForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let body = paper.event?.body
        var rows =
            FormParts.matter(paper) + FormParts.applicant(paper)
            + [
                FormParts.field("送达方式", "By", (body?.way ?? .counter).chinese),
                FormParts.field("送达时间", "Delivered", "\(ChineseDate.time(paper.at))（北京时间）"),
                FormParts.field("受送达人", "Taken by", paper.detail.deliveredTo ?? paper.detail.applicant.name),
            ]
        if let tracking = body?.tracking { rows.append(FormParts.field("邮件号", "Carrier's number", tracking)) }
        return #"""
            \#(FormParts.paragraph("下列文书和办理结果已送达，请受送达人核对后签名或者盖章。"))
            \#(FormParts.fields(rows))
            \#(FormParts.materials(paper.detail.results, "送达的结果", "Delivered"))
            \#(FormParts.paragraph("受送达人拒绝签收的，由送达人注明情况，并由见证人签名：____________"))
            """#
    }
}
