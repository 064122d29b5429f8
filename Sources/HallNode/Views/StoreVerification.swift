import GRDB
import Sync
import Tiers

/// `hall verify` and `hall rebuild`: what a store is asked about itself.
public enum StoreVerification {
    /// What a verification found, of a store or of a dossier.
    public struct Finding: Sendable {
        /// Everything is as it must be.
        public let isRight: Bool
        /// `checked` and `faults`.
        public let value: JSONValue

        /// A finding.
        public init(checked: Int, faults: [(place: String, what: String, hint: String)]) {
            isRight = faults.isEmpty
            value = .fields([
                "checked": .int(Int64(checked)),
                "faults": .list(
                    faults.map {
                        .fields(["where": .text($0.place), "what": .text($0.what), "hint": .text($0.hint)])
                    }),
            ])
        }
    }

    /// Checks the whole store: signatures, chains, pens, lanes, blobs, read models. Nothing of it remains.
    ///
    /// The read models are made anew to be compared, which takes the writer for as long as it lasts. Where a server
    /// works on the store, a copy is checked instead, so that nobody at a window has to wait; it needs as much room
    /// again.
    public static func store(_ bare: BareStore) throws(HallError) -> Finding {
        do {
            guard ServeLock.isHeld(bare.folder) else { return try check(bare, bare.store) }
            let copy = StoreCopy(beside: bare.folder)
            defer { copy.remove() }
            return try check(bare, try copy.make(of: bare.store))
        } catch {
            throw HallStore.error(error, path: bare.folder.store)
        }
    }

    private static func check(_ bare: BareStore, _ store: any DatabaseWriter) throws -> Finding {
        var finding: Finding?
        try store.writeWithoutTransaction { db in
            try db.inTransaction {
                let result = try bare.engine.verify(models: HallModels.queries, db)
                var faults = result.faults.map { (place: $0.place, what: $0.what, hint: $0.hint) }
                for word in try StorePages.faults(db) { faults.append(("the file", word, StorePages.hint)) }
                faults += try missing(bare.engine, besides: Set(faults.map(\.place)), db)
                finding = Finding(checked: result.checked, faults: faults)
                return .rollback
            }
        }
        guard let finding else { throw HallError.fault("a verification without a finding") }
        return finding
    }

    /// What was set aside and has not come back.
    private static func missing(
        _ engine: Engine, besides named: Set<String>, _ db: Database
    ) throws -> [(place: String, what: String, hint: String)] {
        // Nobody may have looked since the neighbour's copy came.
        try engine.noteMended(now: 0, db)
        return try Damage.list(limit: .max, db).filter { !named.contains($0.place) }.map { damage in
            (damage.place, "\(damage.what); it was set aside and has not come back", StorePages.awaited)
        }
    }

    /// Makes the read models anew from the log. What in the log is not what its hash says is set aside first, for the
    /// neighbours to give it again; of its streams the read models stay as they are. A store of which pages cannot be
    /// read becomes a new one of all that can (`StoreSalvage`).
    ///
    /// - Parameter stream: only those of this one, with its case where it is a case's; nil: all.
    public static func rebuild(_ bare: BareStore, stream: String? = nil) throws(HallError) -> JSONValue {
        let surroundings = bare.folder.surroundings
        let (start, now) = (surroundings.uptime(), surroundings.clock().milliseconds)
        var salvaged: StoreSalvage.Outcome?
        let done: (commits: Int, setAside: Int)
        if stream == nil, try !bare.readBroken({ try StorePages.faults($0) }).isEmpty {
            let outcome = try StoreSalvage.run(bare)
            salvaged = outcome
            done = (outcome.commits, outcome.setAside)
        } else if let stream {
            done = try bare.journal { db in
                guard let name = StreamName(stream), try StreamState.find(name, db) != nil else {
                    throw LogView.unknown(stream)
                }
                return (try bare.engine.rebuild(name, db), 0)
            }
        } else {
            done = try bare.journal { db in
                let hurt = try bare.engine.setAsideHurt(now: now, db)
                if hurt > 0 { try Damage.askNeighbours(db) }
                return (try bare.engine.rebuild(db), hurt)
            }
        }
        let seconds = Double(surroundings.uptime() - start) / 1_000
        return .fields([
            "commits": .int(Int64(done.commits)), "seconds": .decimal(seconds),
            "setAside": .int(Int64(done.setAside)), "salvaged": salvaged?.value ?? .null,
        ])
    }
}

/// What SQLite says of a store's pages.
enum StorePages {
    static let hint =
        "stop the server and run `hall rebuild`, which keeps what can be read; the neighbours have the rest"

    /// What is to be done where bytes were set aside.
    static let awaited =
        "let `hall serve` meet the neighbours, which are asked for it; what none of them holds is in an earlier backup"

    /// What its own check finds; none where all is in order.
    static func faults(_ db: Database) throws -> [String] {
        do {
            return try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        } catch let error where Damage.isUnreadable(error) {
            return [Damage.words(of: error)]
        }
    }
}
