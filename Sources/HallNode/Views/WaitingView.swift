import GRDB
import Sync
import Tiers

/// `hall waiting`: what neighbours sent that does not count here, since something that it needs has not come.
public enum WaitingView {
    /// By neighbour and stream, with what the first commit of each lacks and what is to be done.
    public static func of(_ hall: Hall, language: String) throws(HallError) -> JSONValue {
        try hall.read { db in
            .list(
                try Waiting.stretches(db).map { stretch in
                    .fields([
                        "sentBy": .text(stretch.peer.rawValue), "stream": .text(stretch.stream),
                        "author": .optional(stretch.author?.rawValue),
                        "first": .int(Int64(clamping: stretch.sequences.lowerBound)),
                        "last": .int(Int64(clamping: stretch.sequences.upperBound)),
                        "commits": .int(Int64(stretch.commits)), "bytes": .int(Int64(stretch.bytes)),
                        "lacks": .text(stretch.lacks), "lacking": .optional(stretch.lacking),
                        "next": .text(try next(stretch, db).text(language: language)),
                    ])
                })
        }
    }

    /// Ends the wait for what will never come.
    ///
    /// - Parameter streams: names of streams as `of` gives them; empty: all that waits, but not what waits for a later
    ///   release.
    public static func dismiss(_ streams: [String], at hall: Hall) throws(HallError) -> JSONValue {
        let waiting = Set(try hall.read { try Waiting.stretches($0) }.map(\.stream))
        if let unknown = streams.first(where: { !waiting.contains($0) }) {
            throw HallError(
                .usage, Bilingual(en: "nothing of \(unknown.prefix(200)) waits", zh: "没有等待中的 \(unknown.prefix(200))"),
                hint: Bilingual(en: "a stream as `hall waiting` shows it, or all", zh: "请填 hall waiting 所列的流，或 all"))
        }
        let chosen = streams.isEmpty ? nil : Set(streams)
        let now = hall.now.milliseconds
        let count = try hall.journal { try Waiting.giveUp(chosen, at: hall.engine.node, now: now, $0) }
        return .fields(["dismissed": .int(Int64(count))])
    }

    private static func next(_ stretch: Waiting.Stretch, _ db: Database) throws -> Bilingual {
        switch stretch.lacks {
        case "key":
            Bilingual(
                en: "the entry of this key comes from the superior of the hall that has it; if no hall works with it "
                    + "any more (a copied disk, a hall that joined with an empty store), end the wait by --dismiss",
                zh: "该密钥由所属大厅的上级登记后到达；如已无大厅使用（复制的磁盘、以空数据重新加入的大厅），用 --dismiss 结束等待"
            ).adding(try HallContact.sentence(stretch.peer, db))
        case "later-release":
            Bilingual(en: "install the newest release here", zh: "请在本机安装最新版本")
        default:
            Bilingual(
                en:
                    "it is on its way, or was refused before: see `hall quarantine` here and at the hall that sent this",
                zh: "所缺内容尚在途中，或此前已被拒收：请在本机和发送方查看 hall quarantine"
            ).adding(try HallContact.sentence(stretch.peer, db))
        }
    }
}
