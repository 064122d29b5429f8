import GRDB
import HallNode

/// Mistakes made in a simulated network on purpose: each must be found, or a checker looks at nothing.
public enum Mistake: String, CaseIterable, Sendable {
    /// A hall answers before its transaction is durable.
    case answerBeforeSync
    /// A clerk says the same again without the text by which a repeat is known.
    case forgetOnce
    /// A commit that a hall promised is gone from its store.
    case loseCommit
    /// A body lies in a hall that takes no part in the case.
    case leakBody
    /// A hall counts another content under a sequence than all others.
    case secondContent
    /// A hall's list says another deadline than the others'.
    case wrongDeadline
    /// A hall's list lacks a case that others with the same commits show.
    case forgottenCase
    /// A lane's digest is not what its reader has.
    case wrongDigest

    /// Makes those that are made in a store, at the province, when the network is at rest.
    func make(in world: World) throws {
        guard let sql, let hall = world.machines.first?.process?.hall else { return }
        let changed = try hall.journal { db in
            try db.execute(sql: sql)
            return db.changesCount
        }
        guard changed > 0 else { throw SimError("\(rawValue) found nothing to change") }
    }

    private var sql: String? {
        switch self {
        case .answerBeforeSync, .forgetOnce: nil
        case .loseCommit: "DELETE FROM commits WHERE position = (SELECT max(position) FROM commits)"
        case .leakBody:
            """
            UPDATE commits SET body = x'00' WHERE position = (SELECT position FROM commits JOIN streams USING(sid)
              WHERE name LIKE 'case/%' AND body IS NULL LIMIT 1)
            """
        case .secondContent:
            """
            UPDATE commits SET id = randomblob(32) WHERE position = (SELECT position FROM commits
              JOIN streams USING(sid) WHERE name LIKE 'matter/%' LIMIT 1)
            """
        case .wrongDeadline:
            """
            UPDATE cases SET deadline_day = deadline_day + 1 WHERE number = (SELECT number FROM cases
              WHERE deadline_day IS NOT NULL LIMIT 1)
            """
        case .forgottenCase: "DELETE FROM cases WHERE number = (SELECT min(number) FROM cases)"
        case .wrongDigest: "UPDATE cursors SET digest = x'00' WHERE position > 0"
        }
    }
}
