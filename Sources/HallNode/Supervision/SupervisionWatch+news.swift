import GRDB
import Sync
import Tiers

// A hall that looks every hour cannot fold every case below it every hour: it looks at what is new, and at the cases to
// which the day alone brings something.
extension SupervisionWatch {
    /// How far ahead it is asked what time alone will bring, in days.
    private static let horizon: Int64 = 15
    private static let setting = "supervised"

    /// By what the last look was made: rules and calendar. Under others every case is looked at again.
    private var basis: String { "\(version) \(moment.calendar.version)" }

    /// Cases of which something has come since the last look, and those whose day has come.
    func news(_ db: Database) throws -> [CaseNumber] {
        let last = try Settings.get(SupervisionWatch.setting, db)?.split(separator: " ", maxSplits: 1)
        guard let last, last.count == 2, let position = Int64(last[0]), last[1] == basis, let now = moment.now else {
            return try numbers(db)
        }
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT s.name FROM commits c JOIN streams s USING(sid)
                WHERE c.position > ? AND s.name > 'case/' AND s.name < 'case0'
                """, arguments: [position])
        let due = try String.fetchAll(
            db, sql: "SELECT number FROM supervision_days WHERE day <= ?", arguments: [now.chinaDate.daysSince1970])
        let found = Set(names.compactMap { StreamName($0).flatMap(CaseStore.number(of:)) })
        return try (found.filter { try isBelow($0, db) }.union(due.compactMap { CaseNumber($0) }))
            .sorted { $0.rawValue < $1.rawValue }
    }

    /// Whether a child of this hall holds a case, held it or wrote in it.
    private func isBelow(_ number: CaseNumber, _ db: Database) throws -> Bool {
        let nodes = try String.fetchAll(
            try db.cachedStatement(
                sql: "SELECT p.node FROM participants p JOIN streams s USING(sid) WHERE s.name = 'case/' || ?"),
            arguments: [number.rawValue])
        return nodes.contains { NodeID($0).map(children.contains) ?? false }
    }

    /// Notes up to where the log was looked at, and by what.
    func noteLook(_ db: Database) throws {
        let position = try Int64.fetchOne(db, sql: "SELECT max(position) FROM commits") ?? 0
        try Settings.set(SupervisionWatch.setting, "\(position) \(basis)", db)
    }

    /// Notes when a case is to be looked at again though nothing new of it comes: never, once it has ended.
    func noteNext(
        _ file: CaseFile, _ supervised: SupervisedCase, _ findings: SupervisionFindings, _ standing: SupervisionFile,
        _ db: Database
    ) throws {
        guard let day = next(file, supervised, findings, standing) else {
            try db.cachedStatement(sql: "DELETE FROM supervision_days WHERE number = ?")
                .execute(arguments: [file.number.rawValue])
            return
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO supervision_days(number, day) VALUES (?, ?)")
            .execute(arguments: [file.number.rawValue, day.daysSince1970])
    }

    private func next(
        _ file: CaseFile, _ supervised: SupervisedCase, _ findings: SupervisionFindings, _ standing: SupervisionFile
    ) -> CivilDate? {
        let urged = standing.urgings.filter { $0.supervisor.rawValue == node.rawValue && $0.answeredAt == nil }
            .map { $0.at.chinaDate.adding(days: Int64(rules.answerDays) + 1) }.min()
        guard !file.state.stage.isEnd else { return urged }
        guard let now = moment.now, findings.transit == nil, findings.unmeasured.isEmpty, supervised.matter != nil,
            !findings.unknown.contains(where: { $0.since == nil })
        else {
            return CivilDate(daysSince1970: 0)
        }
        let known = Set(findings.cards.map(\.name)).union(standing.cards.map(\.name))
        // A reminder gives way to a yellow card, and that to a red one: once there is something new, there always is.
        func bringsMore(_ days: Int64) -> Bool {
            let at = max(now, now.chinaDate.adding(days: days).startInChina)
            var later = moment
            later.now = at
            later.heardUntil = moment.heardUntil.mapValues { _ in at }
            return Supervision.evaluate(supervised, rules, at: later).cards.contains { !known.contains($0.name) }
        }
        var (low, high) = (Int64(0), SupervisionWatch.horizon)
        while low < high {
            let middle = (low + high) / 2
            if bringsMore(middle) { high = middle } else { low = middle + 1 }
        }
        let day = now.chinaDate.adding(days: low)
        return urged.map { min($0, day) } ?? day
    }
}
