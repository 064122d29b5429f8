import FoundationEssentials
import GRDB

// Each side learns what the other lacks of what it held before the lanes began anew, page by page; what is lacking goes
// on the new lane. The child drives; the place reached is kept, so that a cut resumes.
extension Engine {
    /// One page of this node's offer, with what it was made of.
    struct Page {
        var heads: Heads
        var streams: [(sid: Int64, level: GroupLevel, contents: [Offered])] = []

        var frame: Frame { Frame(.heads, heads.encoded) }
    }

    /// The next page of what this node offers, after the place reached.
    func page(of comparison: Comparison, _ db: Database) throws -> Page {
        let superior = try Directory.superior(node, db)
        let after = comparison.givesPlace
        var page = Page(
            heads: Heads(
                generation: comparison.generation, isUp: comparison.peer == superior, after: after, through: after,
                isLast: false, streams: []))
        let names = try ComparisonOrder.streams(after: after, limit: Bounds.streamsPerPage, db)
        var commits = 0
        for (sid, name) in names {
            let level = try offer(name, to: comparison.peer, superior: superior, db)
            let contents = level == .none ? [] : try contents(sid: sid, level: level, upTo: comparison.upTo, db)
            commits += contents.count
            let isFull = page.streams.count == Bounds.headsPerPage || commits > Bounds.commitsPerPage
            if isFull, !page.streams.isEmpty { return page }
            page.heads.through = name.rawValue
            guard !contents.isEmpty else { continue }
            page.streams.append((sid, level, contents))
            page.heads.streams.append(
                .init(name: name, isHeader: level == .header, digest: Engine.digest(contents)))
        }
        page.heads.isLast = names.count < Bounds.streamsPerPage
        return page
    }

    /// What this node holds of a page's streams, signed.
    func lacks(for payload: [UInt8], from peer: NodeID, key: SigningKey, now: Int64, _ db: Database) throws -> Frame {
        let heads = try Heads(payload)
        let superior = try Directory.superior(node, db)
        var lacks = Lacks(
            from: node, to: peer, page: .of(payload), through: heads.through, at: now, streams: [])
        var commits = 0
        for (place, head) in heads.streams.enumerated() {
            let held = try held(head, by: peer, superior: superior, db)
            if Engine.digest(held) == head.digest { continue }
            commits += held.count
            // A page may differ in more than one frame can say: the rest is asked for again.
            if commits > Bounds.commitsPerPage, place > 0 {
                lacks.through = heads.streams[place - 1].name.rawValue
                break
            }
            lacks.streams.append(
                .init(
                    place: UInt16(place),
                    contents: held.prefix(Bounds.commitsPerPage).map { .init(id: $0.id, state: $0.state) }))
        }
        return Frame(.lacks, try lacks.signed(by: key))
    }

    /// What is here of a stream that a neighbour names. A child is told nothing of streams that do not concern it.
    private func held(_ head: Heads.Head, by peer: NodeID, superior: NodeID?, _ db: Database) throws -> [Offered] {
        guard let state = try StreamState.find(head.name, db) else { return [] }
        if peer != superior, try offer(head.name, to: peer, superior: superior, db) == .none { return [] }
        return try contents(sid: state.sid, level: head.isHeader ? .header : .whole, db)
    }

    /// What an answer to a page led to.
    struct LacksEffect: Hashable {
        /// The answer was to the page as it is now: the place has moved.
        var isTaken = false
        /// Commits that went on the lane.
        var appended = 0
    }

    /// Takes the answer to a page of this node's offer: what the neighbour lacks goes on the lane to it, in the order
    /// in which it entered here. An answer to another page changes nothing; the page is then to be sent again.
    func take(lacks payload: [UInt8], from peer: NodeID, now: Int64, _ db: Database) throws -> LacksEffect {
        let (lacks, content, signature) = try Lacks.read(payload)
        guard lacks.from == peer, lacks.to == node else { throw FormatError("lacks", "not for this link") }
        guard try isSigned(content, signature, by: peer, purpose: .lacks, db) else {
            throw FormatError("lacks.signature", "not by \(peer)")
        }
        guard var comparison = try Comparison.find(peer, db), !comparison.givesDone else { return LacksEffect() }
        let engine = remembering()
        let page = try engine.page(of: comparison, db)
        guard lacks.page == .of(page.heads.encoded) else { return LacksEffect() }
        let answered = page.heads.streams.prefix { !ComparisonOrder.precedes(lacks.through, $0.name.rawValue) }.count
        guard lacks.through == page.heads.through || answered > 0 else {
            throw FormatError("lacks.through", "before the page")
        }
        var effect = LacksEffect(isTaken: true)
        let held = Dictionary(lacks.streams.map { ($0.place, $0.contents) }) { first, _ in first }
        var rows: [(content: Offered, name: StreamName, level: GroupLevel)] = []
        for place in 0..<answered {
            let stream = page.streams[place]
            let name = page.heads.streams[place].name
            for content in Engine.missing(stream.contents, held: held[UInt16(place)]) {
                rows.append((content, name, stream.level))
            }
            try engine.confirm(stream.sid, name, stream.level, stream.contents, of: comparison, lacks.at, now, db)
        }
        for row in rows.sorted(by: { $0.content.position < $1.content.position }) {
            try engine.give(row.content, of: row.name, row.level, to: peer, isChild: !page.heads.isUp, db)
        }
        try engine.memo?.flush(db)
        effect.appended = rows.count
        let isWhole = answered == page.streams.count
        comparison.givesPlace = isWhole ? page.heads.through : page.heads.streams[answered - 1].name.rawValue
        comparison.givesDone = isWhole && page.heads.isLast
        try comparison.save(db)
        try noteReconciled(db)
        return effect
    }

    /// Those that the neighbour holds not at all, or less of; and those of which it alone has all blobs: it may not
    /// know that it gave the commit, and sees by it that it did. `held` is nil where the stream does not differ.
    private static func missing(_ contents: [Offered], held: [Lacks.Share]?) -> [Offered] {
        guard let held else { return [] }
        let states = Dictionary(held.map { ($0.id, $0.state) }, uniquingKeysWith: max)
        return contents.filter { content in
            guard let state = states[content.id] else { return true }
            return state < content.state || (content.state, state) == (.withoutBlobs, .whole)
        }
    }

    /// Notes what the neighbour holds: the lane counts for what it lacked, its own word for the rest.
    private func confirm(
        _ sid: Int64, _ name: StreamName, _ level: GroupLevel, _ contents: [Offered], of comparison: Comparison,
        _ at: Int64, _ now: Int64, _ db: Database
    ) throws {
        if case .group(let main) = policy.rules(of: name).scope, main == name {
            let group = try stream(main, db).sid
            if try self.level(main: group, peer: comparison.peer, db) < level {
                try setLevel(level, main: group, peer: comparison.peer, db)
            }
        }
        guard level == .whole, contents.contains(where: \.isOwn) else { return }
        try db.execute(
            sql: "INSERT OR REPLACE INTO reconciled(sid, peer, up_to, at, received_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [sid, comparison.peer.rawValue, comparison.upTo, at, now])
    }

    private func give(
        _ content: Offered, of name: StreamName, _ level: GroupLevel, to peer: NodeID, isChild: Bool, _ db: Database
    ) throws {
        let rules = policy.rules(of: name)
        let isWhole = level == .whole && content.state > .header
        // After a cut the same answer may come twice: what is on the new lane already stays there once.
        guard try !isOnLane(content.position, to: peer, whole: isWhole, db) else { return }
        if isChild, case .group = rules.scope, let stored = try CommitLog.commit(at: content.position, db) {
            try introduce(named(by: stored), to: peer, db)
        }
        try append(
            to: peer.rawValue, rules.laneClass, commit: (content.position, content.id), whole: isWhole, db)
    }

    // MARK: - The child drives

    /// The superior's next page is asked for by a page without streams.
    func question(of comparison: Comparison) -> Frame {
        let place = comparison.takesPlace
        return Frame(
            .heads,
            Heads(
                generation: comparison.generation, isUp: false, after: place, through: place, isLast: false, streams: []
            ).encoded)
    }

    /// Takes a page of the superior's offer and gives the answer to it; nil if it was the end, or belongs to lanes of
    /// another generation.
    func answer(page payload: [UInt8], from peer: NodeID, key: SigningKey, now: Int64, _ db: Database) throws -> Frame?
    {
        let heads = try Heads(payload)
        guard var comparison = try Comparison.find(peer, db), comparison.generation == heads.generation,
            !comparison.takesDone, !heads.isUp
        else { return nil }
        comparison.takesPlace = heads.after
        comparison.takesDone = heads.isLast && heads.streams.isEmpty
        if comparison.takesDone { (comparison.takesUrgent, comparison.takesBulk) = (heads.urgentTo, heads.bulkTo) }
        try comparison.save(db)
        try noteReconciled(db)
        return comparison.takesDone ? nil : try lacks(for: payload, from: peer, key: key, now: now, db)
    }

    // MARK: - The superior answers

    /// Takes a page of a child's offer, or its question for a page of this node's, and gives the answer.
    func answer(
        heads payload: [UInt8], from peer: NodeID, key: SigningKey, now: Int64, _ db: Database
    ) throws -> Frame? {
        let heads = try Heads(payload)
        guard var comparison = try Comparison.find(peer, db), comparison.generation == heads.generation else {
            return nil
        }
        guard heads.isUp else { return try nextPage(&comparison, db) }
        if heads.isLast {
            comparison.takesDone = true
            try comparison.save(db)
        }
        return try lacks(for: payload, from: peer, key: key, now: now, db)
    }

    /// The superior's next page; at the end an empty one, which says so.
    func nextPage(_ comparison: inout Comparison, _ db: Database) throws -> Frame {
        if !comparison.givesDone {
            let page = try page(of: comparison, db)
            guard page.heads.isLast, page.streams.isEmpty else { return page.frame }
            comparison.givesDone = true
            comparison.givesPlace = page.heads.through
            try comparison.save(db)
        }
        let place = comparison.givesPlace
        var end = Heads(
            generation: comparison.generation, isUp: false, after: place, through: place, isLast: true, streams: [])
        end.urgentTo = try Lane.find(to: comparison.peer, .urgent, db)?.head.position ?? 0
        end.bulkTo = try Lane.find(to: comparison.peer, .bulk, db)?.head.position ?? 0
        return Frame(.heads, end.encoded)
    }
}
