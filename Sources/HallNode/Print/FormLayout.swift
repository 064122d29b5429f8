import Tiers

/// The page that all forms share: running head, title, number, addressee, the form's own text, signature and seal.
enum FormLayout {
    /// The whole page.
    static func page(_ paper: FormPage) -> Markup {
        #"""
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <title>\#(paper.title) \#(paper.number)\#(paper.context.practice ? "（练习）" : "")</title>
        <style>
        \#(FormStyle.sheet)
        </style>
        </head>
        <body>
        <table class="sheet">
        <thead><tr><td>\#(head(paper))</td></tr></thead>
        <tbody><tr><td>
        <div class="issuer">\#(paper.issuer)</div>
        <h1>\#(paper.title)</h1>
        <p class="english"><small>\#(paper.englishTitle)</small></p>
        <p class="document">\#(paper.documentNumber)</p>
        \#(number(paper))
        \#(paper.addressee.map { #"<p class="to">\#($0)：</p>"# } ?? .empty)
        \#(paper.body)
        \#(foot(paper))
        \#(paper.attachment)
        \#(printed(paper))
        </td></tr></tbody>
        </table>
        </body>
        </html>

        """#
    }

    /// A table's head comes again on each printed page, so that no page is without number and practice mark.
    private static func head(_ paper: FormPage) -> Markup {
        #"""
        \#(paper.context.practice ? band : .empty)<div class="running">
        <span>\#(paper.issuer) \#(paper.title)</span>
        <span class="case">办件编号 \#(paper.number)\#(mark(paper))</span>
        </div>
        """#
    }

    private static let band: Markup =
        #"<div class="practice">练 习 · 本件仅供练习，不具有法律效力 <small>PRACTICE: no legal effect</small></div>"#

    private static func mark(_ paper: FormPage) -> Markup {
        paper.context.practice ? #"<span class="mark">练习</span>"# : .empty
    }

    private static func number(_ paper: FormPage) -> Markup {
        let code: Markup =
            paper.checkCode.map {
                #"<div><div class="label">查询码 <small>Check code</small></div><b>\#($0)</b></div>"#
            } ?? .empty
        return #"""
            <div class="number">
            <div><div class="label">办件编号 <small>Case number</small></div>
            <b>\#(paper.number)</b>\#(mark(paper))</div>
            \#(code)
            </div>
            """#
    }

    private static func foot(_ paper: FormPage) -> Markup {
        let clerk: Markup = paper.clerk.map { #"<p>经办人 <small>Clerk</small>：\#($0)</p>"# } ?? .empty
        let taken: Markup = #"<p>签收人 <small>Received by</small>：____________</p>"#
        return #"""
            <div class="foot">
            <div class="sign">
            \#(clerk)
            \#(taken)
            <p>签收日期 <small>Date</small>：______年____月____日</p>
            </div>
            \#(proof(paper))
            <div class="seal">
            <div class="place">（盖章处）</div>
            <div>\#(paper.issuer)</div>
            <div>\#(ChineseDate.day(paper.day))</div>
            </div>
            </div>
            """#
    }

    private static func proof(_ paper: FormPage) -> Markup {
        guard let code = paper.proof.flatMap({ QRCode($0) }) else { return .empty }
        return #"<div class="proof">\#(code.markup)<small>提交编号与根指纹<br>Commit and root</small></div>"#
    }

    private static func printed(_ paper: FormPage) -> Markup {
        let context = paper.context
        let clerk = context.clerk.map { " · 打印人 \($0)" } ?? ""
        let phone = context.phone.map { " · 咨询电话 \($0)" } ?? ""
        let hall = "\(context.hallName)（\(context.hallID)）"
        let time = "\(ChineseDate.time(context.printedAt))（北京时间）"
        return
            #"""
            <div class="printed">打印：\#(hall) · \#(time)\#(clerk)\#(phone)</div>
            """#
    }
}
