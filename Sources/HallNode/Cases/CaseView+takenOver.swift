import GRDB
import Sync
import Tiers

extension CaseView {
    /// What was written to a case, here or elsewhere, and does not count, with what to do about it.
    func takenOver(_ file: CaseFile, _ db: Database) throws -> JSONValue {
        .list(
            try ForksView.takenOver(file.number, db).map { commit in
                let isMine = commit.stored.author == hall.engine.node
                return ForksView.row(commit)
                    .adding("holder", .text(file.state.holder.rawValue))
                    .adding("next", isMine ? .text(commit.isBeyondEnd ? "ask-superior" : "ask-holder") : .null)
            })
    }
}

extension ForksView {
    /// Void commits of a case's streams, in the order in which they entered here.
    static func takenOver(_ number: CaseNumber, _ db: Database) throws -> [UncountedCommit] {
        guard let main = CaseStore.stream(number), let inbox = CaseStore.inboxStream(number) else { return [] }
        return try [main, inbox].flatMap { try CommitLog.uncounted($0, db) }.filter { $0.standing == .void }
            .sorted { $0.stored.position < $1.stored.position }
    }
}
