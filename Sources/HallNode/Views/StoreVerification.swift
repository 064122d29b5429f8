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
    public static func store(_ hall: Hall) throws(HallError) -> Finding {
        do {
            guard ServeLock.isHeld(hall.folder) else { return try check(hall, hall.store) }
            let copy = StoreCopy(beside: hall.folder)
            defer { copy.remove() }
            return try check(hall, try copy.make(of: hall.store))
        } catch {
            throw HallStore.error(error, path: hall.folder.store)
        }
    }

    private static func check(_ hall: Hall, _ store: any DatabaseWriter) throws -> Finding {
        var finding: Finding?
        try store.writeWithoutTransaction { db in
            try db.inTransaction {
                let result = try hall.engine.verify(db)
                var faults = result.faults.map { (place: $0.place, what: $0.what, hint: $0.hint) }
                for word in try String.fetchAll(db, sql: "PRAGMA integrity_check(20)") where word != "ok" {
                    faults.append(("the file", word, "restore the last backup; the neighbours have the rest"))
                }
                for table in try HallModels.differing(hall.engine, db) {
                    faults.append(("read model \(table)", "it is not what the log says", "run `hall rebuild`"))
                }
                finding = Finding(checked: result.checked, faults: faults)
                return .rollback
            }
        }
        guard let finding else { throw HallError.fault("a verification without a finding") }
        return finding
    }

    /// Makes the read models anew from the log.
    ///
    /// - Parameter stream: only those of this one, with its case where it is a case's; nil: all.
    public static func rebuild(_ hall: Hall, stream: String? = nil) throws(HallError) -> JSONValue {
        let start = hall.surroundings.uptime()
        let commits = try hall.journal { db in
            guard let stream else { return try hall.engine.rebuild(db) }
            guard let name = StreamName(stream), try StreamState.find(name, db) != nil else {
                throw LogView.unknown(stream)
            }
            return try hall.engine.rebuild(name, db)
        }
        let seconds = Double(hall.surroundings.uptime() - start) / 1_000
        return .fields(["commits": .int(Int64(commits)), "seconds": .decimal(seconds)])
    }
}
