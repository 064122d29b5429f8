import GRDB
import Sync
public import Tiers

/// `hall case import`: many cases that were worked on paper, from a table. Each row is one case, with its steps and
/// their true times; the same row twice is one case, so that an import that broke off is simply repeated.
public struct CaseImport: Sendable {
    let hall: Hall
    let act: CaseWindow.Act

    /// An import by a clerk.
    public init(_ hall: Hall, _ act: CaseWindow.Act) {
        self.hall = hall
        self.act = act
    }

    /// What became of a table.
    public struct Outcome: Sendable {
        /// Numbers of the cases of its rows, in their order; nil where nothing was written.
        public var numbers: [String?] = []
        /// Rows that have a case already.
        public var existing = 0
        /// What was recognised or repaired.
        public var notices: [Bilingual] = []

        /// As the command line answers it.
        public func json(language: String) -> JSONValue {
            .fields([
                "rows": .int(Int64(numbers.count)), "opened": .int(Int64(numbers.count { $0 != nil } - existing)),
                "existing": .int(Int64(existing)), "numbers": .list(numbers.compactMap { $0.map { .text($0) } }),
                "notices": .list(notices.map { .text($0.text(language: language)) }),
            ])
        }
    }

    /// Takes a table in: all rows are sound, or nothing is written.
    ///
    /// - Parameters:
    ///   - dryRun: only says what is wrong.
    ///   - progress: called with how many rows are done, and how many there are.
    public func run(
        _ bytes: [UInt8], file: String, dryRun: Bool, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(HallError) -> Outcome {
        let table = CaseImportTable(bytes, file: file, today: hall.now.chinaDate)
        let known = try hall.read { db in try table.rows.map { try CaseImport.number(ofRow: $0.hash, db) } }
        let found = try hall.read { db in
            var taken: [String: String] = [:]
            return try zip(table.rows, known).flatMap { row, number in
                number == nil ? try check(row, file: file, &taken, db) : []
            }
        }
        // Rows that cannot be read do not hide what the rules say of the others.
        let faults = (table.faults + found).sorted { ($0.line ?? 0) < ($1.line ?? 0) }
        guard faults.isEmpty else { throw CaseImport.refused(file, faults) }
        var outcome = Outcome(numbers: known, notices: table.notices)
        outcome.existing = known.count { $0 != nil }
        guard !dryRun else { return outcome }
        for (place, row) in table.rows.enumerated() where known[place] == nil {
            let number = try write(row)
            // The same row may stand twice in one table.
            if outcome.numbers.contains(number) { outcome.existing += 1 }
            outcome.numbers[place] = number
            progress(place + 1, table.rows.count)
        }
        return outcome
    }

    /// What the rules say of a row, without writing. `taken`: the numbers from sheets that rows before it use, with
    /// those rows, since the same row may stand twice.
    private func check(
        _ row: CaseImportRow, file: String, _ taken: inout [String: String], _ db: Database
    ) throws -> [Fault] {
        do {
            _ = try decisions(of: row, now: hall.now, db)
            guard let given = row.number else { return [] }
            let today = hall.now.corrected(by: try hall.clockOffset(db)).chinaDate
            let number = try CaseNumbers.given(given, hall.id, today: today, db)
            if let other = taken[number.rawValue], other != row.hash { throw CaseNumbers.taken(number) }
            taken[number.rawValue] = row.hash
            return []
        } catch let error as HallError {
            let inner = error.faults.first
            return [
                Fault(
                    file: file, line: row.line, field: inner?.field, value: inner?.value, message: error.message,
                    hint: error.hint, kind: .rule)
            ]
        }
    }

    /// The opening and the steps of a row, as the rules make them; nothing is written.
    private func decisions(of row: CaseImportRow, now: Instant, _ db: Database) throws -> [CaseDecision] {
        let context = try Halls.context(hall.engine.node, db)
        let clerk = try CaseDesks(context.here.id, on: now.chinaDate, db).clerk(act.clerk, to: .open, nil, db)
        let matter = try CaseWindow.matter(row.matter, at: context, today: row.receivedAt.chinaDate, db)
        var opening = CaseOpening(
            matter: matter, applicant: row.applicant, materials: row.papers.map { MaterialRef(paper: $0) },
            external: row.external)
        opening.sourceRow = row.hash
        var record = CaseRecord()
        var decisions: [CaseDecision] = []
        func run(_ command: CaseCommand, at time: Instant, _ column: String) throws {
            let decision: CaseDecision
            do throws(CaseRefusal) {
                decision = try CaseRules.decide(
                    command, state: record.state, detail: record.detail, at: context, now: now, happenedAt: time,
                    clerk: clerk, note: act.note)
            } catch {
                throw CaseImport.refusal(error, column, time)
            }
            let header = CaseHeader(
                author: context.here.id, sequence: UInt64(decisions.count + 1), at: decision.at,
                nextWriter: decision.nextWriter, facts: decision.facts)
            record.apply(header, body: decision.body)
            decisions.append(decision)
        }
        try run(.open(opening), at: row.receivedAt, "receivedAt")
        if let accepted = row.acceptedAt { try run(.accept, at: accepted, "acceptedAt") }
        guard let decided = row.decidedAt else { return decisions }
        while let chain = record.state?.chain(at: context.here.id), chain.left > 0 {
            try run(.review(opinion: row.opinion, ticks: row.ticks), at: decided, "decidedAt")
        }
        try run(
            row.grants ? .grant(opinion: nil, ticks: row.ticks) : .refuse(reason: row.opinion), at: decided, "decidedAt"
        )
        guard let delivered = row.deliveredAt else { return decisions }
        try run(.conclude(results: row.results.map { MaterialRef(paper: $0) }), at: decided, "decidedAt")
        try run(.deliver(way: .counter, toPerson: row.toPerson, tracking: nil), at: delivered, "deliveredAt")
        return decisions
    }

    /// A time that cannot be names its column; everything else says what is wrong by itself.
    private static func refusal(_ refusal: CaseRefusal, _ column: String, _ time: Instant) -> HallError {
        var error = HallError(refusal)
        guard error.word == CaseObstacle.wrongTime.rawValue else { return error }
        error.hint = Bilingual(
            en: "correct \(column): not before the step before it, not after now",
            zh: "请更正 \(column)：不得早于上一步，不得晚于现在")
        error.faults = [
            Fault(
                file: "", line: nil, field: column, value: time.text, message: error.message, hint: error.hint,
                kind: .rule)
        ]
        return error
    }

    /// Writes a row in one transaction; the number of its case, also where it had one by then.
    private func write(_ row: CaseImportRow) throws(HallError) -> String {
        let random = hall.surroundings.random
        return try hall.command { batch, db in
            if let number = try CaseImport.number(ofRow: row.hash, db) { return number }
            let now = Instant(milliseconds: batch.now)
            let decisions = try decisions(of: row, now: now, db)
            let number = try CaseNumbers.number(
                row.number, hall.id, row.receivedAt.chinaDate, today: now.corrected(by: batch.clockOffset).chinaDate,
                random: random, db)
            for decision in decisions { _ = try CaseWindow.write(decision, number: number, batch: &batch) }
            return number.rawValue
        }
    }

    private static func number(ofRow hash: String, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT number FROM cases WHERE source_row = ?", arguments: [hash])
    }

    private static func refused(_ file: String, _ faults: [Fault]) -> HallError {
        HallError(
            .file,
            Bilingual(
                en: "\(file) has \(faults.count) fault(s); nothing was taken in",
                zh: "\(file) 有 \(faults.count) 处问题，未导入任何办件"),
            hint: Bilingual(en: "mend the lines named below and repeat the import", zh: "请按下列各行改正后重新导入"),
            exit: Fault.exitStatus(of: faults) == 2 ? .unreadable : .refused, faults: faults)
    }
}
