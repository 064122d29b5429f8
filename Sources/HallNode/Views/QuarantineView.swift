import GRDB
import Sync
import Tiers

/// `hall quarantine`: what was refused, here or further on, and awaits a person.
public enum QuarantineView {
    /// All open refusals, oldest first.
    public static func of(_ hall: Hall) throws(HallError) -> JSONValue {
        try hall.read { db in
            .list(
                try Quarantine.open(db).map { record in
                    .fields([
                        "id": .text(record.id.hex), "author": .optional(record.author),
                        "stream": .optional(record.stream), "reason": .text(record.reason),
                        "where": .text(record.refusedBy.rawValue), "at": .moment(record.at),
                        "sequence": .optional(record.sequence.map { Int64(clamping: $0) }),
                    ])
                })
        }
    }
}
