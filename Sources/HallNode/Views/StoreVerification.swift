import Foundation
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
    public static func store(_ hall: Hall) throws(HallError) -> Finding {
        do {
            var finding: Finding?
            try hall.pool.writeWithoutTransaction { db in
                try db.inTransaction {
                    let result = try hall.engine.verify(db)
                    finding = Finding(
                        checked: result.checked, faults: result.faults.map { ($0.place, $0.what, $0.hint) })
                    // The read models were made anew to be compared.
                    return .rollback
                }
            }
            guard let finding else { throw HallError.fault("a verification without a finding") }
            return finding
        } catch {
            throw HallStore.error(error, path: hall.folder.store)
        }
    }

    /// Makes the read models anew from the log.
    ///
    /// - Parameter stream: one that must be held here; all models are made anew either way, since they lean on each
    /// other.
    public static func rebuild(_ hall: Hall, stream: String? = nil) throws(HallError) -> JSONValue {
        let start = SystemClock.monotonicMilliseconds
        if let stream {
            let known = try hall.read { db in try StreamName(stream).flatMap { try StreamState.find($0, db) } != nil }
            if !known { throw LogView.unknown(stream) }
        }
        let commits = try hall.journal { try hall.engine.rebuild($0) }
        let seconds = Double(SystemClock.monotonicMilliseconds - start) / 1_000
        return .fields(["commits": .int(Int64(commits)), "seconds": .decimal(seconds)])
    }
}
