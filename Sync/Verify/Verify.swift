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
    /// Checks the whole store: every commit's bytes, signature, chain and pen, the lanes' digests, the blobs, and
    /// whether the read models are what a rebuild makes. In a write transaction, of which nothing remains. A body or
    /// piece that is not held is no fault.
    ///
    /// - Returns: how many commits, lane rows and pieces were checked, and what is wrong, by place.
    public func verify(_ db: Database) throws -> (checked: Int, faults: [StoreFault]) {
        var check = StoreCheck(engine: self)
        try check.commits(db)
        try check.lanes(db)
        try check.blobs(db)
        try check.readModels(db)
        return (check.checked, check.faults)
    }
}

/// A walk over a store that collects what is wrong.
struct StoreCheck {
    let engine: Engine
    var checked = 0
    var faults: [StoreFault] = []

    mutating func fault(_ place: String, _ what: String, _ hint: String) {
        faults.append(StoreFault(place: place, what: what, hint: hint))
    }

    /// What helps when signed bytes are damaged: another hall has them.
    static let reconcile = "reconcile with a neighbour that holds it, or restore the store from a backup"
    /// What helps when only what is computed is damaged.
    static let rebuild = "run rebuild"
}
