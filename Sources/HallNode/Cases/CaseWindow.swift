import Foundation
import GRDB
public import Sync
public import Tiers

/// Where clerks work: opens cases and does steps. Reads the state, asks the rules, and writes what they answer in one
/// transaction.
public struct CaseWindow: Sendable {
    let hall: Hall

    /// The window of a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// Who acts and how.
    public struct Act: Sendable {
        /// The clerk.
        public var clerk: CaseClerk
        /// A remark.
        public var note: String?
        /// The text by which a repeat is known.
        public var once: String?
        /// When it truly happened, where it is entered afterwards (补录).
        public var happenedAt: Instant?

        /// An act.
        public init(
            clerk: CaseClerk = CaseClerk(), note: String? = nil, once: String? = nil, happenedAt: Instant? = nil
        ) {
            self.happenedAt = happenedAt
            self.clerk = clerk
            self.note = note
            self.once = once
        }
    }

    /// A filing as it comes over the desk.
    public struct Filing: Sendable {
        /// The matter's code, or `OWNER/CODE`.
        public var matter: String
        /// Who wants something.
        public var applicant: Applicant
        /// Files, each under a material's name.
        public var files: [MaterialIntake.Given]
        /// Papers.
        public var papers: [MaterialRef]
        /// The number that an upper platform gave.
        public var external: String?
        /// The hall of the area for which the case is taken in (通办); nil: this hall's own.
        public var area: NodeID?
        /// A number from a printed sheet; nil: a fresh one.
        public var number: String?
        /// The row of a table from which it comes, as a hash.
        public var sourceRow: String?
        /// How it came in.
        public var way = DeliveryWay.counter

        /// A filing.
        public init(
            matter: String, applicant: Applicant, files: [MaterialIntake.Given] = [], papers: [MaterialRef] = [],
            external: String? = nil
        ) {
            self.matter = matter
            self.applicant = applicant
            self.files = files
            self.papers = papers
            self.external = external
        }
    }

    /// Opens a case.
    public func open(_ filing: Filing, _ act: Act) throws(HallError) -> JSONValue {
        if let answer = try hall.read({ try OnceAnswers.find(act.once, $0) }) { return try JSONValue.parse(answer) }
        let context = try hall.read { try Halls.context(hall.engine.node, $0) }
        let today = try hall.read { hall.now.corrected(by: try hall.clockOffset($0)).chinaDate }
        // Asked before the files are read: a wrong matter or clerk need not wait for a 200 MB scan.
        _ = try hall.read { db in
            _ = try CaseDesks(context.here.id, on: today, db).clerk(act.clerk, to: .open, nil, db)
            return try CaseWindow.matter(filing.matter, at: context, today: act.happenedAt?.chinaDate ?? today, db)
        }
        let taken = try MaterialIntake(hall).take(filing.files)
        let engine = hall.engine
        let random = hall.surroundings.random
        let answer = try hall.command { batch, db -> String in
            if let answer = try OnceAnswers.find(act.once, db) { return answer }
            let now = Instant(milliseconds: batch.now)
            let context = try Halls.context(engine.node, db)
            // A PC whose clock stands at 1970 is to work too: which day it is says the superior's clock, if it was
            // heard.
            let today = now.corrected(by: batch.clockOffset).chinaDate
            let day = act.happenedAt?.chinaDate ?? today
            let matter = try CaseWindow.matter(filing.matter, at: context, today: day, db)
            let clerk = try CaseDesks(context.here.id, on: today, db).clerk(act.clerk, to: .open, nil, db)
            var opening = CaseOpening(
                matter: matter, applicant: filing.applicant, materials: filing.papers + taken.map(\.reference),
                external: filing.external)
            opening.sourceRow = filing.sourceRow
            opening.way = filing.way
            if let area = filing.area { (opening.area, opening.areaAncestors) = try Halls.area(area, db) }
            let decision: CaseDecision
            do throws(CaseRefusal) {
                decision = try CaseRules.decide(
                    .open(opening), state: nil, detail: nil, at: context, now: now, happenedAt: act.happenedAt,
                    clerk: clerk, note: act.note)
            } catch {
                throw HallError(error)
            }
            let number = try CaseNumbers.number(
                filing.number, context.here.id, day, today: today, random: random, db)
            let stored = try CaseWindow.write(decision, number: number, batch: &batch)
            let answer = try CaseWindow.openingAnswer(number, stored, db)
            try OnceAnswers.keep(act.once, answer.line, now: batch.now, db)
            return answer.line
        }
        return try JSONValue.parse(answer)
    }

    /// Does one step.
    public func perform(
        _ text: String, _ command: @escaping @Sendable ([MaterialRef]) -> CaseCommand,
        files: [MaterialIntake.Given] = [], _ act: Act
    ) throws(HallError) -> JSONValue {
        let number = try CaseView.number(text)
        if let answer = try hall.read({ try OnceAnswers.find(act.once, $0) }) { return try JSONValue.parse(answer) }
        let taken = try MaterialIntake(hall).take(files)
        let engine = hall.engine
        let answer = try hall.command { batch, db -> String in
            if let answer = try OnceAnswers.find(act.once, db) { return answer }
            var file = try CaseStore.known(number, at: engine.node, db)
            var command = command(taken.map(\.reference))
            let context = try Halls.context(engine.node, db)
            if command.action == .receive, file.state.isReceived(by: context.here.id) {
                return try CaseWindow.stepAnswer(number, db).line  // done already: answered as the first time
            }
            let desks = try CaseDesks(context.here.id, batch, db)
            let clerk = try desks.clerk(act.clerk, to: command.action, file, db)
            command = try desks.approved(command, file, act.clerk)
            while desks.decidesOnTheSpot(command, file, clerk) {
                file = try CaseWindow.passOnTheSpot(command, file, context, clerk, &batch, db)
            }
            let decision: CaseDecision
            do throws(CaseRefusal) {
                decision = try CaseRules.decide(
                    command, state: file.state, detail: file.record.detail, inbox: file.pending, at: context,
                    now: Instant(milliseconds: batch.now), happenedAt: act.happenedAt, clerk: clerk, note: act.note)
            } catch {
                throw try HallError(error).naming(error.responsible(in: file.state), db)
            }
            _ = try CaseWindow.write(decision, number: number, batch: &batch)
            let answer = try CaseWindow.stepAnswer(number, db)
            try OnceAnswers.keep(act.once, answer.line, now: batch.now, db)
            return answer.line
        }
        return try JSONValue.parse(answer)
    }

    /// 首席代表现场办理: one step of the chain, passed by who decides at once.
    private static func passOnTheSpot(
        _ command: CaseCommand, _ file: CaseFile, _ context: HallContext, _ clerk: CaseClerk, _ batch: inout WriteBatch,
        _ db: Database
    ) throws -> CaseFile {
        let decision: CaseDecision
        do throws(CaseRefusal) {
            decision = try CaseRules.decide(
                command.stepOnTheSpot, state: file.state, detail: file.record.detail, inbox: file.pending, at: context,
                now: Instant(milliseconds: batch.now), clerk: clerk)
        } catch {
            throw HallError(error)
        }
        _ = try write(decision, number: file.number, batch: &batch)
        guard let next = try CaseStore.load(file.number, db), next.state.facts.steps.left < file.state.facts.steps.left
        else { throw HallError.fault("a step of \(file.number) that was passed is not") }
        return next
    }

    // MARK: -

    static func write(
        _ decision: CaseDecision, number: CaseNumber, batch: inout WriteBatch
    ) throws -> StoredCommit {
        let name =
            switch decision.stream {
            case .main: CaseStore.stream(number)
            case .originInbox: CaseStore.inboxStream(number)
            case .opinion(let suffix): StreamName("case/\(number)/\(suffix)")
            }
        guard let name else { throw HallError.fault("no stream for \(number)") }
        let facts: [UInt8]
        do throws(CaseFactsCodec.TooLarge) { facts = try CaseFactsCodec.encode(decision.facts) } catch {
            throw HallError.fault("the facts of \(number) have \(error.bytes) bytes")
        }
        var draft = Draft(stream: name, facts: facts, content: try BodyJSON.encode(decision.body))
        let references = (decision.body.materials ?? []) + (decision.body.results ?? [])
        draft.blobs = references.compactMap { $0.blob.flatMap { BlobID(hex: $0) } }
        draft.nextWriter = decision.nextWriter.flatMap { NodeID($0.rawValue) }
        draft.joins = decision.joins.compactMap { NodeID($0.rawValue) }
        draft.pens = decision.pens.compactMap { pen in
            NodeID(pen.hall.rawValue).map { .init(suffix: pen.stream, writer: $0) }
        }
        do { return try batch.append(draft) } catch let error as WriteError { throw HallError(error) }
    }

    /// The matter in force here today, with this hall's own promise.
    static func matter(
        _ code: String, at context: HallContext, today: CivilDate, _ db: Database
    ) throws -> CaseMatter {
        // What a hall below publishes under a code of those above concerns its own part of the tree, not this window.
        let above = Set([context.here.id] + context.ancestors.map(\.id))
        let versions = try MatterStore.one(code, preferring: above, db)
        guard let version = MatterStore.inForce(versions, on: today) else {
            let first = versions.first?.matter.effectiveFrom.text ?? ""
            throw HallError(
                .matterNotInForce, Bilingual(en: "\(code) is not in force today", zh: "事项 \(code) 今日未生效"),
                hint: Bilingual(
                    en: "it is in force from \(first), and the case is of \(today): if that is wrong, set the clock",
                    zh: "生效日期为 \(first)，本件日期为 \(today)；如日期不对，请校准时钟"))
        }
        let local = try MatterStore.local(context.here.id, owner: version.owner, code: version.matter.code, db)
        return CaseMatter(
            version.matter, owner: version.owner, version: version.version,
            promised: local?.promisedDays == nil ? nil : version.matter.effectiveLimit(with: local))
    }

    private static func openingAnswer(
        _ number: CaseNumber, _ stored: StoredCommit, _ db: Database
    ) throws -> JSONValue {
        let file = try CaseStore.load(number, db)
        let similar = try CaseStore.similar(number, db)
        return .fields([
            "number": .text(number.rawValue),
            "stage": .text(file?.state.stage.rawValue ?? CaseStage.received.rawValue),
            "missing": .list((file?.record.detail?.missing ?? []).map { .text($0) }),
            "similar": .list(similar.map { .text($0) }),
            "checkCode": .optional(try CaseWindow.checkCode(number, stored)),
        ])
    }

    /// What an applicant needs beside the number to ask after the case; nil where this hall has no body of the opening.
    static func checkCode(_ number: CaseNumber, _ opening: StoredCommit) throws -> String? {
        guard let bytes = opening.commit.body, let body = try Body.read(bytes) else { return nil }
        return CheckCode.of(number: number, salt: body.salt)
    }

    /// What the case's row says, which the step has just written: folding the case once more would cost as much again.
    private static func stepAnswer(_ number: CaseNumber, _ db: Database) throws -> JSONValue {
        let row = try Row.fetchOne(
            try db.cachedStatement(sql: "SELECT stage, holder FROM cases WHERE number = ?"),
            arguments: [number.rawValue])
        guard let row else { throw HallError.caseUnknown(number.rawValue) }
        return .fields(["number": .text(number.rawValue), "stage": .text(row[0]), "holder": .text(row[1])])
    }
}
