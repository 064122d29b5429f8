import GRDB
import Sync
import Tiers

/// `hall forks`: streams in which commits compete or are void, with who wrote them and what is to be done.
public enum ForksView {
    /// One object a stream, by name.
    public static func of(_ hall: Hall, language: String) throws(HallError) -> JSONValue {
        try hall.read { db in
            .list(
                try CommitLog.unsettledStreams(db).compactMap { stream in
                    guard let state = try StreamState.find(stream, db) else { return nil }
                    let uncounted = try CommitLog.uncounted(stream, db)
                    let next = try next(isForked: state.forked, uncounted, at: hall.engine.node, db)
                    return .fields([
                        "stream": .text(stream.rawValue), "forked": .bool(state.forked),
                        "head": .text(state.headID.hex), "holder": .optional(state.pen?.rawValue),
                        "commits": .list(uncounted.map(row)),
                        "next": .text(next.text(language: language)),
                    ])
                })
        }
    }

    /// A commit that does not count.
    static func row(_ commit: UncountedCommit) -> JSONValue {
        let header = commit.stored.commit.header
        return .fields([
            "commit": .text(commit.stored.commit.id.hex), "sequence": .int(Int64(clamping: header.sequence)),
            "author": .text(commit.stored.author.rawValue), "at": .moment(header.writtenAt),
            "state": .text(state(commit)), "action": .optional(action(commit)),
        ])
    }

    /// `competes`, `taken-over` or `key-ended`.
    static func state(_ commit: UncountedCommit) -> String {
        if commit.standing == .competes { return "competes" }
        return commit.isBeyondEnd ? "key-ended" : "taken-over"
    }

    private static func action(_ commit: UncountedCommit) -> String? {
        let header = commit.stored.commit.header
        guard header.stream.kind == "case" else { return nil }
        return CaseFactsCodec.decode(header.facts)?.action.rawValue
    }

    private static func next(
        isForked: Bool, _ uncounted: [UncountedCommit], at node: NodeID, _ db: Database
    ) throws -> Bilingual {
        if isForked {
            return Bilingual(
                en:
                    "a hall above the holder decides: `hall takeover STREAM --last ID --reason TEXT`, ID the last commit"
                    + " that counts",
                zh: "由主办单位的上级裁定：hall takeover 流 --last 标识 --reason 原因，标识为最后一条有效记录")
        }
        let void = uncounted.filter { $0.standing == .void }
        if void.contains(where: { $0.stored.author == node && $0.isBeyondEnd }) { return try beyondEnd(node, db) }
        if void.contains(where: { $0.stored.author == node }) {
            return Bilingual(
                en: "this hall's work was taken over; what still matters has to be done again by who holds it now",
                zh: "本单位的办理已被接管；仍需办理的事项请由现主办单位重新办理")
        }
        let children = try Directory.children(node, db)
        if void.contains(where: { $0.isBeyondEnd && children.contains($0.stored.author) }) {
            return Bilingual(
                en: "if that hall says that it is its own honest work: `hall key admit ID`; else nothing",
                zh: "经该大厅确认确系其办理的，用 hall key admit 标识 认可；否则无需处理")
        }
        return Bilingual(en: "nothing; it is kept as evidence", zh: "无需处理，仅作留存")
    }

    /// What is to be done about own work beyond the end of an own key.
    static func beyondEnd(_ node: NodeID, _ db: Database) throws -> Bilingual {
        guard let superior = try Directory.superior(node, db) else {
            return Bilingual(
                en: "it lies beyond the end of this hall's key: `hall key admit ID` lets it count, or it is done again",
                zh: "位于本单位密钥终止之后：用 hall key admit 标识 认可，或重新办理")
        }
        return Bilingual(
            en:
                "it lies beyond the end of this hall's key: \(superior) can admit it, told its id (`hall key admit ID`); or"
                + " it has to be done again",
            zh: "位于本单位密钥终止之后：请将标识告知 \(superior)，由其用 hall key admit 标识 认可；否则须重新办理"
        ).adding(try HallContact.sentence(superior, db))
    }
}
