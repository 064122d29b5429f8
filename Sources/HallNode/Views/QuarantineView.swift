import GRDB
import Sync
import Tiers

/// `hall quarantine`: what was refused, here or further on, and awaits a person.
public enum QuarantineView {
    /// All open refusals, oldest first.
    public static func of(_ hall: Hall, language: String) throws(HallError) -> JSONValue {
        try hall.read { db in
            .list(
                try Quarantine.open(db).map { record in
                    .fields([
                        "id": .text(record.id.hex), "author": .optional(record.author),
                        "stream": .optional(record.stream), "reason": .text(record.reason),
                        "where": .text(record.refusedBy.rawValue), "at": .moment(record.at),
                        "sequence": .optional(record.sequence.map { Int64(clamping: $0) }),
                        "next": .optional(try next(record, at: hall.engine.node, db)?.text(language: language)),
                    ])
                })
        }
    }

    /// What a person can do about a refusal; nil where there is nothing but to look at it, and dismiss it.
    private static func next(_ record: Quarantine.Record, at node: NodeID, _ db: Database) throws -> Bilingual? {
        guard record.reason == RefusalReason.keyEnded.rawValue else { return nil }
        if record.author == node.rawValue { return try ForksView.beyondEnd(node, db) }
        guard record.refusedBy == node else { return nil }
        return Bilingual(
            en:
                "it lies beyond the end of its key: if it is that hall's own honest work,"
                + " `hall key admit \(record.id.hex)`",
            zh: "位于密钥终止之后：经该大厅确认确系其办理的，用 hall key admit \(record.id.hex) 认可")
    }

    /// Ends refusals at which a person has looked; their neighbours' lanes get room for others by it.
    ///
    /// - Parameter ids: ids of commits, 64 hex digits each; empty: all that are open.
    public static func dismiss(_ ids: [String], at hall: Hall) throws(HallError) -> JSONValue {
        let wanted: [CommitID] = try CommitID.read(
            ids,
            hint: Bilingual(
                en: "64 hex digits as `hall quarantine` shows them", zh: "64 位十六进制数，见 hall quarantine"))
        let chosen = wanted.isEmpty ? nil : Set(wanted)
        let count = try hall.journal { try Quarantine.dismiss(chosen, at: hall.engine.node, $0) }
        return .fields(["dismissed": .int(Int64(count))])
    }
}
