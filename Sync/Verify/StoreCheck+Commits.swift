import FoundationEssentials
import GRDB

extension StoreCheck {
    /// What the commits before this one left: the chain's end and the pen of each stream.
    private struct Chain {
        var head: UInt64 = 0
        var id = CommitID.zero
        var pen: String?
        /// Whom a main stream let write it first.
        var granted: Set<String> = []
    }

    /// Every commit by itself and after its predecessors, in log order.
    mutating func commits(_ db: Database) throws {
        let cursor = LogCursor(db)
        var chains: [StreamName: Chain] = [:]
        var roots: [Int64: (root: Hash256, author: KeyID, isGood: Bool)] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT c.position, c.sequence, c.key_sequence, c.standing, s.name, k.key FROM commits c
                  LEFT JOIN streams s USING(sid) LEFT JOIN keys k USING(kid) ORDER BY c.position
                """)
        while let row = try rows.next() {
            checked += 1
            let position: Int64 = row[0]
            let place = "commit \(position)"
            guard let raw = try cursor.raw(at: position) else {
                fault(place, "its signature is missing", Self.reconcile)
                continue
            }
            guard Hash256.of(raw.header) == raw.id, let header = try? Header(raw.header) else {
                fault(place, "the header is not the one of its id", Self.reconcile)
                continue
            }
            columns(row, header, place)
            if let body = raw.body, Hash256.of(body) != header.bodyHash {
                fault(place, "the body is not the one that the header names", Self.reconcile)
            }
            let counts = row[3] == Standing.counts.rawValue
            try signature(raw, header, counts: counts, place, &roots, db)
            // What competes or is void is kept with its bytes; what it is worth, `readModels` checks.
            guard counts else { continue }
            try chain(header, id: raw.id, place, &chains, db)
        }
        try missingRows(db)
        try keySequences(db)
    }

    private mutating func columns(_ row: Row, _ header: Header, _ place: String) {
        let sequence: Int64 = row[1]
        let keySequence: Int64 = row[2]
        let name: String? = row[4]
        let key: Hash256? = row[5]
        guard sequence == Int64(header.sequence), keySequence == Int64(header.authorSequence),
            name == header.stream.rawValue, key == header.author
        else {
            fault(place, "its columns do not agree with its header", Self.reconcile)
            return
        }
    }

    private mutating func signature(
        _ raw: LogCursor.RawCommit, _ header: Header, counts: Bool, _ place: String,
        _ roots: inout [Int64: (root: Hash256, author: KeyID, isGood: Bool)], _ db: Database
    ) throws {
        guard let record = try Directory.key(header.author, db) else {
            fault(place, "no directory entry names its author's key", Self.rebuild)
            return
        }
        if counts, !record.counts(header.authorSequence, raw.id) {
            fault(place, "it lies beyond \(record.last ?? 0), where its author's key ended", "run rebuild")
        }
        guard let root = raw.block.root(of: raw.id) else {
            fault(place, "its path does not fit its signature", Self.reconcile)
            return
        }
        let isGood: Bool
        if let known = roots[raw.sigid], known.root == root, known.author == header.author {
            isGood = known.isGood
        } else {
            isGood = record.key?.verifies(raw.block.signature, over: root.bytes, purpose: .commits) ?? false
            roots[raw.sigid] = (root, header.author, isGood)
        }
        if !isGood { fault(place, "its signature does not verify", Self.reconcile) }
    }

    private mutating func chain(
        _ header: Header, id: CommitID, _ place: String, _ chains: inout [StreamName: Chain], _ db: Database
    ) throws {
        var chain = chains[header.stream] ?? Chain()
        let author = try Directory.key(header.author, db)?.node.rawValue
        if header.sequence != chain.head + 1 {
            fault(place, "\(header.stream) goes from \(chain.head) to \(header.sequence)", Self.reconcile)
        } else if header.previous != chain.id {
            fault(place, "it does not follow \(header.stream) \(chain.head)", Self.reconcile)
        } else if let takeover = header.takeover {
            let evidence = try Directory.key(header.author, db).map {
                try engine.evidence(for: takeover, author: $0.node, db)
            }
            if evidence != .valid || chain.pen != nil && chain.pen != takeover.holder.rawValue {
                fault(place, "it takes over from \(takeover.holder) without the right to", "show it to the superior")
            }
        } else if let writer = try chain.pen ?? founder(of: header, db), writer != author,
            !(header.sequence == 1 && author.map(chain.granted.contains) == true)
        {
            fault(place, "\(author ?? "a stranger") wrote it, the pen was with \(writer)", "show it to the superior")
        }
        chain.head = header.sequence
        chain.id = id
        chain.pen = header.nextWriter?.rawValue ?? author
        chains[header.stream] = chain
        for pen in header.pens {
            guard let side = header.stream.side(pen.suffix),
                engine.policy.rules(of: side).founder == .granted(by: header.stream), chains[side]?.head ?? 0 == 0
            else { continue }
            chains[side, default: Chain()].pen = pen.writer.rawValue
            chains[side, default: Chain()].granted.insert(pen.writer.rawValue)
        }
    }

    /// Who had to write a stream's first commit; nil where its own judgement alone can tell.
    private func founder(of header: Header, _ db: Database) throws -> String? {
        switch engine.policy.rules(of: header.stream).founder {
        case .node(let node): node.rawValue
        case .top: try engine.top(db)?.rawValue
        case .granted(let main): "whom \(main) names"
        case .superior: nil
        }
    }

    /// Own commits have sequences without a gap: one that is missing was deleted. What came back after the store was
    /// set back counts, but some of it, or of an ended key, may have been on a lost disk only.
    private mutating func keySequences(_ db: Database) throws {
        guard try SetBack.find(db) == nil else { return }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT key, count(DISTINCT key_sequence), last FROM commits JOIN keys USING(kid)
                  JOIN (SELECT kid, max(key_sequence) AS last FROM commits WHERE source IS NULL GROUP BY kid) USING(kid)
                WHERE key_sequence <= last AND key NOT IN (SELECT key FROM directory_keys WHERE last IS NOT NULL)
                GROUP BY kid ORDER BY key
                """)
        for row in rows where (row[1] as Int64) != (row[2] as Int64) {
            fault(
                "key \((row[0] as Hash256).hex)",
                "\(row[2] as Int64) commits were written with it, \(row[1] as Int64) are here", Self.reconcile)
        }
    }

    /// Rows elsewhere that name a commit that is not there.
    private mutating func missingRows(_ db: Database) throws {
        let positions = try Int64.fetchAll(
            db,
            sql: """
                SELECT DISTINCT commit_position FROM lane_rows WHERE commit_position NOT IN (SELECT position FROM commits)
                ORDER BY 1
                """)
        for position in positions { fault("commit \(position)", "it is missing, a lane names it", Self.reconcile) }
    }
}
