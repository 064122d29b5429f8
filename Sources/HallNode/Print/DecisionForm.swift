import Tiers

/// 决定书: granted, or refused with the reason and the remedies. A matter that is no licence is decided in neutral words.
enum DecisionForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let note = paper.newest(.decide)?.note
        return paper.isGranted ? granted(paper, note: note) : refused(paper, note: note)
    }

    /// What stands behind the signature: the case, what is given out and what was handed in.
    static func attachment(_ paper: CasePaper) -> Markup {
        #"""
        \#(FormParts.heading("附：办件信息", "Case"))
        \#(FormParts.fields(rows(paper)))
        \#(FormParts.materials(paper.detail.results, "附：办理结果", "Results"))
        \#(FormParts.materials(paper.detail.materials, "附：申请材料", "Materials"))
        """#
    }

    private static func granted(_ paper: CasePaper, note: String?) -> Markup {
        return #"""
            \#(FormParts.paragraph(opening(paper)))
            \#(FormParts.paragraph(sentence(paper)))
            \#(note.map { #"\#(FormParts.heading("决定意见", "Opinion"))\#(FormParts.given($0))"# } ?? .empty)
            \#(delivery(paper))
            """#
    }

    private static func refused(_ paper: CasePaper, note: String?) -> Markup {
        return #"""
            \#(FormParts.paragraph(opening(paper)))
            \#(FormParts.paragraph(sentence(paper)))
            \#(FormParts.given(note ?? "（办件记录中没有理由）"))
            \#(FormParts.remedies(paper))
            """#
    }

    private static func sentence(_ paper: CasePaper) -> String {
        let granted = paper.isGranted
        guard paper.isLicence else {
            return "经审查，\(paper.you)的申请\(granted ? "" : "不")符合办理条件，依照\(paper.basis)，"
                + (granted ? "决定准予办理。" : "决定不予办理。理由如下：")
        }
        return "经审查，\(paper.you)的申请\(granted ? "" : "不")符合法定条件、标准，依照《中华人民共和国行政许可法》"
            + "第三十八条\(granted ? "第一款" : "第二款")和\(paper.basis)，"
            + (granted ? "决定准予行政许可。" : "决定不予行政许可。理由如下：")
    }

    private static func opening(_ paper: CasePaper) -> String {
        let received = ChineseDate.day(paper.state.receivedAt.chinaDate)
        let accepted = paper.state.acceptedAt.map { "，于\(ChineseDate.day($0.chinaDate))受理" } ?? ""
        return "\(paper.you)于\(received)提出\(paper.matterName)申请\(accepted)。"
    }

    /// 行政许可法 art. 44: issued and delivered within ten working days of the decision.
    private static func delivery(_ paper: CasePaper) -> Markup {
        guard paper.isLicence else { return .empty }
        let last = paper.context.calendar.deadline(from: paper.at.chinaDate, limit: LegalRule.delivery.limit)
        let day = paper.day(last.date, provisional: last.provisional)
        let hall = paper.context.name(of: paper.state.origin)
        return FormParts.paragraph(
            """
            行政许可证件依照《中华人民共和国行政许可法》第四十四条的规定，自作出决定之日起十个工作日内\
            （\(day)前，含当日；工作日历 \(paper.context.calendar.version)）颁发、送达，领取地点：\(hall)。
            """)
    }

    private static func rows(_ paper: CasePaper) -> [Markup] {
        FormParts.matter(paper) + FormParts.applicant(paper)
            + [
                FormParts.field("设定依据", "Legal basis", paper.detail.matter.basis),
                FormParts.field(
                    "受理时间", "Accepted", paper.state.acceptedAt.map { "\(ChineseDate.time($0))（北京时间）" } ?? "—"),
                FormParts.field("决定时间", "Decided", "\(ChineseDate.time(paper.at))（北京时间）"),
            ] + FormParts.deadline(paper)
    }
}
