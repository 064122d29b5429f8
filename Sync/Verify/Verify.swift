public import GRDB

/// Something in a store that is not as it must be.
public struct StoreFault: Hashable, Sendable, CustomStringConvertible {
    /// The place: `commit 12`, `lane 3 row 7`, `blob 9af…`.
    public let place: String
    /// What is wrong there.
    public let what: String
    /// What to do.
    public let hint: String

    /// A fault.
    public init(place: String, what: String, hint: String) {
        self.place = place
        self.what = what
        self.hint = hint
    }

    /// Place, fault and remedy in one line.
    public var description: String { "\(place): \(what); \(hint)" }
}

extension Engine {
    /// Checks the whole store: every commit's bytes, signature, chain and pen, the lanes' digests, the blobs, whether
    /// the read models are what a rebuild makes, and whether these know the way to the root. In a write transaction, of
    /// which nothing remains. A body or piece that is not held is no fault.
    ///
    /// - Parameter models: queries over the read models of the business, by table, each in an order of its own.
    /// - Returns: how many commits, lane rows and pieces were checked, and what is wrong, by place.
    public func verify(
        models: [(table: String, query: String)] = [], _ db: Database
    ) throws -> (checked: Int, faults: [StoreFault]) {
        var check = StoreCheck(engine: self)
        try check.part("the log", db) { try $0.commits($1) }
        try check.part("the directory", db) { try $0.keptEntries($1) }
        try check.part("the lanes", db) { try $0.lanes($1) }
        try check.part("the blobs", db) { try $0.blobs($1) }
        try check.part("the read models", db) { try $0.readModels(of: models, $1) }
        return (check.checked, check.faults)
    }
}

/// A walk over a store that collects what is wrong.
struct StoreCheck {
    let engine: Engine
    var checked = 0
    var faults: [StoreFault] = []
    /// Commits without which the read models of their streams cannot be made anew.
    var hurt: [Damage] = []

    /// Runs a part of the check. Where the store cannot be read there, that is a fault, and the other parts are looked
    /// at all the same.
    mutating func part(
        _ name: String, _ db: Database, _ body: (inout StoreCheck, Database) throws -> Void
    ) throws {
        do {
            try body(&self, db)
        } catch let error where Damage.isUnreadable(error) {
            fault(name, "not all of it can be read: \(Damage.words(of: error))", Self.pages)
        }
    }

    mutating func fault(_ place: String, _ what: String, _ hint: String) {
        faults.append(StoreFault(place: place, what: what, hint: hint))
    }

    /// What helps when signed bytes are damaged: another hall has them.
    static let reconcile = "reconcile with a neighbour that holds it, or restore the store from a backup"
    /// What helps when SQLite itself cannot read the file.
    static let pages = "stop the server and run rebuild, which keeps what can be read; the neighbours have the rest"
    /// What helps when only what is computed is damaged.
    static let rebuild = "run rebuild"
}
