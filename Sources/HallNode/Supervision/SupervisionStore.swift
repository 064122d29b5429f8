import GRDB
import Sync
import Tiers

/// What supervision says of cases, read from the two kinds of inboxes.
enum SupervisionStore {
    static func stream(_ number: CaseNumber, by supervisor: HallID) -> StreamName? {
        StreamName("case/\(number)/supervision/\(supervisor)")
    }

    static func reply(_ number: CaseNumber, from hall: HallID, to supervisor: HallID) -> StreamName? {
        StreamName("case/\(number)/reply/\(hall)/\(supervisor)")
    }

    /// All that supervision says of a case, as far as it is here.
    static func load(_ number: CaseNumber, _ db: Database) throws -> SupervisionFile {
        guard let main = CaseStore.stream(number) else { return SupervisionFile([]) }
        var items: [PlacedItem] = []
        for name in try CommitLog.group(main, db) {
            guard let supervisor = supervisor(of: name) else { continue }
            for stored in try CommitLog.stream(name, db) {
                guard let item = BodyJSON.decode(SupervisionItem.self, of: stored.commit) else { continue }
                items.append(
                    PlacedItem(
                        supervisor: supervisor, author: CaseStore.hall(stored.author),
                        sequence: stored.commit.header.sequence,
                        at: Instant(milliseconds: stored.commit.header.writtenAt), item: item))
            }
        }
        return SupervisionFile(items)
    }

    /// The superior whom an inbox of supervision belongs to; nil for other streams.
    private static func supervisor(of name: StreamName) -> HallID? {
        let parts = name.parts
        guard parts.count >= 4, parts[0] == "case" else { return nil }
        switch parts[2] {
        case "supervision": return HallID(String(parts[3]))
        case "reply": return parts.count >= 5 ? HallID(String(parts[4])) : nil
        default: return nil
        }
    }

    /// Numbers of all cases of which supervision says anything here, sorted.
    static func numbers(_ db: Database) throws -> [CaseNumber] {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM streams
                WHERE name > 'case/' AND name < 'case0' AND name LIKE '%/supervision/%' AND head > 0 ORDER BY name
                """)
        var numbers: [CaseNumber] = []
        for name in names {
            guard let number = StreamName(name).flatMap({ CaseStore.number(of: $0) }), number != numbers.last else {
                continue
            }
            numbers.append(number)
        }
        return numbers
    }

    static func json(_ number: CaseNumber, _ card: CardRecord) -> JSONValue {
        .fields([
            "number": .text(number.rawValue), "card": .text(card.name.description),
            "colour": .text(card.name.colour.rawValue), "rule": .text(card.name.rule.rawValue),
            "what": .text(card.name.rule.text.zh), "step": .optional(card.item.step),
            "sequence": .int(Int64(clamping: card.name.sequence)), "hall": .text(card.hall.rawValue),
            "supervisor": .text(card.supervisor.rawValue), "points": .text(card.points.description),
            "deadline": .optional(card.item.deadline?.text), "asOf": .optional(card.item.asOf?.text),
            "issuedAt": .text(card.issuedAt.text), "rules": .optional(card.item.rules),
            "calendar": .optional(card.item.calendar), "text": .optional(card.item.text),
            "explanation": .optional(card.explanation?.text), "explainedAt": .optional(card.explanation?.at.text),
            "revoked": .bool(card.revocation != nil), "revocation": .optional(card.revocation?.text),
            "revokedAt": .optional(card.revocation?.at.text),
        ])
    }

    static func json(_ urging: UrgingRecord) -> JSONValue {
        .fields([
            "urging": .int(Int64(clamping: urging.sequence)), "supervisor": .text(urging.supervisor.rawValue),
            "hall": .text(urging.hall.rawValue), "at": .text(urging.at.text), "text": .text(urging.text),
            "answer": .optional(urging.answer), "answeredAt": .optional(urging.answeredAt?.text),
        ])
    }

    /// `supervision` of a case: cards and urgings.
    static func json(_ number: CaseNumber, _ db: Database) throws -> JSONValue {
        let file = try load(number, db)
        return .fields([
            "cards": .list(file.cards.map { json(number, $0) }), "urgings": .list(file.urgings.map { json($0) }),
        ])
    }
}
