import FoundationEssentials
import GRDB

extension StoreCheck {
    /// What the commits before this one left: the chain's end and the pen of a stream.
    private struct Chain {
        var head: UInt64 = 0
        var id = CommitID.zero
        var pen: String?
        /// Whom the main stream let write it first.
        var granted: Set<String> = []
    }

    /// Each stream by itself, what counts in it in the order of its sequences: a store that was hurt may have got a
    /// commit back long after those that follow it. What cannot be read at all was named before.
    mutating func chains(_ db: Database) throws {
        var streams = RowWalk("streams", by: "sid")
        while true {
            let numbers = try streams.next(500, db)
            if numbers.isEmpty { return }
            for sid in numbers {
                do { try chain(of: sid, db) } catch let error where Damage.isUnreadable(error) {}
            }
        }
    }

    private mutating func chain(of sid: Int64, _ db: Database) throws {
        let text = try String.fetchOne(
            try db.cachedStatement(sql: "SELECT name FROM streams WHERE sid = ?"), arguments: [sid])
        guard let name = text.flatMap({ StreamName($0) }) else { return }
        let rows = try Row.fetchCursor(
            db, sql: "SELECT position, id, header FROM commits WHERE sid = ? AND standing = 0 ORDER BY sequence",
            arguments: [sid])
        var chain: Chain?
        while let row = try rows.next() {
            guard let id = Sweep.value(row, 1, Hash256.self), let bytes = Sweep.value(row, 2, Data.self),
                Hash256.of(Array(bytes)) == id, let header = try? Header(Array(bytes)), header.stream == name
            else { continue }
            var next = try chain ?? beginning(of: name, db)
            try follow(header, id: id, "commit \(row[0] as Int64)", &next, db)
            chain = next
        }
    }

    private func beginning(of name: StreamName, _ db: Database) throws -> Chain {
        var chain = Chain()
        guard case .granted(let main) = engine.policy.rules(of: name).founder else { return chain }
        let grantees = try engine.grantees(of: name, in: main, db).map(\.rawValue)
        chain.pen = grantees.last
        chain.granted = Set(grantees)
        return chain
    }

    private mutating func follow(
        _ header: Header, id: CommitID, _ place: String, _ chain: inout Chain, _ db: Database
    ) throws {
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

    /// Entries that the directory remembers although their commits are lost.
    mutating func keptEntries(_ db: Database) throws {
        for kept in try KeptEntry.all(db) {
            fault(
                StreamName.directory(kept.entry.node).rawValue,
                "its commit \(kept.sequence) is lost; what it said is remembered", Self.reconcile)
        }
    }
}
