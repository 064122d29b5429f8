import Tiers

/// 受理通知书: from which day the limit runs, and its last day.
enum AcceptanceForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let decider = paper.context.name(of: paper.state.decidingHall)
        let rows =
            FormParts.matter(paper) + FormParts.applicant(paper)
            + [
                FormParts.field("收件时间", "Received", "\(ChineseDate.time(paper.state.receivedAt))（北京时间）"),
                FormParts.field("受理时间", "Accepted", "\(ChineseDate.time(paper.at))（北京时间）"),
                FormParts.field("决定机关", "Decided by", decider),
            ] + FormParts.deadline(paper)
        return #"""
            \#(FormParts.paragraph(sentence(paper)))
            \#(FormParts.fields(rows))
            \#(FormParts.provisional(paper))
            \#(FormParts.paragraph("办理期限自受理的次日起计算。依法需要听证、检验、检测、检疫、鉴定和专家评审，以及要求补正的时间，不计算在内。"))
            \#(procedures(paper))
            \#(FormParts.query(paper))
            """#
    }

    /// What the matter may need beside its limit, so that the applicant knows it beforehand.
    private static func procedures(_ paper: CasePaper) -> Markup {
        let listed = (paper.detail.matter.procedures ?? []).map { "\($0.procedure.chinese)不超过 \($0.days) 个工作日" }
        return listed.isEmpty ? .empty : FormParts.paragraph("本事项可能需要的特别程序：\(listed.joined(separator: "，"))。")
    }

    private static func sentence(_ paper: CasePaper) -> String {
        let day = ChineseDate.day(paper.state.receivedAt.chinaDate)
        if paper.state.facts.deemedAccepted {
            return """
                \(paper.you)于\(day)提出的\(paper.matterName)申请，本单位未在五个工作日内一次告知补正内容，\
                \(paper.isLicence ? "依照《中华人民共和国行政许可法》第三十二条第一款第四项的规定，" : "按照一次性告知制度，")\
                自收到申请材料之日起即为受理。
                """
        }
        switch paper.event?.action {
        case .acceptWithGaps:
            return "\(paper.you)于\(day)提出的\(paper.matterName)申请，主要申请材料齐全，依照容缺受理制度，决定予以受理。"
                + "尚缺的材料和补齐期限见《容缺受理告知书》。"
        case .notifyAndCommit:
            return "\(paper.you)于\(day)提出的\(paper.matterName)申请，申请人已书面承诺符合条件，依照告知承诺制度，决定予以受理。"
        default: break
        }
        let start = "\(paper.you)于\(day)提出的\(paper.matterName)申请，"
        return paper.isLicence
            ? start + "申请材料齐全、符合法定形式，依照《中华人民共和国行政许可法》第三十二条第一款第五项的规定，决定予以受理。"
            : start + "申请材料齐全，符合受理条件，决定予以受理。"
    }
}
