import Foundation
import GRDB
import Sync
public import Tiers

/// `hall takeover`: continues a stream of a hall below after the last commit that counts. It serves halls that are
/// dead, merged, revoked or never answer, and ends forks.
public struct Takeover: Sendable {
    let hall: Hall

    /// What is taken over, and why.
    public struct Order: Sendable {
        /// A stream, or the number of a case for its main stream.
        public var stream: String
        /// Id of the last commit that counts, 64 hex digits.
        public var last: String
        /// Why; it stands in the commit.
        public var reason: String
        /// For the entry of a hall: its new superior, a hall below this one; nil: this hall.
        public var superior: HallID?
        /// Who gives the order.
        public var clerk: CaseClerk
        /// Only says what would become void.
        public var isRehearsal: Bool

        /// An order.
        public init(
            stream: String, last: String, reason: String, superior: HallID? = nil, clerk: CaseClerk = CaseClerk(),
            isRehearsal: Bool = false
        ) {
            self.stream = stream
            self.last = last
            self.reason = reason
            self.superior = superior
            self.clerk = clerk
            self.isRehearsal = isRehearsal
        }
    }

    /// Takes over from this hall.
    public init(_ hall: Hall) { self.hall = hall }

    /// Writes the takeover. Gives what it did: the stream, the holder until now, the commit, and what is void by it.
    public func run(_ order: Order) throws(HallError) -> JSONValue {
        let stream = try Takeover.stream(order.stream)
        let last: CommitID = try CommitID.read(
            order.last,
            hint: Bilingual(en: "64 hex digits as `hall log STREAM` shows them", zh: "64 位十六进制数，见 hall log 流"))
        var order = order
        order.reason = order.reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...4_000).contains(order.reason.unicodeScalars.count) else { throw Takeover.badReason }
        let given = order
        let here = hall.engine.node
        guard order.isRehearsal else {
            return try hall.command { try Takeover.write(given, stream, after: last, here: here, &$0, $1) }
        }
        return try hall.rehearse { try Takeover.write(given, stream, after: last, here: here, &$0, $1) }
    }

    private static func write(
        _ order: Order, _ stream: StreamName, after last: CommitID, here: NodeID, _ batch: inout WriteBatch,
        _ db: Database
    ) throws -> JSONValue {
        let before = Set(try Takeover.void(stream, db).map(\.stored.position))
        let path = try CommitLog.path(to: last, in: stream, db)
        guard let end = path.last else {
            if try StreamState.find(stream, db) == nil { throw LogView.unknown(stream.rawValue) }
            throw HallError(WriteError.unknownCommit)
        }
        var draft = try Takeover.draft(stream, path, order, here: here, db)
        draft.takesOverAfter = last
        let holder = end.commit.header.nextWriter ?? end.author
        let done = try Takeover.done(after: end, by: here, db)
        if let done, !Takeover.says(draft, what: done) { throw Takeover.doneBefore(done) }
        guard done != nil || holder != here else { throw Takeover.penIsHere }
        let stored = try done ?? batch.append(draft)
        // What competed until now is void by it as well. Asked a second time, all that was taken over is named.
        let void = try Takeover.void(stream, db).filter {
            done == nil ? !before.contains($0.stored.position) : !$0.isBeyondEnd
        }
        return .fields([
            "stream": .text(stream.rawValue), "last": .text(last.hex), "from": .text(holder.rawValue),
            "commit": order.isRehearsal && done == nil ? .null : .text(stored.commit.id.hex),
            "sequence": .int(Int64(clamping: stored.commit.header.sequence)),
            "void": .list(void.map(ForksView.row)), "dryRun": .bool(order.isRehearsal),
        ])
    }

    /// What was written to a stream and is void, whatever made it so.
    private static func void(_ stream: StreamName, _ db: Database) throws -> [UncountedCommit] {
        try CommitLog.uncounted(stream, db).filter { $0.standing == .void }
    }

    /// This hall's own takeover after a commit, where it counts.
    private static func done(after end: StoredCommit, by here: NodeID, _ db: Database) throws -> StoredCommit? {
        let header = end.commit.header
        let chain = try CommitLog.stream(header.stream, db)
        return chain.first {
            $0.commit.header.previous == end.commit.id && $0.commit.header.takeover != nil && $0.author == here
        }
    }

    /// Whether a commit was written by the same order.
    private static func says(_ draft: Draft, what done: StoredCommit) -> Bool {
        guard let bytes = done.commit.body, let body = (try? Body.read(bytes)) ?? nil else { return false }
        return body.content == draft.content && done.commit.header.nextWriter == draft.nextWriter
    }

    private static func doneBefore(_ done: StoredCommit) -> HallError {
        HallError(
            .takeoverNotAllowed,
            Bilingual(
                en: "this hall has taken it over after that commit already, by \(done.commit.id.hex)",
                zh: "本单位已在该记录之后接管，记录为 \(done.commit.id.hex)"),
            hint: Bilingual(
                en: "the pen is here: go on with it; `hall log show ID` tells why it was taken over",
                zh: "主办权已在本单位，可继续办理；hall log show 标识 可查看接管原因"))
    }

    private static var penIsHere: HallError {
        HallError(
            .takeoverNotAllowed,
            Bilingual(en: "there is nothing to take over: the pen is at this hall", zh: "无需接管：主办权已在本单位"),
            hint: Bilingual(
                en: "go on with it here; a fork of this hall's own is ended by a hall above",
                zh: "请在本单位继续办理；本单位自身的分叉由上级裁定"))
    }

    private static var badReason: HallError {
        HallError(
            .usage, Bilingual(en: "--reason needs a text of 1 to 4,000 characters", zh: "--reason 应为 1 至 4000 个字"),
            hint: Bilingual(en: "say in a sentence why the stream is taken over", zh: "请用一句话说明接管原因"))
    }

    private static func stream(_ text: String) throws(HallError) -> StreamName {
        if let number = CaseNumber.check(text).normalised.flatMap({ CaseNumber($0) }),
            let name = CaseStore.stream(number)
        {
            return name
        }
        guard let name = StreamName(text) else { throw LogView.unknown(text) }
        return name
    }

    // MARK: - What a takeover says

    private static func draft(
        _ stream: StreamName, _ path: [StoredCommit], _ order: Order, here: NodeID, _ db: Database
    ) throws -> Draft {
        switch stream.kind {
        case "case":
            var body = CaseBody(action: .takeOver, clerk: order.clerk)
            body.note = order.reason
            let facts = stream.parts.count == 2 ? try Takeover.facts(path, takenOverBy: here) : []
            return Draft(stream: stream, facts: facts, content: try BodyJSON.encode(body))
        case "hall":
            var draft = Draft(stream: stream, facts: [], content: [])
            let superior = order.superior.flatMap { NodeID($0.rawValue) } ?? here
            draft.content = try Takeover.value(path, reason: order.reason) { $0["superior"] = superior.rawValue }
            if superior != here { draft.nextWriter = superior }
            return draft
        default:
            let last = path.last?.commit
            var draft = Draft(stream: stream, facts: last?.header.facts ?? [], content: [])
            draft.content = try Takeover.value(path, reason: order.reason) { _ in }
            draft.blobs = last.map { Blobs.cited(by: $0) } ?? []
            return draft
        }
    }

    /// The stage is what it was after the last commit that counts.
    private static func facts(_ path: [StoredCommit], takenOverBy here: NodeID) throws -> [UInt8] {
        var state: CaseState?
        for stored in path { state = CaseState.evolve(state, CaseStore.header(stored)) }
        guard let state else { return [] }
        do throws(CaseFactsCodec.TooLarge) {
            return try CaseFactsCodec.encode(state.facts(takenOverBy: CaseStore.hall(here)))
        } catch {
            throw HallError.fault("the facts of a takeover have \(error.bytes) bytes")
        }
    }

    /// The whole value as it was, with the reason beside it, which readers of the value pass over.
    private static func value(
        _ path: [StoredCommit], reason: String, _ change: (inout [String: Any]) -> Void
    ) throws -> [UInt8] {
        guard let bytes = path.last?.commit.body, let body = (try? Body.read(bytes)) ?? nil,
            var value = try? JSONSerialization.jsonObject(with: Data(body.content)) as? [String: Any]
        else {
            throw HallError(
                .streamUnknown, Bilingual(en: "this hall does not hold that commit whole", zh: "本单位未持有该记录的正文"),
                hint: Bilingual(en: "wait until it has come, or name another with --last", zh: "请等待其到达，或用 --last 另行指定"))
        }
        value["takeover"] = ["reason": reason]
        change(&value)
        return Array(
            try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes]))
    }
}
