import GRDB
import Sync
import Tiers

/// What a supervising hall has before it when it looks at its children's cases: the times of their clocks set right,
/// and up to when each child was heard.
struct SupervisionWatch {
    let hall: Hall
    let node: NodeID
    let children: Set<NodeID>
    let moment: SupervisionMoment
    let rules: SupervisionRules
    let version: String
    /// This hall's clock less the time, ms; 0 at the province, whose clock is the time; nil: never measured.
    private let offset: Int64?

    init(_ hall: Hall, now: Instant, _ db: Database) throws {
        self.hall = hall
        node = hall.engine.node
        (rules, version) = try SupervisionRuleStore.current(db)
        let isTop = try Directory.superior(node, db) == nil
        let offset = isTop ? 0 : try hall.clockOffset(db)
        self.offset = offset
        let present = try Directory.children(node, db)
        children = Set(present)
        var heard: [HallID: Instant] = [:]
        for child in present {
            guard let record = try Statuses.find(child, db)?.record, let upTo = record.upToDate,
                let behind = record.clockOffset
            else { continue }
            heard[CaseStore.hall(child)] = Instant(milliseconds: upTo).corrected(by: behind)
        }
        moment = SupervisionMoment(
            now: offset.map { now.corrected(by: $0) }, heardUntil: heard, calendar: try CalendarStore.current(db))
    }

    // MARK: - Cases

    /// Cases that a child of this hall holds, held or wrote in, but for those that have ended and were looked at since.
    func numbers(_ db: Database) throws -> [CaseNumber] {
        var numbers: Set<CaseNumber> = []
        for child in children {
            let found = try String.fetchAll(
                db,
                sql: """
                    SELECT c.number FROM participants p JOIN streams s ON s.sid = p.sid
                      JOIN cases c ON s.name = 'case/' || c.number
                    WHERE p.node = ? AND NOT EXISTS (SELECT 1 FROM supervised v
                      WHERE v.number = c.number AND c.is_end = 1 AND v.head = s.head AND v.rules = ?)
                    """, arguments: [child.rawValue, version])
            numbers.formUnion(found.compactMap { CaseNumber($0) })
        }
        return numbers.sorted { $0.rawValue < $1.rawValue }
    }

    /// The case as supervision sees it, and the delay of its link in ms for each commit of a child.
    func supervised(_ file: CaseFile, _ db: Database) throws -> (case: SupervisedCase, delays: [(NodeID, Int64)]) {
        var delays: [(NodeID, Int64)] = []
        let commits = try file.commits.map { stored in
            let header = CaseStore.header(stored)
            let legal = try legalTime(of: stored, db)
            if let legal, stored.source != nil, children.contains(stored.author) {
                let received = Instant(milliseconds: stored.receivedAt).corrected(by: offset)
                delays.append((stored.author, max(0, received.milliseconds - legal.milliseconds)))
            }
            return SupervisedCommit(header: header, legalAt: legal, reachedAt: try reached(stored, header, db))
        }
        return (
            SupervisedCase(
                number: file.number.rawValue, commits: commits, matter: try matter(file, db),
                charges: file.record.detail?.charges ?? []),
            delays
        )
    }

    /// When it was written, by a clock set right; nil where the writer's clock was never measured.
    private func legalTime(of stored: StoredCommit, _ db: Database) throws -> Instant? {
        let header = stored.commit.header
        // 补录: what was done on paper was done when the hall says so; who reads it sees both times.
        let truly = CaseFactsCodec.decode(header.facts)?.happenedAt
        let at = truly ?? Instant(milliseconds: header.writtenAt)
        if try Directory.superior(stored.author, db) == nil { return at }
        if stored.author == node { return offset.map { at.corrected(by: $0) } }
        return header.clockOffset.map { at.corrected(by: $0) }
    }

    /// When the next writer is known to have had the commit: it came from there, or its receipt was seen.
    private func reached(_ stored: StoredCommit, _ header: CaseHeader, _ db: Database) throws -> Instant? {
        guard let next = header.nextWriter.flatMap({ NodeID($0.rawValue) }), next != stored.author else { return nil }
        if next == node || stored.source == next {
            return Instant(milliseconds: stored.receivedAt).corrected(by: offset)
        }
        let at = try Int64.fetchOne(
            try db.cachedStatement(sql: "SELECT at FROM arrivals WHERE position = ? AND peer = ?"),
            arguments: [stored.position, next.rawValue])
        return at.map { Instant(milliseconds: $0).corrected(by: offset) }
    }

    private func matter(_ file: CaseFile, _ db: Database) throws -> CaseMatter? {
        if let own = file.record.detail?.matter { return own }
        let facts = file.state.facts
        let versions = try MatterStore.versions("\(facts.matterOwner)/\(facts.matterCode)", db)
        return versions.first { $0.version == facts.matterVersion }.map {
            CaseMatter($0.matter, owner: $0.owner, version: $0.version)
        }
    }

    /// Notes for which commits a child's receipt has come: later receipts replace it, and the time would be lost.
    func noteArrivals(_ file: CaseFile, now: Int64, _ db: Database) throws {
        for stored in file.commits {
            guard let next = stored.commit.header.nextWriter, children.contains(next), next != stored.author else {
                continue
            }
            try db.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO arrivals(position, peer, at)
                    SELECT w.commit_position, l.peer, ? FROM lane_rows w JOIN lanes l USING(lane)
                      JOIN receipts r ON r.peer = l.peer AND r.lane = l.class AND r.generation = l.generation
                    WHERE w.commit_position = ? AND l.peer = ? AND r.position >= w.position
                    """
            ).execute(arguments: [now, stored.position, next.rawValue])
        }
    }

    /// Whether this hall is the lowest superior of a hall.
    func isMine(_ hall: HallID) -> Bool { NodeID(hall.rawValue).map(children.contains) ?? false }
}
