import Foundation
public import GRDB
public import Sync
public import Tiers

/// A case folded from the log: what headers, facts and bodies held here tell.
public struct CaseFile: Sendable {
    /// The number.
    public let number: CaseNumber
    /// State and detail.
    public let record: CaseRecord
    /// State; a case that is here has one.
    public let state: CaseState
    /// What stands in the inbox and no main commit cites yet.
    public let pending: [InboxItem]
    /// The main stream, oldest first.
    public let commits: [StoredCommit]
}

/// The cases that this hall knows of.
public enum CaseStore {
    static func stream(_ number: CaseNumber) -> StreamName? { StreamName("case/\(number)") }

    static func inboxStream(_ number: CaseNumber) -> StreamName? { StreamName("case/\(number)/origin") }

    /// The number in a stream's name; nil if the stream is not of a case.
    static func number(of stream: StreamName) -> CaseNumber? {
        let parts = stream.parts
        return parts.count >= 2 && parts[0] == "case" ? CaseNumber(String(parts[1])) : nil
    }

    /// Folds a case; nil if this hall holds nothing of it.
    public static func load(_ number: CaseNumber, _ db: Database) throws -> CaseFile? {
        guard let main = stream(number) else { return nil }
        let commits = try CommitLog.stream(main, db)
        guard !commits.isEmpty else { return nil }
        let inbox = try inbox(of: main, db)
        var record = CaseRecord()
        var cited = Set<CaseCitation>()
        for stored in commits {
            let body = BodyJSON.decode(CaseBody.self, of: stored.commit)
            let cites = Set(body?.cites ?? [])
            cited.formUnion(cites)
            record.apply(header(stored), body: body, cited: inbox.filter { cites.contains($0.citation) })
        }
        for item in inbox where item.body.action.countsAtOnce { record.note(item) }
        guard let state = record.state else { return nil }
        return CaseFile(
            number: number, record: record, state: state,
            pending: inbox.filter { !cited.contains($0.citation) && !$0.body.action.countsAtOnce }, commits: commits)
    }

    /// What the inboxes of a case say, of the origin and of the halls that were asked; oldest first in each.
    private static func inbox(of main: StreamName, _ db: Database) throws -> [InboxItem] {
        var items: [InboxItem] = []
        for name in try CommitLog.group(main, db) where name != main {
            let suffix = String(name.rawValue.dropFirst(main.rawValue.count + 1))
            guard suffix == "origin" || suffix.hasPrefix("opinion/") else { continue }
            items += try CommitLog.stream(name, db).compactMap { inboxItem($0, suffix) }
        }
        return items
    }

    static func header(_ stored: StoredCommit) -> CaseHeader {
        let header = stored.commit.header
        return CaseHeader(
            author: hall(stored.author), sequence: header.sequence, at: Instant(milliseconds: header.writtenAt),
            nextWriter: header.nextWriter.map(hall), takeover: header.takeover != nil,
            facts: CaseFactsCodec.decode(header.facts))
    }

    private static func inboxItem(_ stored: StoredCommit, _ suffix: String) -> InboxItem? {
        let header = stored.commit.header
        // A takeover of the inbox asks and gives nothing.
        guard header.takeover == nil, let body = BodyJSON.decode(CaseBody.self, of: stored.commit) else { return nil }
        return InboxItem(
            citation: CaseCitation(stream: suffix, sequence: header.sequence, id: stored.commit.id.hex),
            author: hall(stored.author),
            at: CaseFactsCodec.decode(header.facts)?.happenedAt ?? Instant(milliseconds: header.writtenAt), body: body)
    }

    /// A node of the engine as the business names it. Every node of a hall network is a hall id.
    static func hall(_ node: NodeID) -> HallID {
        guard let hall = HallID(node.rawValue) ?? HallID("00") else { preconditionFailure("00 is a hall id") }
        return hall
    }

    /// Forgets a case that is to be projected anew.
    static func forget(_ stream: StreamName, _ db: Database) throws {
        guard let number = number(of: stream) else { return }
        try db.execute(sql: "DELETE FROM cases WHERE number = ?", arguments: [number.rawValue])
    }

    /// What the row of a case holds that only bodies tell.
    private struct Told {
        let isWhole: Bool
        let applicant: String?
        let sourceRow: String?
    }

    static func project(_ stored: StoredCommit, _ db: Database) throws {
        let stream = stored.commit.header.stream
        guard let number = number(of: stream), stream.parts.count == 2 else { return }
        if isTold(stored), let known = try told(number, db) {
            let commits = try CommitLog.stream(stream, db)
            guard let state = commits.reduce(nil, { CaseState.evolve($0, header($1)) }) else { return }
            return try write(number, state, commits, known, db)
        }
        guard let file = try load(number, db) else { return }
        let told = Told(
            isWhole: file.record.detail != nil, applicant: file.record.detail?.applicant.identity,
            sourceRow: file.record.detail?.history.first?.body?.sourceRow)
        try write(number, file.state, file.commits, told, db)
    }

    /// Whether a commit leaves what only bodies tell as it was: it neither opens nor amends. Bodies are much the
    /// dearest part of a case to read, and a case is projected at each of its commits.
    private static func isTold(_ stored: StoredCommit) -> Bool {
        guard let facts = CaseFactsCodec.decode(stored.commit.header.facts) else { return false }
        return facts.action != .open && facts.action != .amend
    }

    private static func told(_ number: CaseNumber, _ db: Database) throws -> Told? {
        let statement = try db.cachedStatement(
            sql: "SELECT is_whole, applicant, source_row FROM cases WHERE number = ?")
        return try Row.fetchOne(statement, arguments: [number.rawValue]).map {
            Told(isWhole: $0[0], applicant: $0[1], sourceRow: $0[2])
        }
    }

    private static func write(
        _ number: CaseNumber, _ state: CaseState, _ commits: [StoredCommit], _ told: Told, _ db: Database
    ) throws {
        let deadline = deadlineDay(state, commits, try CalendarStore.current(db))
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO cases(number, stage, holder, origin, deciding, matter, is_whole, is_end,
                  deadline_day, received_at, applicant, source_row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            number.rawValue, state.stage.rawValue, state.holder.rawValue, state.origin.rawValue,
            state.decidingHall.rawValue, state.facts.matterCode, told.isWhole, state.stage.isEnd, deadline,
            state.receivedAt.milliseconds, told.applicant, told.sourceRow,
        ])
    }

    /// A case of which something counts here; else the error that says what is kept of it.
    static func known(_ number: CaseNumber, at node: NodeID, _ db: Database) throws -> CaseFile {
        guard let file = try load(number, db) else { throw try HallError.caseUnknown(number, at: node, db) }
        return file
    }

    /// Other filings of a case's applicant for its matter that this hall has whole, oldest first.
    static func similar(_ number: CaseNumber, _ db: Database) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT o.number FROM cases c JOIN cases o ON o.applicant = c.applicant AND o.matter = c.matter
                    WHERE c.number = ? AND o.number != c.number ORDER BY o.received_at, o.number
                    """), arguments: [number.rawValue])
    }
}

extension Applicant {
    /// What makes two filings those of one applicant: kind and number.
    var identity: String? {
        let number = idNumber ?? creditCode ?? certificate.map { "\($0.type):\($0.number)" }
        return number.map { "\(kind.rawValue):\($0)" }
    }
}
