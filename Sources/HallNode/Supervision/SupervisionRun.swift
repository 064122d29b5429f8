import GRDB
import Sync
public import Tiers

/// `hall supervise`: looks at the cases of the halls right below, and issues the cards that are due. `hall serve`
/// does the same every hour.
public struct SupervisionRun: Sendable {
    let hall: Hall

    /// Supervision by a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// What one look found.
    private struct Report {
        var cases = 0
        var due: [(number: CaseNumber, card: SupervisionFindings.Card, isNew: Bool)] = []
        var unknown: [HallID: (since: Instant?, cases: Int)] = [:]
        var unmeasured: [HallID: Int] = [:]
        var transit: [(number: CaseNumber, hall: HallID, since: Instant?)] = []
        var delays: [NodeID: [Int64]] = [:]
    }

    /// Looks at a moment and issues what is due; with `dryRun` it only says so, at any moment.
    ///
    /// - Parameter onlyNews: leaves out cases of which nothing has come since the last look and to which time alone
    ///   cannot have brought a card since. The same cards are issued; what stands already is not listed anew.
    public func run(
        dryRun: Bool = false, at moment: Instant? = nil, onlyNews: Bool = false
    ) throws(HallError) -> JSONValue {
        let hall = hall
        if dryRun {
            let now = moment ?? hall.now
            return try hall.read { db in
                let watch = try SupervisionWatch(hall, now: now, db)
                return SupervisionRun.json(
                    try SupervisionRun.look(watch, watch.numbers(db), db) { _, _, _ in }, watch, now, dryRun: true)
            }
        }
        return try hall.command { batch, db in
            let now = Instant(milliseconds: batch.now)
            let watch = try SupervisionWatch(hall, now: now, db)
            let numbers = try onlyNews ? watch.news(db) : watch.numbers(db)
            let report = try SupervisionRun.look(watch, numbers, arrivingAt: batch.now, db) { file, card, isNew in
                if isNew { try SupervisionRun.issue(card, of: file.number, watch, &batch) }
            }
            try watch.noteLook(db)
            return SupervisionRun.json(report, watch, now, dryRun: false)
        }
    }

    private static func look(
        _ watch: SupervisionWatch, _ numbers: [CaseNumber], arrivingAt now: Int64? = nil, _ db: Database,
        found: (CaseFile, SupervisionFindings.Card, Bool) throws -> Void
    ) throws -> Report {
        var report = Report()
        for number in numbers {
            guard let file = try CaseStore.load(number, db) else { continue }
            report.cases += 1
            if let now { try watch.noteArrivals(file, now: now, db) }
            let (supervised, delays) = try watch.supervised(file, db)
            let standing = try SupervisionStore.load(number, db)
            var findings = Supervision.evaluate(supervised, watch.rules, at: watch.moment)
            findings.cards += unanswered(standing, file, watch)
            for card in findings.cards where watch.isMine(card.hall) {
                let isNew = standing[card.name] == nil
                report.due.append((number, card, isNew))
                try found(file, card, isNew)
            }
            for unknown in findings.unknown where watch.isMine(unknown.hall) {
                let before = report.unknown[unknown.hall]
                let since = before == nil ? unknown.since : [before?.since, unknown.since].compactMap { $0 }.min()
                report.unknown[unknown.hall] = (since, (before?.cases ?? 0) + 1)
            }
            for hall in findings.unmeasured where watch.isMine(hall) { report.unmeasured[hall, default: 0] += 1 }
            if let transit = findings.transit, watch.isMine(transit.hall) {
                report.transit.append((number, transit.hall, transit.since))
            }
            for (author, delay) in delays { report.delays[author, default: []].append(delay) }
            guard now != nil else { continue }
            try noteDone(file, watch, db)
            try watch.noteNext(file, supervised, findings, standing, db)
        }
        return report
    }

    /// 督办逾期未复: an urging of this hall that is older than the rule allows, and no answer is known.
    private static func unanswered(
        _ standing: SupervisionFile, _ file: CaseFile, _ watch: SupervisionWatch
    ) -> [SupervisionFindings.Card] {
        guard let entry = watch.rules.entry(.queryUnanswered), let points = entry.yellow, let now = watch.moment.now
        else { return [] }
        return standing.urgings.compactMap { urging in
            guard urging.supervisor.rawValue == watch.node.rawValue, urging.answeredAt == nil,
                let heard = watch.moment.heardUntil[urging.hall]
            else { return nil }
            let last = urging.at.chinaDate.adding(days: Int64(watch.rules.answerDays))
            guard min(now, heard).chinaDate > last else { return nil }
            let sequence = file.commits.last { $0.commit.header.writtenAt <= urging.at.milliseconds }
            let name = CardName(
                sequence: sequence?.commit.header.sequence ?? 1, rule: .queryUnanswered, colour: .yellow)
            return .init(name: name, hall: urging.hall, points: points, deadline: last, asOf: min(now, heard))
        }
    }

    /// An ended case is not looked at again until something new of it comes.
    private static func noteDone(_ file: CaseFile, _ watch: SupervisionWatch, _ db: Database) throws {
        guard file.state.stage.isEnd, let head = file.commits.last?.commit.header.sequence else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO supervised(number, head, rules) VALUES (?, ?, ?)")
            .execute(arguments: [file.number.rawValue, Int64(clamping: head), watch.version])
    }

    private static func issue(
        _ card: SupervisionFindings.Card, of number: CaseNumber, _ watch: SupervisionWatch, _ batch: inout WriteBatch
    ) throws {
        var item = SupervisionItem(.card)
        item.card = card.name.description
        item.hall = card.hall
        item.points = card.points
        item.rules = watch.version
        item.deadline = card.deadline
        item.asOf = card.asOf
        item.step = card.step
        if card.deadline != nil { item.calendar = watch.moment.calendar.version }
        guard let stream = SupervisionStore.stream(number, by: watch.hall.id) else {
            throw HallError.fault("no stream of supervision for \(number)")
        }
        try batch.append(Draft(stream: stream, facts: [], content: try BodyJSON.encode(item)))
    }

    // MARK: - The answer

    private static func json(
        _ report: Report, _ watch: SupervisionWatch, _ now: Instant, dryRun: Bool
    ) -> JSONValue {
        let due = report.due.map { number, card, isNew -> JSONValue in
            .fields([
                "number": .text(number.rawValue), "card": .text(card.name.description),
                "colour": .text(card.name.colour.rawValue), "rule": .text(card.name.rule.rawValue),
                "hall": .text(card.hall.rawValue), "step": .optional(card.step),
                "points": .text(card.points.description), "deadline": .optional(card.deadline?.text),
                "asOf": .optional(card.asOf?.text), "new": .bool(isNew),
            ])
        }
        return .fields([
            "asOf": .text(now.text), "rules": .text(watch.version), "calendar": .text(watch.moment.calendar.version),
            "dryRun": .bool(dryRun), "cases": .int(Int64(report.cases)),
            "newCards": .int(Int64(dryRun ? 0 : report.due.filter(\.isNew).count)), "due": .list(due),
            "unknown": .list(
                report.unknown.sorted { $0.key < $1.key }.map { hall, known in
                    .fields([
                        "hall": .text(hall.rawValue), "since": .optional(known.since?.text),
                        "cases": .int(Int64(known.cases)),
                    ])
                }),
            "unmeasured": .list(
                report.unmeasured.sorted { $0.key < $1.key }.map { hall, cases in
                    .fields(["hall": .text(hall.rawValue), "cases": .int(Int64(cases))])
                }),
            "transit": .list(
                report.transit.map { number, hall, since in
                    .fields([
                        "number": .text(number.rawValue), "hall": .text(hall.rawValue),
                        "since": .optional(since?.text),
                    ])
                }),
            "linkDelay": .list(report.delays.sorted { $0.key < $1.key }.map(delay)),
        ])
    }

    /// How long what a hall signed was on its way here: an indicator of the link, never a fault of the hall.
    private static func delay(_ node: NodeID, _ delays: [Int64]) -> JSONValue {
        .fields([
            "hall": .text(node.rawValue), "commits": .int(Int64(delays.count)),
            "meanMs": .int(delays.reduce(0) { $0 + $1 / Int64(max(1, delays.count)) }),
            "maxMs": .optional(delays.max()),
        ])
    }
}
