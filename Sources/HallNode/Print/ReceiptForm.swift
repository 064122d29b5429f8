import Tiers

/// 收件凭证: what was handed in and when. It is no acceptance, and says until when the hall must answer.
enum ReceiptForm {
    /// The form's own part.
    static func body(_ paper: CasePaper) -> Markup {
        let rows =
            FormParts.matter(paper) + FormParts.applicant(paper)
            + [FormParts.field("收件时间", "Received", "\(ChineseDate.time(paper.at))（北京时间）")]
            + (paper.detail.external.map { [FormParts.field("外部办件编号", "External number", $0)] } ?? [])
        return #"""
            \#(FormParts.paragraph("\(paper.you)提交的申请及下列材料已收到。本凭证只证明收到材料，不表示已经受理。"))
            \#(FormParts.fields(rows))
            \#(FormParts.materials(paper.detail.materials, "已收材料", "Materials received"))
            \#(missing(paper.detail.missing))
            \#(answer(paper))
            \#(FormParts.query(paper))
            """#
    }

    /// Known at the window already; the notice that asks for all at once is a form of its own.
    private static func missing(_ names: [String]) -> Markup {
        guard !names.isEmpty else { return .empty }
        return #"""
            \#(FormParts.heading("尚未收到的必要材料（共 \(names.count) 项）", "Required, not yet received"))
            \#(FormParts.given(names.enumerated().map { "\($0 + 1)．\($1)" }.joined(separator: "\n")))
            """#
    }

    /// 行政许可法 art. 32: told within five working days, else accepted from the receipt on. As long as the case waits.
    private static func answer(_ paper: CasePaper) -> Markup {
        guard paper.state.stage == .received, !paper.state.facts.correctionBeforeAcceptance else { return .empty }
        let last = paper.context.calendar.deadline(from: paper.at.chinaDate, limit: LegalRule.correction.limit)
        let day = paper.day(last.date, provisional: last.provisional)
        return FormParts.paragraph(
            """
            \(paper.isLicence ? "依照《中华人民共和国行政许可法》第三十二条的规定" : "按照一次性告知制度")，申请材料不齐全或者不符合法定形式的，将当场或者在五个工作日内\
            （\(day)前，含当日；工作日历 \(paper.context.calendar.version)）一次告知需要补正的全部内容；\
            逾期不告知的，自收到申请材料之日起即为受理。
            """)
    }
}
