import GRDB
import Sync
public import Tiers

/// `hall score …`: the score book of this hall, its sections and people, and of the halls right below. Deductions of
/// people and closings stand in a stream that stays in the hall.
public struct ScoreStore: Sendable {
    let hall: Hall

    /// The score book of a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// What stands in the stream.
    private struct Entry: Codable {
        var deduction: ScoreDeduction?
        var closes: String?
        var rows: [ScoreBook.Row]?
        var staff: String?
    }

    /// The stream as it stands.
    private struct Book {
        var deductions: [ScoreDeduction] = []
        var closed: [ScoreMonth: (at: Instant, rows: [ScoreBook.Row])] = [:]

        init(_ hall: HallID, _ db: Database) throws {
            guard let name = ScoreStore.stream(hall) else { return }
            for stored in try CommitLog.stream(name, db) {
                guard let entry = BodyJSON.decode(Entry.self, of: stored.commit) else { continue }
                if let deduction = entry.deduction { deductions.append(deduction) }
                if let month = entry.closes.flatMap({ ScoreMonth($0) }), closed[month] == nil {
                    closed[month] = (Instant(milliseconds: stored.commit.header.writtenAt), entry.rows ?? [])
                }
            }
        }
    }

    private static func stream(_ hall: HallID) -> StreamName? { StreamName("score/\(hall)") }

    /// The rows of a month, as they were closed where they are; this month where none is given.
    public func show(_ month: ScoreMonth?) throws(HallError) -> JSONValue {
        let month = month ?? ScoreMonth(hall.now)
        return try hall.read { db in
            let book = try Book(hall.id, db)
            let closed = book.closed[month]
            let rows = try closed?.rows ?? ScoreStore.rows(of: month, hall, book, db)
            return try ScoreStore.json(month, rows, closedAt: closed?.at, hall.id, db)
        }
    }

    /// 月结: the month's rows are kept as they are; a month that is not over: 3. Twice is once.
    public func close(_ month: ScoreMonth, _ act: CaseWindow.Act) throws(HallError) -> JSONValue {
        let hall = hall
        return try hall.command { batch, db in
            let book = try Book(hall.id, db)
            if let closed = book.closed[month] {
                return try ScoreStore.json(month, closed.rows, closedAt: closed.at, hall.id, db)
            }
            let now = Instant(milliseconds: batch.now).corrected(by: batch.clockOffset)
            guard month < ScoreMonth(now) else {
                throw HallError(
                    .actionNotAllowed, Bilingual(en: "\(month) is not over", zh: "\(month) 尚未结束"),
                    hint: Bilingual(en: "close it after its last day", zh: "请在月末之后月结"))
            }
            let clerk = try CaseDesks(hall.id, batch, db).auditor(act.clerk)
            let rows = try ScoreStore.rows(of: month, hall, book, db)
            try ScoreStore.append(Entry(closes: month.description, rows: rows, staff: clerk.staff), hall.id, &batch)
            return try ScoreStore.json(month, rows, closedAt: Instant(milliseconds: batch.now), hall.id, db)
        }
    }

    /// 人工扣分: what no card shows.
    public func deduct(
        _ points: Points, of unit: ScoreUnit, in month: ScoreMonth?, reason: String, _ act: CaseWindow.Act
    ) throws(HallError) -> JSONValue {
        let hall = hall
        return try hall.command { batch, db in
            let month = month ?? ScoreMonth(Instant(milliseconds: batch.now).corrected(by: batch.clockOffset))
            let book = try Book(hall.id, db)
            guard book.closed[month] == nil else {
                throw HallError(
                    .actionNotAllowed, Bilingual(en: "\(month) is closed", zh: "\(month) 已月结"),
                    hint: Bilingual(en: "enter it for a later month", zh: "请计入以后的月份"))
            }
            let desks = try CaseDesks(hall.id, batch, db)
            let clerk = try desks.auditor(act.clerk)
            let known = try ScoreStore.units(hall, desks.list, month, db)
            guard known.contains(unit) else { throw ScoreStore.unknown(unit, known) }
            let deduction = ScoreDeduction(
                unit: unit, points: points, month: month, reason: try SupervisionDesk.text(reason, "reason"),
                staff: clerk.staff)
            try ScoreStore.append(Entry(deduction: deduction), hall.id, &batch)
            let rows = try ScoreStore.rows(of: month, hall, Book(hall.id, db), db)
            return try ScoreStore.json(month, rows, closedAt: nil, hall.id, db)
        }
    }

    private static func append(_ entry: Entry, _ hall: HallID, _ batch: inout WriteBatch) throws {
        guard let stream = stream(hall) else { throw HallError.fault("no stream of scores") }
        try batch.append(Draft(stream: stream, facts: [], content: try BodyJSON.encode(entry)))
    }

    // MARK: - Rows

    private static func rows(
        of month: ScoreMonth, _ hall: Hall, _ book: Book, _ db: Database
    ) throws -> [ScoreBook.Row] {
        let list = try StaffStore.load(hall.id, db)
        let units = try units(hall, list, month, db)
        let halls = Set(units.compactMap { if case .hall(let id) = $0 { id } else { nil } })
        var cards: [ScoredCard] = []
        for number in try SupervisionStore.numbers(db) {
            let standing = try SupervisionStore.load(number, db)
            let own = standing.cards.filter { halls.contains($0.hall) }
            // A month is made of what was issued or taken back in it.
            guard own.contains(where: { ScoreStore.concerns(month, $0) }) else { continue }
            let isOwn = own.contains { $0.hall == hall.id }
            let file = isOwn ? try CaseStore.load(number, db) : nil
            for card in own {
                cards.append(
                    ScoredCard(number: number.rawValue, card: card, units: responsible(card, file, hall.id, list)))
            }
        }
        let base = try SupervisionRuleStore.current(db).rules.base
        return ScoreBook.rows(
            of: month, units: units, cards: cards, deductions: book.deductions, closed: book.closed.mapValues(\.at),
            base: base)
    }

    private static func concerns(_ month: ScoreMonth, _ card: CardRecord) -> Bool {
        ScoreMonth(card.issuedAt) == month || card.revocation.map { ScoreMonth($0.at) } == month
    }

    /// Against whom a card counts: the hall; in the own hall also who ended the step, else who has it now or took the
    /// case in, and the section.
    private static func responsible(
        _ card: CardRecord, _ file: CaseFile?, _ here: HallID, _ list: StaffList
    ) -> [ScoreUnit] {
        var units: [ScoreUnit] = [.hall(card.hall)]
        guard card.hall == here, let history = file?.record.detail?.history else { return units }
        let own = history.filter { $0.hall == here && $0.staff != nil && $0.action != .supplement }
        let person = own.first { $0.sequence > card.name.sequence }?.staff ?? own.last?.staff
        // What a text lacks is the fault of who wrote it.
        let writer = card.name.rule.kind == .content ? own.first { $0.sequence == card.name.sequence }?.staff : nil
        guard let id = writer ?? person, let member = list[id] else { return units }
        units.append(.staff(id))
        if let section = member.section { units.append(.section(section)) }
        return units
    }

    /// Who has a row: this hall, the halls right below, and the staff of the month with its sections.
    private static func units(
        _ hall: Hall, _ list: StaffList, _ month: ScoreMonth, _ db: Database
    ) throws -> [ScoreUnit] {
        let below = try Directory.children(hall.engine.node, db).map { ScoreUnit.hall(CaseStore.hall($0)) }
        let present = list.members.filter { member in
            ScoreMonth(member.from) <= month && (member.to.map { month <= ScoreMonth($0) } ?? true)
                && !member.isSupervisor
        }
        let sections = Set(present.compactMap(\.section)).sorted().map { ScoreUnit.section($0) }
        return [.hall(hall.id)] + below + sections + present.map { .staff($0.id) }
    }

    private static func unknown(_ unit: ScoreUnit, _ known: [ScoreUnit]) -> HallError {
        let names = known.filter { $0.kind == unit.kind }.map(\.key).prefix(20).joined(separator: ", ")
        return HallError(
            .hallUnknown, Bilingual(en: "the book has no \(unit.kind) \(unit.key)", zh: "台账中没有 \(unit.key)"),
            hint: names.isEmpty
                ? Bilingual(en: "sections and people come from `hall staff`", zh: "科室和人员来自 hall staff 名册")
                : Bilingual(en: "it has \(names)", zh: "现有：\(names)"))
    }

    private static func json(
        _ month: ScoreMonth, _ rows: [ScoreBook.Row], closedAt: Instant?, _ hall: HallID, _ db: Database
    ) throws -> JSONValue {
        let list = try StaffStore.load(hall, db)
        return .fields([
            "hall": .text(hall.rawValue), "month": .text(month.description), "closed": .bool(closedAt != nil),
            "closedAt": .optional(closedAt?.text),
            "rows": .list(
                try rows.map { row in
                    .fields([
                        "kind": .text(row.kind), "unit": .text(row.key), "name": .text(try name(row, list, db)),
                        "base": .text(row.base.description),
                        "deducted": .text(row.lines.reduce(.none) { $0 + $1.points }.description),
                        "score": .text(row.score.description), "lines": .list(row.lines.map(line)),
                    ])
                }),
        ])
    }

    private static func line(_ line: ScoreBook.Line) -> JSONValue {
        .fields([
            "number": .optional(line.number), "card": .optional(line.card), "rule": .optional(line.rule),
            "points": .text(line.points.description), "reason": .optional(line.reason),
        ])
    }

    private static func name(_ row: ScoreBook.Row, _ list: StaffList, _ db: Database) throws -> String {
        switch row.kind {
        case "hall": try NodeID(row.key).flatMap { try Directory.entry($0, db) }.map(Halls.name) ?? row.key
        case "staff": list[row.key]?.name ?? row.key
        default: row.key
        }
    }
}
