import GRDB
import Sync
public import Tiers

/// The papers of a case, filled from this hall's store.
public enum CasePrinting {
    /// One page of HTML that prints on A4.
    public static func html(
        _ form: CaseForm, of text: String, at hall: Hall, clerk: String?, now: Instant? = nil
    ) throws(HallError) -> String {
        let now = now ?? hall.now
        let number = try CaseView.number(text)
        let (state, detail, context) = try hall.read { db in
            let file = try CaseStore.known(number, at: hall.engine.node, db)
            guard let detail = file.record.detail else { throw factsOnly(number) }
            var context = try CasePrinting.context(hall, clerk: clerk, now: now, db)
            context.checkCode = try file.commits.first.flatMap { try CaseWindow.checkCode(number, $0) }
            for stored in file.commits { context.commits[stored.commit.header.sequence] = stored.commit.id.hex }
            context.pending = file.pending
            return (file.state.asOf(now, calendar: context.calendar), detail, context)
        }
        return try CaseForm.html(form, number: number, state: state, detail: detail, context: context)
    }

    /// Where, when and by whom a paper is printed.
    static func context(_ hall: Hall, clerk: String?, now: Instant, _ db: Database) throws -> FormContext {
        var names: [HallID: String] = [:]
        for entry in try Directory.entries(db) { names[CaseStore.hall(entry.node)] = Halls.name(entry) }
        var context = FormContext(
            hallName: names[hall.id] ?? hall.id.rawValue, hallID: hall.id, halls: names,
            practice: hall.identity.practice, calendar: try CalendarStore.current(db), printedAt: now, clerk: clerk)
        context.root = hall.fingerprint
        return context
    }

    private static func factsOnly(_ number: CaseNumber) -> HallError {
        HallError(
            .actionNotAllowed, Bilingual(en: "this hall has the facts of \(number) only", zh: "本单位仅存有 \(number) 的办理事实"),
            hint: Bilingual(en: "a hall that takes part in it can print", zh: "请由参与办理的单位打印"))
    }
}
