import GRDB
import HallNode
import Tiers

/// At the end: every case at all that hold it, every card where it was issued and at whom it is about, and every sum.
extension CountyYear {
    func check() throws {
        for story in stories {
            if let stage = story.last(by: oracle.last)?.stage { outcome.stages[stage, default: 0] += 1 }
        }
        for own in book.cards.values { for card in own { outcome.cards[card.name.colour, default: 0] += 1 } }
        for machine in world.machines {
            guard let hall = machine.process?.hall else {
                violated("\(machine.id) is off at the end")
                continue
            }
            try checkCases(hall, machine.place)
            try checkCards(hall, machine.place)
            outcome.commits += Int(try hall.commitCount())
            outcome.diskBytes += machine.disk.bytes
        }
    }

    /// What a hall's list says of a case.
    private struct Shown: Equatable, CustomStringConvertible {
        var stage: String
        var holder: String
        var description: String { "\(stage) at \(holder)" }
    }

    private func checkCases(_ hall: Hall, _ place: Int) throws {
        var shown: [String: Shown] = [:]
        let rows = try hall.read { try Row.fetchAll($0, sql: "SELECT number, stage, holder FROM cases") }
        for row in rows { shown[row[0]] = Shown(stage: row[1], holder: row[2]) }
        var held = 0
        for story in stories where story.halls(halls, until: oracle.last).contains(place) {
            guard let last = story.last(by: oracle.last) else { continue }
            held += 1
            let wanted = Shown(stage: last.stage.rawValue, holder: halls.id(last.holder))
            let found = numbers[story.index].flatMap { shown[$0] }
            if found != wanted {
                violated(
                    "case \(story.index) at \(halls.id(place)): \(found?.description ?? "none"), not \(wanted)",
                    of: story.index)
            }
        }
        if rows.count != held { violated("\(halls.id(place)) holds \(rows.count) cases, not \(held)") }
    }

    /// A card as a hall lists it.
    private struct Listed: Hashable {
        var number: String
        var card: String
        var hall: String
        var month: String
        var points: String
        var isRevoked: Bool
    }

    /// A hall lists the cards that it has issued and those about itself, no more and no fewer, each in its month.
    private func checkCards(_ hall: Hall, _ place: Int) throws {
        let id = halls.id(place)
        guard case .list(let rows) = try SupervisionDesk(hall).cards(.init()) else { return }
        var listed = Set<Listed>()
        for row in rows {
            guard row["supervisor"] == .text(id) || row["hall"] == .text(id) else { continue }
            listed.insert(
                Listed(
                    number: text(row["number"]), card: text(row["card"]), hall: text(row["hall"]),
                    month: String(text(row["issuedAt"]).prefix(7)), points: text(row["points"]),
                    isRevoked: row["revoked"] == .bool(true)))
        }
        var wanted = Set<Listed>()
        for card in book.cards.values.joined() where card.place == place || halls.superior(card.place) == place {
            wanted.insert(
                Listed(
                    number: numbers[card.index] ?? "?", card: card.name.description, hall: halls.id(card.place),
                    month: halls.days.month(card.issued).description, points: card.points.description,
                    isRevoked: card.revoked != nil))
        }
        for card in wanted.subtracting(listed) { violated("\(id) lacks \(describe(card))", of: indices[card.number]) }
        for card in listed.subtracting(wanted) {
            violated("\(id) has \(describe(card)), which is not due", of: indices[card.number])
        }
    }

    private func describe(_ card: Listed) -> String {
        let index = indices[card.number].map(String.init) ?? "?"
        return "\(card.card) of case \(index) about \(card.hall) in \(card.month)\(card.isRevoked ? ", revoked" : "")"
    }

    private func text(_ value: JSONValue?) -> String {
        if case .text(let text)? = value { text } else { "" }
    }

    // MARK: - Score books

    /// A hall closes a month, and its book says what the oracle says.
    func close(_ month: ScoreMonth, at machine: Machine, on day: Int) {
        if options.mistake == .unknownDeduction, month.month == CountyMistake.month { deduct(month, at: machine) }
        let result = world.act(at: machine) { process in
            try ScoreStore(process.hall).close(month, .init(clerk: CountyHalls.Person.head.clerk))
        }
        guard case .success(let answer)? = result, case .list(let rows)? = answer["rows"] else {
            return violated("\(machine.id) cannot close \(month): \(result.map { "\($0)" } ?? "it is off")")
        }
        var found: [ScoreUnit: CountyBook.Sum] = [:]
        for row in rows {
            outcome.scoreRows += 1
            guard let unit = unit(row), case .list(let lines)? = row["lines"] else {
                violated("\(machine.id), \(month): an unreadable row")
                continue
            }
            guard row["base"] == .text("100") else {
                violated("\(machine.id), \(month): a base of \(text(row["base"]))")
                continue
            }
            let points = lines.reduce(0) { $0 + CountyYear.hundredths(text($1["points"])) }
            if CountyYear.hundredths(text(row["deducted"])) != points
                || CountyYear.hundredths(text(row["score"])) != max(0, 10_000 - points)
            {
                violated("\(machine.id), \(month): \(unit.key) does not add up")
            }
            if !lines.isEmpty { found[unit] = .init(points: points, lines: lines.count) }
        }
        let wanted = book.sums(of: machine.place, month, closed: day)
        for unit in Set(wanted.keys).union(found.keys).sorted() where wanted[unit] != found[unit] {
            let (is1, should) = (found[unit] ?? .init(), wanted[unit] ?? .init())
            violated(
                "\(machine.id), \(month), \(unit.kind) \(unit.key): \(is1.points) by \(is1.lines) lines, not "
                    + "\(should.points) by \(should.lines)")
        }
    }

    private func deduct(_ month: ScoreMonth, at machine: Machine) {
        guard let half = Points("0.5"), let id = HallID(machine.id) else { return }
        _ = world.act(at: machine) { process in
            try ScoreStore(process.hall).deduct(
                half, of: .hall(id), in: month, reason: "日常检查", .init(clerk: CountyHalls.Person.head.clerk))
        }
    }

    private func unit(_ row: JSONValue) -> ScoreUnit? {
        let key = text(row["unit"])
        switch text(row["kind"]) {
        case "hall": return HallID(key).map { .hall($0) }
        case "section": return .section(key)
        case "staff": return .staff(key)
        default: return nil
        }
    }

    /// `1.5` and `-0.5` in hundredths.
    private static func hundredths(_ text: String) -> Int {
        let size = Points(text.hasPrefix("-") ? String(text.dropFirst()) : text)?.hundredths ?? 0
        return text.hasPrefix("-") ? -size : size
    }
}
