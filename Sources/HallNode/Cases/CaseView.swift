import Foundation
import GRDB
import Sync
public import Tiers

/// Cases as `hall case show` and `hall case list` answer them.
public struct CaseView: Sendable {
    let hall: Hall

    /// The view of a hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// What a list selects.
    public struct Selection: Sendable {
        /// Only cases on which this hall can act now.
        public var waiting = false
        /// Only cases of this stage.
        public var stage: CaseStage?
        /// Only cases that this hall holds.
        public var holder: HallID?
        /// Only cases due before this day.
        public var dueBefore: CivilDate?
        /// Only those whose present work is this person's, by name or id.
        public var mine: String?
        /// Only cases of which the applicant must still be told something.
        public var toTell = false
        /// At most so many.
        public var limit: Int?

        /// Everything.
        public init() {}
    }

    /// A case whole; 4 if this hall does not know it.
    public func show(_ text: String, now: Instant? = nil) throws(HallError) -> JSONValue {
        let now = now ?? hall.now
        let number = try CaseView.number(text)
        return try hall.read { db in
            let file = try CaseStore.known(number, at: hall.engine.node, db)
            let context = try Halls.context(hall.engine.node, db)
            let desks = try desks(now, db)
            return .object(
                try fields(file, context, now: now, db) + life(file, context, now: now)
                    + [
                        field("desk", try desks.json(file, db)),
                        field("supervision", try SupervisionStore.json(number, db)),
                        field("applicant", try applicant(file)), field("materials", try materials(file, db)),
                        field("history", history(file)), field("takenOver", try takenOver(file, db)),
                        field("similar", .list(try CaseStore.similar(number, db).map { .text($0) })),
                    ])
        }
    }

    /// The stage of a case; nil while this hall does not know it.
    public func stage(_ text: String) throws(HallError) -> CaseStage? {
        let number = try CaseView.number(text)
        return try hall.read { try CaseStore.load(number, $0)?.state.stage }
    }

    /// Every case that this hall knows of, once, nearest deadline first; concluded ones and those without one last.
    public func list(_ selection: Selection, now: Instant? = nil) throws(HallError) -> [JSONValue] {
        let now = now ?? hall.now
        return try hall.read { db in
            let context = try Halls.context(hall.engine.node, db)
            let numbers = try String.fetchCursor(
                db,
                sql: """
                    SELECT number FROM cases
                    WHERE (?1 IS NULL OR stage = ?1 OR ?1 = 'accepted' AND stage = 'received') AND (?2 IS NULL OR holder = ?2)
                      AND (?3 IS NULL OR deadline_day < ?3)
                    ORDER BY is_end, deadline_day IS NULL, deadline_day, number
                    """,
                arguments: [
                    selection.stage?.rawValue, selection.holder?.rawValue, selection.dueBefore?.daysSince1970,
                ])
            var cases: [JSONValue] = []
            let desks = try desks(now, db)
            let mine = try selection.mine.map { name in
                guard let rules = try desks.rules(CaseClerk(name: name)) else { throw HallError.noStaff }
                return rules
            }
            while cases.count < selection.limit ?? .max, let text = try numbers.next() {
                guard let number = CaseNumber(text), let file = try CaseStore.load(number, db) else { continue }
                let state = file.state.asOf(now, calendar: context.calendar)
                // Whether a case counts as accepted says the day, not the row.
                if let stage = selection.stage, state.stage != stage { continue }
                if selection.waiting, state.stage.isEnd || allowed(file, context, now).isEmpty { continue }
                if selection.toTell, toTell(file, state, context).isEmpty { continue }
                if let mine, try !(desks.state(file, db).map(mine.isMine) ?? false) { continue }
                cases.append(
                    .object(try fields(file, context, now: now, db) + [field("desk", try desks.json(file, db))]))
            }
            return cases
        }
    }

    /// What is allowed now, each action with its options: `hall case do NUMBER` without an action.
    public func allowed(_ text: String, now: Instant = SystemClock.now) throws(HallError) -> JSONValue {
        let number = try CaseView.number(text)
        return try hall.read { db in
            let file = try CaseStore.known(number, at: hall.engine.node, db)
            let context = try Halls.context(hall.engine.node, db)
            var actions = allowed(file, context, now).map { action -> JSONValue in
                .fields([
                    "action": .text(action.rawValue), "name": .text(action.chinese),
                    "options": .list(action.options.map { .text($0) }),
                ])
            }
            actions += try desks(now, db).allowed(file, db)
            return .fields([
                "number": .text(number.rawValue),
                "stage": .text(file.state.asOf(now, calendar: context.calendar).stage.rawValue),
                "holder": .text(file.state.holder.rawValue), "allowed": .list(actions),
            ])
        }
    }

    static func number(_ text: String) throws(HallError) -> CaseNumber {
        guard let number = CaseNumber(CaseNumber.check(text).normalised ?? text) else { throw .caseNumber(text) }
        return number
    }

    private func desks(_ now: Instant, _ db: Database) throws -> CaseDesks {
        try CaseDesks(hall.id, on: now.corrected(by: try hall.clockOffset(db)).chinaDate, db)
    }

    // MARK: - Fields

    func field(_ name: String, _ value: JSONValue) -> JSONValue.Field { .init(name: name, value: value) }

    private func allowed(_ file: CaseFile, _ context: HallContext, _ now: Instant) -> [CaseAction] {
        CaseRules.allowed(state: file.state, detail: file.record.detail, inbox: file.pending, at: context, now: now)
    }

    private func fields(
        _ file: CaseFile, _ context: HallContext, now: Instant, _ db: Database
    ) throws -> [JSONValue.Field] {
        let state = file.state.asOf(now, calendar: context.calendar)
        let detail = file.record.detail
        let today = now.chinaDate
        let calendar = context.calendar
        let deadlines = state.deadlines(calendar: calendar, today: today)
        let left = state.workingDaysLeft(calendar: calendar, today: today)
        let isMine = state.holder == context.here.id
        return [
            field("number", .text(file.number.rawValue)), field("matter", .text(state.facts.matterCode)),
            field("matterName", .optional(try detail?.matter.name ?? matterName(state, db))),
            field("matterVersion", .int(Int64(state.facts.matterVersion))),
            field("origin", .text(state.origin.rawValue)), field("copy", .text(detail == nil ? "facts" : "whole")),
            field("stage", .text(state.stage.rawValue)), field("holder", .text(state.holder.rawValue)),
            field("arrived", .bool(state.arrived || isMine && state.stage != .forwarded)),
            field("waitingSince", .optional(state.waitingSince?.text)),
            field("receivedAt", .text(state.receivedAt.text)), field("acceptedAt", .optional(state.acceptedAt?.text)),
            field("deadline", .optional(deadlines.deadline?.text)),
            field("statutoryDeadline", .optional(deadlines.statutory?.text)),
            field("deadlineProvisional", deadlines.deadline == nil ? .null : .bool(deadlines.provisional)),
            field("calendar", .text(calendar.version)), field("workingDaysLeft", .optional(left)),
            field("whereabouts", try Whereabouts.of(file, here: context.here.id, db)?.json ?? .null),
            field("missing", .list((detail?.missing ?? []).map { .text($0) })),
            field("allowed", .list(allowed(file, context, now).map { .text($0.rawValue) })),
            field("pending", .list(file.pending.map(pending))), field("external", .optional(detail?.external)),
            field("caseType", .text(state.facts.caseType.rawValue)),
            field("enquiry", state.facts.caseType == .reply ? .text(state.facts.enquiry.rawValue) : .null),
            field("deemed", .bool(state.facts.deemedAccepted)),
            field("registeredLate", .bool(state.facts.registeredLate)),
            field("toTell", .list(toTell(file, state, context))),
        ]
    }

    private func matterName(_ state: CaseState, _ db: Database) throws -> String? {
        try MatterStore.versions("\(state.facts.matterOwner)/\(state.facts.matterCode)", db).last?.matter.name
    }

    private func pending(_ item: InboxItem) -> JSONValue {
        .fields([
            "at": .text(item.at.text), "hall": .text(item.author.rawValue), "as": .optional(item.body.clerk),
            "action": .text(item.body.action.rawValue), "note": .optional(item.body.note),
            "commit": .text(item.citation.id),
        ])
    }

    private func applicant(_ file: CaseFile) throws -> JSONValue {
        guard let applicant = file.record.detail?.applicant else { return .null }
        return try JSONValue.parse(String(decoding: try BodyJSON.encode(applicant), as: UTF8.self))
    }

    private func materials(_ file: CaseFile, _ db: Database) throws -> JSONValue {
        guard let detail = file.record.detail else { return .list([]) }
        return .list(
            try (detail.materials + detail.results).map { material in
                let blob = material.blob.flatMap { BlobID(hex: $0) }
                let isHere = try blob.map { try Blobs.state($0, db).isComplete }
                return .fields([
                    "name": .text(material.name),
                    "required": .bool(detail.matter.material(material.name)?.required ?? false),
                    "form": .text(material.form.rawValue), "copies": .int(Int64(material.copies)),
                    "bytes": .optional(material.bytes), "sha256": .optional(material.sha256),
                    "here": isHere.map { .bool($0) } ?? .null,
                ])
            })
    }

    private func history(_ file: CaseFile) -> JSONValue {
        let received = Dictionary(
            file.commits.map { ($0.commit.header.sequence, $0) }, uniquingKeysWith: { first, _ in first })
        guard let detail = file.record.detail else { return .list(file.commits.map(factsEntry)) }
        return .list(
            detail.history.map { entry in
                let stored = received[entry.sequence]
                return .fields([
                    "at": .text(entry.at.text),
                    "receivedAt": .optional(stored.map { Instant(milliseconds: $0.receivedAt).text }),
                    "hall": .text(entry.hall.rawValue), "as": .optional(entry.clerk),
                    "action": .optional(entry.action?.rawValue), "stage": .text(entry.stage.rawValue),
                    "note": .optional(entry.note), "commit": .optional(stored?.commit.id.hex),
                    "irregular": .optional(entry.irregular.map { "\($0)" }), "staff": .optional(entry.staff),
                    "for": .optional(entry.standsInFor), "enteredAt": .optional(entry.enteredAt?.text),
                    "amended": amended(entry.body?.amendments),
                ])
            })
    }

    /// A step as the facts alone tell it.
    private func factsEntry(_ stored: StoredCommit) -> JSONValue {
        let header = stored.commit.header
        let facts = CaseFactsCodec.decode(header.facts)
        return .fields([
            "at": .text(Instant(milliseconds: header.writtenAt).text),
            "receivedAt": .text(Instant(milliseconds: stored.receivedAt).text),
            "hall": .text(stored.author.rawValue), "as": .null, "action": .optional(facts?.action.rawValue),
            "stage": .optional(facts?.stage.rawValue), "note": .null, "commit": .text(stored.commit.id.hex),
            "irregular": .null, "staff": .null, "for": .null, "enteredAt": .null, "amended": .null,
        ])
    }
}

extension CaseView {
    /// Whether a case has, or had, a stage.
    public func hasReached(_ stage: CaseStage, _ text: String) throws(HallError) -> Bool {
        let number = try CaseView.number(text)
        return try hall.read { db in
            guard let file = try CaseStore.load(number, db) else { return false }
            if file.state.stage == stage { return true }
            return file.record.detail?.history.contains { $0.stage == stage }
                ?? file.commits.contains { CaseFactsCodec.decode($0.commit.header.facts)?.stage == stage }
        }
    }

    /// A material's bytes: of several files under a name, one after the other as they came.
    public func material(_ text: String, _ name: String) throws(HallError) -> [UInt8] {
        let number = try CaseView.number(text)
        let blobs: [BlobID] = try hall.read { db in
            let file = try CaseStore.known(number, at: hall.engine.node, db)
            let held = (file.record.detail?.materials ?? []) + (file.record.detail?.results ?? [])
            return held.filter { $0.name == name }.compactMap { $0.blob.flatMap { BlobID(hex: $0) } }
        }
        guard !blobs.isEmpty else {
            throw HallError(
                .materialAbsent, Bilingual(en: "no file of \(name) is here", zh: "本单位没有材料 \(name) 的电子文件"),
                hint: Bilingual(en: "`hall case show` lists the materials", zh: "hall case show 可列出材料"))
        }
        var bytes: [UInt8] = []
        do {
            for blob in blobs { try MaterialIntake.write(blob, of: hall) { bytes += $0 } }
        } catch {
            throw HallStore.error(error, path: hall.folder.store)
        }
        return bytes
    }
}
