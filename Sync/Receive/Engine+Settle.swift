import FoundationEssentials
import GRDB

/// A stream of which something changed, and from which sequence on.
struct Unsettled: Hashable {
    var stream: StreamName
    var sequence: UInt64
}

/// What follows from what was stored: it is looked into once the store is right again.
struct FollowUp {
    /// Commits that are kept or count newly: others may wait for them.
    var commits: [Commit] = []
    /// Nodes of whose keys more counts than before: what was refused may be right now.
    var freed: Set<NodeID> = []

    mutating func merge(_ other: FollowUp) {
        commits += other.commits
        freed.formUnion(other.freed)
    }
}

extension Engine {
    /// How often one stream is settled for one commit: what counts in one stream may depend on the directory, and that
    /// on streams of halls above. It ends by itself where halls above are not below as well.
    private static let roundsMax = 16

    /// Settles streams, and those that depend on what changed in them.
    ///
    /// - Parameter now: ms since 1970 UTC; nil: nothing new is to be told to a person.
    func settle(_ first: [Unsettled], now: Int64?, _ db: Database) throws -> FollowUp {
        var queue = first
        var rounds: [StreamName: Int] = [:]
        var follow = FollowUp()
        while !queue.isEmpty {
            let next = queue.removeFirst()
            guard rounds[next.stream, default: 0] < Engine.roundsMax else { continue }
            rounds[next.stream, default: 0] += 1
            queue += try settleOne(next, now: now, &follow, db)
        }
        return follow
    }

    /// Settles one stream, brings the read models up to it, and gives what depends on the change.
    private func settleOne(
        _ unsettled: Unsettled, now: Int64?, _ follow: inout FollowUp, _ db: Database
    ) throws -> [Unsettled] {
        guard let state = try StreamState.find(unsettled.stream, db) else { return [] }
        let lowest = try CommitLog.lowestUncounted(sid: state.sid, db)
        var from = max(1, min(unsettled.sequence, lowest ?? .max, state.head + 1))
        var base: (position: Int64, id: CommitID)?
        if from > 1 {
            base = try CommitLog.find(sid: state.sid, sequence: from - 1, db).map { ($0.position, $0.id) }
            if base == nil { from = 1 }
        }
        let contents = try contents(of: state, from: from, db)
        let settlement = try Settlement(after: base?.id ?? .zero, at: from - 1, contents) { try isAbove($0, $1, db) }
        let before = contents.filter { $0.standing == .counts }.sorted { $0.sequence < $1.sequence }
        try restate(contents, settlement, db)
        let after = settlement.chain
        let about = state.name.directoryNode
        let facts = try about.map { try DirectoryFacts($0, db) }
        var isRemade = false
        if after.prefix(before.count).map(\.id) == before.map(\.id) {
            try append(after.dropFirst(before.count), to: state, isForked: settlement.isForked, db)
        } else {
            isRemade = true
            try StreamState.setForked(settlement.isForked, state.sid, db)
            let involved = try participants(in: state.name, db)
            try rebuild(group: state.name, db)
            try leave(involved, groupOf: state.name, db)
        }
        if let now, settlement.isForked, !state.forked {
            let place = contents.first { settlement.standings[$0.position] == .competes }?.sequence ?? from
            try Alarms.raise(.fork, "\(state.name.rawValue) at \(place)", at: now, db)
            try showFork(of: state.name, db)
        }
        if contents.count > after.count, about != nil { try keepKeys(of: state, db) }
        let held = Set(before.map(\.id))
        try release(after.filter { !held.contains($0.id) }, &follow, db)
        var dependents: [Unsettled] = []
        let isLonger = after.count > before.count
        if let about, let facts {
            memo?.forgetDirectory()
            let changed = isRemade || isLonger ? from : nil
            dependents = try self.dependents(of: about, since: facts, from: changed, &follow, db)
        }
        if isRemade || isLonger { dependents += try granted(by: state.name, db) }
        return dependents
    }

    /// Writes what each content is worth. First those that count no more: one sequence holds one that counts.
    private func restate(_ contents: [Content], _ settlement: Settlement, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "UPDATE commits SET standing = ? WHERE position = ?")
        let changed = contents.filter { settlement.standings[$0.position] != $0.standing }
        for content in changed {
            guard let standing = settlement.standings[content.position], standing != .counts else { continue }
            try statement.execute(arguments: [standing.rawValue, content.position])
        }
        for content in changed where settlement.standings[content.position] == .counts {
            try statement.execute(arguments: [Standing.counts.rawValue, content.position])
        }
    }

    /// Brings the read models up to contents that count newly, after all that counted before.
    private func append(
        _ contents: ArraySlice<Content>, to state: StreamState, isForked: Bool, _ db: Database
    ) throws {
        var state = state.forked(isForked)
        for content in contents {
            guard let stored = try CommitLog.commit(at: content.position, db) else { continue }
            state = state.advanced(by: stored.commit.header, id: content.id, author: content.author)
            try state.save(db)
            memo?.streams[state.name] = state
            try apply(stored, db)
        }
        try state.save(db)
        memo?.streams[state.name] = state
    }

    /// What counts newly is told to those that wait for it. What was void before goes onward once more: a newcomer may
    /// have been sent only what counted.
    private func release(_ contents: [Content], _ follow: inout FollowUp, _ db: Database) throws {
        for content in contents {
            guard let stored = try CommitLog.commit(at: content.position, db) else { continue }
            follow.commits.append(stored.commit)
            if content.standing == .void { try route(stored, upgraded: false, db) }
        }
    }

    /// The side streams that a main stream grants: their first contents stand on what counts in it.
    private func granted(by main: StreamName, _ db: Database) throws -> [Unsettled] {
        let names = try String.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT name FROM streams WHERE name > ? AND name < ?
                      AND EXISTS (SELECT 1 FROM commits c WHERE c.sid = streams.sid) ORDER BY name
                    """), arguments: [main.rawValue + "/", main.rawValue + "0"])
        return names.compactMap { StreamName($0) }.filter { policy.rules(of: $0).founder == .granted(by: main) }
            .map { Unsettled(stream: $0, sequence: 1) }
    }
}
