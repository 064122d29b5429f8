import FoundationEssentials
public import GRDB

// How a newcomer gets its first entries: the path from the root to itself, every commit whole, outside any lane.
extension Engine {
    /// The entries on the way from the root to a node, as the payload of a batch.
    public func introduction(of node: NodeID, _ db: Database) throws -> [UInt8] {
        let path = try [node] + Directory.ancestors(node, db)
        return bundle(try path.reversed().flatMap { try CommitLog.stream(.directory($0), db) })
    }

    /// Commits as the payload of a batch outside any lane: for dossiers.
    public func bundle(_ commits: [StoredCommit]) -> [UInt8] {
        let groups = commits.map { stored in
            let block = stored.commit.block
            return Batch.Group(
                suite: block.suite, signature: block.signature, leaves: block.leaves,
                entries: [
                    .init(
                        id: stored.commit.id, header: stored.commit.headerBytes, body: stored.commit.body,
                        leaf: block.leaf, path: block.path)
                ])
        }
        return Batch(lane: .urgent, generation: 0, base: .start, groups: groups).encoded
    }

    /// Takes commits in that came outside any lane: each must be right by itself, in order. Gives how many there were.
    ///
    /// - Throws: `IntroductionRefused` with the first one that is not; the transaction is then to be rolled back.
    @discardableResult
    public func admit(introduction: CheckedBatch, from peer: NodeID?, now: Int64, _ db: Database) throws -> Int {
        var count = 0
        for group in introduction.groups {
            for entry in group.entries {
                let commit: Commit
                switch entry.commit {
                case .success(let sound): commit = sound
                case .failure(let refused): throw IntroductionRefused(reason: refused.reason, commit: entry.id)
                }
                switch try judge(commit, verified: entry.verified, db) {
                case .accept(let author, let state):
                    _ = try store(
                        commit, author: author, state: state, signature: try GroupSignature.alone(commit, db),
                        receivedAt: now, source: peer, db)
                case .duplicate: break
                case .refuse(let reason): throw IntroductionRefused(reason: reason, commit: entry.id)
                case .upgrade(let position, let author):
                    guard let body = commit.body else { break }
                    try CommitLog.addBody(body, at: position, db)
                    try apply(
                        StoredCommit(
                            position: position, commit: commit, author: author, receivedAt: now, source: peer), db)
                case .wait, .fork: throw IntroductionRefused(reason: .brokenChain, commit: entry.id)
                }
                count += 1
            }
        }
        return count
    }
}

/// An introduction or a dossier that holds something wrong.
public struct IntroductionRefused: Error, Hashable, Sendable {
    /// What is wrong with the first commit that is.
    public let reason: RefusalReason
    /// Its id, as it stands there.
    public let commit: CommitID
}
