import GRDB
import Sync
public import Tiers

/// The papers of supervision, filled from this hall's store.
public enum SupervisionPrinting {
    /// One page of HTML that prints on A4.
    ///
    /// - Parameters:
    ///   - card: the card's name; nil: the newest that has such a paper.
    ///   - urging: the urging's place in its stream; nil: the newest.
    public static func html(
        _ form: SupervisionForm, of text: String, card: String?, urging: UInt64?, at hall: Hall, clerk: String?,
        now: Instant? = nil
    ) throws(HallError) -> String {
        let now = now ?? hall.now
        let number = try CaseView.number(text)
        let paper = try hall.read { db -> SupervisionPaper in
            let file = try CaseStore.known(number, at: hall.engine.node, db)
            let supervision = try SupervisionStore.load(number, db)
            let subject = try subject(form, card, urging, supervision)
            let facts = file.state.facts
            let versions = try MatterStore.versions("\(facts.matterOwner)/\(facts.matterCode)", db)
            return SupervisionPaper(
                form: form, subject: subject, number: number, state: file.state,
                matterName: file.record.detail?.matter.name ?? versions.last?.matter.name ?? facts.matterCode,
                answerDays: try SupervisionRuleStore.current(db).rules.answerDays,
                commit: try commit(form, subject, number, db),
                context: try CasePrinting.context(hall, clerk: clerk, now: now, db))
        }
        return FormLayout.page(paper.page).text
    }

    private static func subject(
        _ form: SupervisionForm, _ card: String?, _ urging: UInt64?, _ file: SupervisionFile
    ) throws(HallError) -> SupervisionPaper.Subject {
        if form == .order {
            guard let found = file.urgings.last(where: { urging == nil || $0.sequence == urging }) else {
                throw unfitting(form, Bilingual(en: "no such urging is known here", zh: "本单位不知晓该督办"))
            }
            return .urging(found)
        }
        let fitting = file.cards.filter { found in
            switch form {
            case .explanation: found.explanation != nil
            case .revocation: found.revocation != nil
            case .card, .order: true
            }
        }
        guard let card else {
            guard let newest = fitting.max(by: { $0.issuedAt < $1.issuedAt }) else {
                throw unfitting(form, Bilingual(en: "no card of the case has one", zh: "该办件没有相应的监察牌"))
            }
            return .card(newest)
        }
        let found = try SupervisionDesk.find(card, file)
        guard fitting.contains(found) else {
            throw unfitting(form, Bilingual(en: "the card \(card) has none", zh: "监察牌 \(card) 没有"))
        }
        return .card(found)
    }

    /// The commit that the paper is of.
    private static func commit(
        _ form: SupervisionForm, _ subject: SupervisionPaper.Subject, _ number: CaseNumber, _ db: Database
    ) throws -> String? {
        let place: (stream: StreamName?, sequence: UInt64?)
        switch subject {
        case .urging(let urging):
            place = (SupervisionStore.stream(number, by: urging.supervisor), urging.sequence)
        case .card(let card):
            let own = SupervisionStore.stream(number, by: card.supervisor)
            switch form {
            case .explanation:
                let reply = SupervisionStore.reply(number, from: card.hall, to: card.supervisor)
                place = (reply, card.explanation?.sequence)
            case .revocation: place = (own, card.revocation?.sequence)
            case .card, .order: place = (own, card.sequence)
            }
        }
        guard let stream = place.stream, let sequence = place.sequence else { return nil }
        return try CommitLog.stream(stream, db).first { $0.commit.header.sequence == sequence }?.commit.id.hex
    }

    private static func unfitting(_ form: SupervisionForm, _ why: Bilingual) -> HallError {
        HallError(
            .actionNotAllowed,
            Bilingual(en: "there is no paper \(form.rawValue): \(why.en)", zh: "不能打印\(form.chinese)：\(why.zh)"),
            hint: Bilingual(
                en: "`supervision` of `hall case show` has cards and urgings", zh: "hall case show 的 supervision 列有牌和督办"
            ))
    }
}
