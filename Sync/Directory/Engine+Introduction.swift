import FoundationEssentials
public import GRDB

// How a newcomer gets its first entries: the path from the root to itself, every commit whole, outside any lane.
extension Engine {
    /// The entries on the way from the root to a node, as the payload of a batch.
    public func introduction(of node: NodeID, _ db: Database) throws -> [UInt8] {
        bundle(try certificates(of: node, db).flatMap { try CommitLog.stream(.directory($0), db) })
    }

    /// The nodes whose entries a reader needs to judge those of a node, in order: who wrote them, from whom they took
    /// the pen, and the same for these.
    ///
    /// - Parameter known: whom the reader knows already, with all above.
    func certificates(
        of node: NodeID, _ db: Database, unless known: (NodeID) throws -> Bool = { _ in false }
    ) throws -> [NodeID] {
        var order: [NodeID] = []
        var seen: Set<NodeID> = []
        var open: [(node: NodeID, isReady: Bool)] = [(node, false)]
        while let next = open.popLast() {
            if next.isReady {
                order.append(next.node)
                continue
            }
            guard seen.insert(next.node).inserted, try !known(next.node) else { continue }
            open.append((next.node, true))
            var needed: [NodeID] = []
            for stored in try CommitLog.stream(.directory(next.node), db) {
                needed += [stored.author] + (stored.commit.header.takeover.map { [$0.holder] } ?? [])
            }
            if let superior = try Directory.superior(next.node, db) { needed.append(superior) }
            open += needed.reversed().map { ($0, false) }
        }
        return order
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
    /// - Parameter byInvitation: a person has brought the root key with which it begins: where the store holds other
    ///   versions of these entries, those of the introduction count in it.
    /// - Throws: `IntroductionRefused` with the first one that is not; the transaction is then to be rolled back.
    @discardableResult
    public func admit(
        introduction: CheckedBatch, from peer: NodeID?, byInvitation: Bool = false, now: Int64, _ db: Database
    ) throws -> Int {
        if byInvitation { try vouch(for: introduction, db) }
        var count = 0
        // What waits for these, on a lane, is judged again.
        var outcome = ReceiveOutcome(lane: .urgent)
        for group in introduction.groups {
            for entry in group.entries {
                let commit: Commit
                switch entry.commit {
                case .success(let sound): commit = sound
                case .failure(let refused): throw IntroductionRefused(reason: refused.reason, commit: entry.id)
                }
                var follow = FollowUp()
                switch try judge(commit, verified: entry.verified, db) {
                case .accept(let author, let state):
                    follow =
                        try store(
                            commit, author: author, state: state, signature: try GroupSignature.alone(commit, db),
                            receivedAt: now, source: peer, db
                        ).follow
                case .keep(let author, let state):
                    follow =
                        try keep(
                            commit, author: author, state: state, signature: try GroupSignature.alone(commit, db),
                            receivedAt: now, source: peer, db
                        ).follow
                case .duplicate: break
                case .refuse(let reason): throw IntroductionRefused(reason: reason, commit: entry.id)
                case .upgrade(let kept, let author):
                    guard let body = commit.body else { break }
                    try CommitLog.addBody(body, at: kept.position, from: peer, db)
                    let stored = StoredCommit(
                        position: kept.position, commit: commit, author: author, receivedAt: now, source: peer)
                    try cite(stored, db)
                    if kept.standing == .counts { try apply(stored, db) }
                case .wait: throw IntroductionRefused(reason: .brokenChain, commit: entry.id)
                }
                try self.follow(follow, now: now, &outcome, db)
                count += 1
            }
        }
        return count
    }

    private static let vouchedSetting = "vouched"

    /// Notes the newest commit of each entry in an introduction.
    private func vouch(for introduction: CheckedBatch, _ db: Database) throws {
        var newest: [StreamName: CommitID] = [:]
        for entry in introduction.groups.flatMap(\.entries) {
            guard case .success(let commit) = entry.commit, commit.header.stream.directoryNode != nil else { continue }
            newest[commit.header.stream] = commit.id
        }
        let ids = newest.values.map(\.hex).sorted().joined(separator: " ")
        try Settings.set(Engine.vouchedSetting, ids, db)
    }

    /// Commits of entries for which the invitation vouches by which this node joined last.
    func vouched(_ db: Database) throws -> [CommitID] {
        try Settings.get(Engine.vouchedSetting, db)?.split(separator: " ").compactMap { CommitID(hex: String($0)) }
            ?? []
    }
}

/// An introduction or a dossier that holds something wrong.
public struct IntroductionRefused: Error, Hashable, Sendable {
    /// What is wrong with the first commit that is.
    public let reason: RefusalReason
    /// Its id, as it stands there.
    public let commit: CommitID
}
