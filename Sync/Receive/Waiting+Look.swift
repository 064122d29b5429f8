import FoundationEssentials
public import GRDB

extension Waiting {
    /// Commits of one stream that one neighbour sent and that wait here: behind the first, each waits for the one
    /// before it, as a rule.
    public struct Stretch: Hashable, Sendable {
        /// Who sent them.
        public let peer: NodeID
        /// Their stream.
        public let stream: String
        /// Author of the first, where its key is known here.
        public let author: NodeID?
        /// Sequence of the first and of the last.
        public private(set) var sequences: ClosedRange<UInt64>
        /// How many.
        public private(set) var commits = 1
        /// What they take of the neighbour's share, bytes.
        public private(set) var bytes: Int
        /// What the first of them lacks: `key`, `commit-before`, `pen`, `body`, `commit`, `entry-above`,
        /// `later-release`.
        public let lacks: String
        /// The key, commit, stream or node that is lacking; nil where the word says all.
        public let lacking: String?

        fileprivate init(_ header: Header, from peer: NodeID, lack: String, bytes: Int, author: NodeID?) {
            (self.peer, self.author, self.bytes) = (peer, author, bytes)
            stream = header.stream.rawValue
            sequences = header.sequence...header.sequence
            lacks = Lack.word(lack)
            lacking = lack.firstIndex(of: " ").map { String(lack[$0...].dropFirst()) }
        }

        /// Takes one more in, of a higher sequence.
        fileprivate mutating func add(_ sequence: UInt64, bytes: Int) {
            sequences = sequences.lowerBound...max(sequence, sequences.lowerBound)
            commits += 1
            self.bytes += bytes
        }
    }

    /// All that waits here, by neighbour and stream. The first of each comes before those that wait for it.
    public static func stretches(_ db: Database) throws -> [Stretch] {
        struct Place: Hashable {
            let peer: String
            let stream: StreamName
        }
        var found: [Place: [(header: Header, lack: String, bytes: Int)]] = [:]
        let rows = try GRDB.Row.fetchCursor(db, sql: "SELECT peer, header, lacks, size FROM waiting")
        while let row = try rows.next() {
            guard let header = try? Header(Array(row[1] as Data)) else { continue }
            found[Place(peer: row[0], stream: header.stream), default: []].append((header, row[2], row[3]))
        }
        return try found.compactMap { place, rows in
            let sorted = rows.sorted { $0.header.sequence < $1.header.sequence }
            guard let peer = NodeID(place.peer), let first = sorted.first else { return nil }
            var stretch = Stretch(
                first.header, from: peer, lack: first.lack, bytes: first.bytes,
                author: try Directory.key(first.header.author, db)?.node)
            for row in sorted.dropFirst() { stretch.add(row.header.sequence, bytes: row.bytes) }
            return stretch
        }.sorted { ($0.peer.rawValue, $0.stream) < ($1.peer.rawValue, $1.stream) }
    }

    /// Neighbours whose share is used up by what waits: their lanes pause.
    public static func fullPeers(_ db: Database) throws -> [NodeID] {
        // A commit that does not fit takes a body more at most: below that something still goes on.
        try String.fetchAll(
            db, sql: "SELECT peer FROM shares WHERE waiting_bytes > ? ORDER BY peer",
            arguments: [Bounds.waitingBytes - Bounds.bodyBytes]
        ).compactMap { NodeID($0) }
    }

    /// Ends a wait that a person says is in vain: what waits of these streams is refused (`gave-up`), its writer is
    /// told, and the neighbour's share is free again. Whoever holds it may send it again; then it is judged anew.
    ///
    /// - Parameters:
    ///   - streams: of these; nil: of all, but for what waits for a later release.
    ///   - node: this node.
    ///   - now: ms since 1970 UTC.
    /// - Returns: how many commits no longer wait.
    @discardableResult
    public static func giveUp(_ streams: Set<String>?, at node: NodeID, now: Int64, _ db: Database) throws -> Int {
        var chosen: [Int64] = []
        let held = try GRDB.Row.fetchCursor(db, sql: "SELECT wid, header, lacks FROM waiting ORDER BY wid")
        while let row = try held.next() {
            if let streams {
                guard let header = try? Header(Array(row[1] as Data)), streams.contains(header.stream.rawValue)
                else { continue }
            } else if row[2] as String == Lack.support.text {
                continue
            }
            chosen.append(row[0])
        }
        var ended = Set<CommitID>()
        for wid in chosen {
            for row in try take(where: "wid = ?", [wid], now: now, db) {
                try Quarantine.note(row.commit, reason: .gaveUp, intake: row.intake, by: node, db)
                ended.insert(row.commit.id)
            }
        }
        // Who ended the wait has seen them.
        if !ended.isEmpty { try Quarantine.dismiss(ended, at: node, db) }
        return chosen.count
    }
}
