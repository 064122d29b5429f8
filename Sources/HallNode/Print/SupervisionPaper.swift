import Tiers

/// One paper of supervision. It is written from facts alone, so that who supervises needs no personal data.
struct SupervisionPaper: Sendable {
    /// What the paper is about.
    enum Subject: Sendable {
        case card(CardRecord)
        case urging(UrgingRecord)
    }

    let form: SupervisionForm
    let subject: Subject
    let number: CaseNumber
    let state: CaseState
    /// The matter's name, its code where the name is not known here.
    let matterName: String
    /// Natural days in which an urging is answered.
    let answerDays: Int
    /// The id of the commit that the paper is of; nil leaves the QR code out.
    let commit: String?
    let context: FormContext

    /// The page of the paper.
    var page: FormPage {
        FormPage(
            title: title, englishTitle: form.english, issuer: context.name(of: issuer),
            documentNumber: "〔\(at.chinaDate.components.year)〕\(form.numberWord)字 \(number)-\(place) 号",
            number: number.rawValue, addressee: context.name(of: addressee), body: body,
            clerk: context.hallID == issuer ? context.clerk : nil, day: at.chinaDate, proof: proof, context: context)
    }

    private var title: String {
        guard form == .card, case .card(let card) = subject else { return form.chinese }
        return "电子监察\(card.name.colour.chinese)通知书"
    }

    /// The hall whose word it is.
    private var issuer: HallID {
        switch subject {
        case .card(let card): form == .explanation ? card.hall : card.supervisor
        case .urging(let urging): urging.supervisor
        }
    }

    private var addressee: HallID {
        switch subject {
        case .card(let card): form == .explanation ? card.supervisor : card.hall
        case .urging(let urging): urging.hall
        }
    }

    private var at: Instant {
        switch subject {
        case .card(let card):
            switch form {
            case .explanation: card.explanation?.at ?? card.issuedAt
            case .revocation: card.revocation?.at ?? card.issuedAt
            case .card, .order: card.issuedAt
            }
        case .urging(let urging): urging.at
        }
    }

    /// The place in the issuing stream tells two papers of one case apart.
    private var place: UInt64 {
        switch subject {
        case .card(let card):
            switch form {
            case .explanation: card.explanation?.sequence ?? card.sequence
            case .revocation: card.revocation?.sequence ?? card.sequence
            case .card, .order: card.sequence
            }
        case .urging(let urging): urging.sequence
        }
    }

    private var proof: String? {
        guard let root = context.root, let commit else { return nil }
        return "hallnet1 \(commit) \(root)"
    }

    // MARK: - The text

    private var body: Markup {
        switch subject {
        case .urging(let urging): urged(urging)
        case .card(let card):
            switch form {
            case .explanation: explained(card)
            case .revocation: revoked(card)
            case .card, .order: issued(card)
            }
        }
    }

    private func issued(_ card: CardRecord) -> Markup {
        let what = card.name.rule.text.zh
        let sentence =
            card.name.colour == .reminder
            ? "经电子监察，你单位办理的下列办件即将届满期限（\(what)），请抓紧办理。"
            : "经电子监察，你单位办理的下列办件存在“\(what)”情形，"
                + "现发出\(card.name.colour.chinese)，扣 \(card.points) 分。"
        let found: Markup? = card.item.text.map {
            #"\#(FormParts.heading("事由", "What was found"))\#(FormParts.given($0))"#
        }
        return #"""
            \#(FormParts.paragraph(sentence))
            \#(FormParts.fields(about + rows(card)))
            \#(found ?? .empty)
            \#(card.name.colour == .reminder ? .empty : FormParts.paragraph("""
                对本通知有异议的，可以书面说明情况。发牌单位核实后认为不当的，予以撤销；撤销的牌仍留存记录，不再计分。
                """))
            """#
    }

    private func explained(_ card: CardRecord) -> Markup {
        #"""
        \#(FormParts.paragraph("对你单位发出的\(card.name.colour.chinese)（牌号 \(card.name)），现说明情况如下："))
        \#(FormParts.given(card.explanation?.text ?? ""))
        \#(FormParts.fields(about + rows(card)))
        """#
    }

    private func revoked(_ card: CardRecord) -> Markup {
        let back = card.points == .none ? "" : "原扣 \(card.points) 分不再计算。"
        return #"""
            \#(FormParts.paragraph("对你单位发出的\(card.name.colour.chinese)（牌号 \(card.name)），经核实，决定撤销。\(back)理由如下："))
            \#(FormParts.given(card.revocation?.text ?? ""))
            \#(FormParts.fields(about + rows(card)))
            """#
    }

    private func urged(_ urging: UrgingRecord) -> Markup {
        let last = urging.at.chinaDate.adding(days: Int64(answerDays))
        let answer: Markup =
            urging.answer.map { text in
                let at = urging.answeredAt.map { "\(ChineseDate.time($0))（北京时间）" } ?? ""
                return #"""
                    \#(FormParts.heading("答复", "Answer"))\#(FormParts.given(text))
                    \#(FormParts.fields([FormParts.field("答复时间", "Answered", at)]))
                    """#
            } ?? .empty
        return #"""
            \#(FormParts.paragraph("现对你单位办理的下列办件督办，请于 \(answerDays) 日内（\(ChineseDate.day(last))前，含当日）办理并书面答复："))
            \#(FormParts.given(urging.text))
            \#(FormParts.fields(about))
            \#(answer)
            """#
    }

    private var about: [Markup] {
        [
            FormParts.field("事项名称", "Matter", matterName),
            FormParts.field("办件类型", "Kind", state.facts.caseType.chinese),
            FormParts.field("收件时间", "Received", "\(ChineseDate.time(state.receivedAt))（北京时间）"),
            FormParts.field(
                "受理时间", "Accepted", state.acceptedAt.map { "\(ChineseDate.time($0))（北京时间）" } ?? "尚未受理"),
        ]
    }

    private func rows(_ card: CardRecord) -> [Markup] {
        let rules = card.item.rules.map { $0 == "builtin" ? "内置规则" : "第 \($0) 版" } ?? ""
        var rows = [
            FormParts.field("牌号", "Card", card.name.description),
            FormParts.field("监察内容", "Area", "\(card.name.rule.area.chinese)　\(card.name.rule.text.zh)（\(rules)）"),
        ]
        if let step = card.item.step { rows.append(FormParts.field("环节", "Step", step)) }
        if let day = card.item.deadline {
            let calendar = card.item.calendar.map { "（工作日历 \($0)）" } ?? ""
            rows.append(FormParts.field("期限截止日", "Deadline", "\(ChineseDate.day(day))\(calendar)"))
        }
        if let asOf = card.item.asOf {
            rows.append(FormParts.field("认定时间", "As of", "\(ChineseDate.time(asOf))（北京时间）"))
        }
        return rows
    }
}
