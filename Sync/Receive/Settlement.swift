/// What a kept commit is worth: the column `standing` of the log.
public enum Standing: Int, Sendable {
    /// It counts.
    case counts = 0
    /// It competes with one that counts, and does not count.
    case competes = 1
    /// Taken over, by an ended key, or after one of these.
    case void = 2
}

/// A kept commit as far as it matters for what counts in its stream.
struct Content {
    /// How a content comes to its place.
    enum Role {
        /// Its author held the pen.
        case regular
        /// Its author took the pen over from below.
        case takeover
        /// At the top: written with the next root key, which outdoes the one before it.
        case rotation
    }

    var position: Int64
    var id: CommitID
    var previous: CommitID
    var sequence: UInt64
    var author: NodeID
    /// Who holds the pen after it.
    var pen: NodeID
    var role: Role
    /// What it was worth so far.
    var standing: Standing
    /// It cannot count, whatever stands beside it: its key ended before it, or what gave its author the right does not
    /// count.
    var isOut = false
    /// The province named it when it changed its root key.
    var isNamed = false
    /// The invitation by which this hall joined vouches for it.
    var isVouched = false
}

/// Decides which contents of a stream count (`docs/recovery.md` §1): a pure function of the set that it is given. The
/// order in which contents came decides one thing only: which of several regular ones goes on counting while the stream
/// is forked.
struct Settlement {
    /// What counts, in the order of the stream.
    private(set) var chain: [Content] = []
    /// What each content is worth, by its position in the log.
    private(set) var standings: [Int64: Standing] = [:]
    /// Somewhere on the chain several contents compete, and no takeover decided between them.
    private(set) var isForked = false

    private let contents: [Content]
    /// Places of the contents that continue a commit, in the order in which they came.
    private let continuing: [CommitID: [Int]]
    private let isAbove: (NodeID, NodeID) throws -> Bool
    /// For each content: who wrote it and what continues it, as far as that can count.
    private var writers: [Set<NodeID>] = []
    /// For each content: whose takeovers, itself or in what continues it, count where they stand.
    private var takers: [Set<NodeID>] = []
    /// For each content: it is a takeover that counts where it stands.
    private var isCounting: [Bool] = []
    /// For each content: it, or what continues it, was named.
    private var isNamed: [Bool] = []
    /// The same, of what the invitation vouches for.
    private var isVouched: [Bool] = []

    /// Settles the contents that continue a commit that counts for certain.
    ///
    /// - Parameters:
    ///   - tip: that commit; zero: the contents begin with the stream's first.
    ///   - sequence: where it stands in the stream; 0: nowhere.
    ///   - contents: all that are kept after it.
    ///   - isAbove: whether the first node stands, or ever stood, above the second.
    init(
        after tip: CommitID, at sequence: UInt64, _ contents: [Content],
        isAbove: @escaping (NodeID, NodeID) throws -> Bool
    ) throws {
        self.contents = contents.sorted { $0.position < $1.position }
        self.isAbove = isAbove
        var continuing: [CommitID: [Int]] = [:]
        for (place, content) in self.contents.enumerated() { continuing[content.previous, default: []].append(place) }
        self.continuing = continuing
        for content in contents { standings[content.position] = .void }
        try gather()
        var (tip, end) = (tip, sequence)
        while true {
            let next = open(after: tip)
            guard let place = try choose(among: next.isEmpty ? beyondGap(after: tip, at: end) : next) else { break }
            chain.append(self.contents[place])
            standings[self.contents[place].position] = .counts
            (tip, end) = (self.contents[place].id, self.contents[place].sequence)
        }
    }

    /// What may count behind a gap. Only a store that was hurt has any: nothing enters a log before what it continues.
    /// What counted there goes on counting, as far as can be told, until a neighbour has given what is missing.
    private func beyondGap(after tip: CommitID, at sequence: UInt64) -> [Int] {
        let held = Set(contents.map(\.id))
        let loose = contents.indices.filter { place in
            let content = contents[place]
            return !content.isOut && content.sequence > sequence + 1 && !held.contains(content.previous)
        }
        guard let first = loose.map({ contents[$0].sequence }).min() else { return [] }
        return loose.filter { contents[$0].sequence == first }
    }

    /// What may count after a commit.
    private func open(after id: CommitID) -> [Int] { (continuing[id] ?? []).filter { !contents[$0].isOut } }

    /// Fills what is known of each content from those that continue it.
    private mutating func gather() throws {
        writers = Array(repeating: [], count: contents.count)
        takers = writers
        isNamed = Array(repeating: false, count: contents.count)
        isVouched = isNamed
        isCounting = isNamed
        let upwards = contents.indices.sorted { contents[$0].sequence > contents[$1].sequence }
        for place in upwards where !contents[place].isOut {
            for next in open(after: contents[place].id) {
                writers[place].formUnion(writers[next])
                isNamed[place] = isNamed[place] || isNamed[next]
                isVouched[place] = isVouched[place] || isVouched[next]
            }
            writers[place].insert(contents[place].author)
            isNamed[place] = isNamed[place] || contents[place].isNamed
            isVouched[place] = isVouched[place] || contents[place].isVouched
        }
        for place in upwards where !contents[place].isOut {
            for next in open(after: contents[place].id) { takers[place].formUnion(takers[next]) }
            isCounting[place] = try takeoverCounts(place)
            if isCounting[place] { takers[place].insert(contents[place].author) }
        }
    }

    /// A takeover counts if all that it voids was written by its author or by halls below.
    private func takeoverCounts(_ place: Int) throws -> Bool {
        guard contents[place].role == .takeover else { return false }
        let beside = open(after: contents[place].previous).filter { $0 != place }
        return try outranks(contents[place].author, beside)
    }

    /// Whether all that was written in these contents and after them is by this hall or by halls below it.
    private func outranks(_ taker: NodeID, _ places: [Int]) throws -> Bool {
        for writer in places.reduce(into: Set<NodeID>(), { $0.formUnion(writers[$1]) }) where writer != taker {
            guard try isAbove(taker, writer) else { return false }
        }
        return true
    }

    // MARK: - One place of the stream

    /// The content that counts at a place; marks the others. Nil where the chain ends.
    private mutating func choose(among places: [Int]) throws -> Int? {
        let rotations = places.filter { contents[$0].role == .rotation }
        if let first = rotations.first { return pick(first, rivals: Array(rotations.dropFirst())) }
        let counting = places.filter { isCounting[$0] }
        let highest = try counting.filter { place in
            try !counting.contains { try isAbove(contents[$0].author, contents[place].author) }
        }
        if let first = highest.first ?? counting.first {
            return pick(first, rivals: (highest.isEmpty ? counting : highest).filter { $0 != first })
        }
        let regular = places.filter { contents[$0].role == .regular }
        guard let first = regular.first else {
            // Takeovers of halls of which none stands above the other: their common superior has to decide.
            for place in places { mark(place, .competes) }
            isForked = isForked || !places.isEmpty
            return nil
        }
        if regular.count == 1 { return first }
        if let backed = try backed(regular, among: places) { return backed }
        return pick(first, rivals: Array(regular.dropFirst()))
    }

    /// Of several regular contents the one that was named; else the one that a takeover continues whose author stands
    /// above all that the others hold; else the one that the invitation vouches for. Nil where that is none or several.
    private func backed(_ regular: [Int], among places: [Int]) throws -> Int? {
        let named = regular.filter { isNamed[$0] }
        if named.count == 1 { return named.first }
        let taken = try regular.filter { place in
            let others = places.filter { $0 != place }
            return try takers[place].contains { try outranks($0, others) }
        }
        // What a hall above has decided is the same everywhere; an invitation speaks to one store alone.
        if taken.count == 1 { return taken.first }
        let vouched = regular.filter { isVouched[$0] }
        return vouched.count == 1 ? vouched.first : nil
    }

    private mutating func pick(_ place: Int, rivals: [Int]) -> Int {
        if !rivals.isEmpty { isForked = true }
        for rival in rivals { mark(rival, .competes) }
        return place
    }

    /// Marks a content and all that continues it and may count.
    private mutating func mark(_ place: Int, _ standing: Standing) {
        var places = [place]
        while let next = places.popLast() {
            standings[contents[next].position] = standing
            places += open(after: contents[next].id)
        }
    }
}
