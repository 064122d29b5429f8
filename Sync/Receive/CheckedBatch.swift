/// Runs `count` independent pieces of work, each given its number. The engine owns no threads: the daemon passes one
/// that uses all cores, the simulator one that does not.
public typealias Parallel = @Sendable (_ count: Int, _ work: @escaping @Sendable (Int) -> Void) -> Void

/// A batch whose bytes were read and whose signatures were checked, outside any transaction.
public struct CheckedBatch: Sendable {
    let batch: BatchFrame
    let groups: [CheckedGroup]

    /// The key of the author of the very first commit, where that founds a directory stream: in what came outside any
    /// lane, the network's first root key.
    public var founder: KeyID? {
        guard case .success(let commit)? = groups.first?.entries.first?.commit, commit.header.sequence == 1,
            commit.header.stream.directoryNode != nil
        else { return nil }
        return commit.header.author
    }

    struct BatchFrame: Sendable {
        var lane: LaneCode
        var generation: UInt32
        var base: LanePoint
    }

    struct CheckedGroup: Sendable {
        var suite: Suite
        var signature: [UInt8]
        var leaves: UInt32
        var isComplete: Bool
        var entries: [CheckedEntry]
    }

    struct CheckedEntry: Sendable {
        var id: CommitID
        var isWhole: Bool
        var commit: Result<Commit, RefusedBytes>
        /// The key that signed the tree, if it was known when the batch came.
        var verified: KeyID?
    }

    /// Bytes that are no sound commit, kept for people to look at.
    struct RefusedBytes: Error {
        var reason: RefusalReason
        var entry: Batch.Entry
    }

    /// Reads a batch's payload and checks what can be checked without the database's newest state.
    ///
    /// - Parameters:
    ///   - key: the public key of an id, as far as the directory held here knows it.
    ///   - parallel: how to spread the work.
    public init(
        payload: [UInt8], key: @escaping @Sendable (KeyID) -> PublicKey?, parallel: Parallel
    ) throws(FormatError) {
        let batch = try Batch(payload)
        self.batch = BatchFrame(lane: batch.lane, generation: batch.generation, base: batch.base)
        let source = batch.groups
        let results = ResultBox<CheckedGroup>(count: source.count)
        parallel(source.count) { place in
            results.set(place, CheckedBatch.check(source[place], key: key))
        }
        groups = results.values
    }

    /// What one verification answers: whether this key signed this root.
    private struct Question: Hashable {
        var root: Hash256
        var author: KeyID
    }

    private static func check(_ group: Batch.Group, key: (KeyID) -> PublicKey?) -> CheckedGroup {
        // All commits of a tree have one root and nearly always one author: one verification serves them all.
        let isComplete = group.isComplete
        let common = isComplete ? HashTree(leaves: group.entries.map(\.id)).root : nil
        var verdicts: [Question: Bool] = [:]
        let entries = group.entries.map { entry -> CheckedEntry in
            let commit = read(entry, in: group)
            var verified: KeyID?
            if case .success(let commit) = commit, let root = common ?? commit.block.root(of: commit.id) {
                let question = Question(root: root, author: commit.header.author)
                let isGood =
                    verdicts[question]
                    ?? key(question.author)?.verifies(group.signature, over: root.bytes, purpose: .commits) ?? false
                verdicts[question] = isGood
                if isGood { verified = question.author }
            }
            return CheckedEntry(id: entry.id, isWhole: entry.body != nil, commit: commit, verified: verified)
        }
        return CheckedGroup(
            suite: group.suite, signature: group.signature, leaves: group.leaves, isComplete: isComplete,
            entries: entries)
    }

    private static func read(_ entry: Batch.Entry, in group: Batch.Group) -> Result<Commit, RefusedBytes> {
        let block = SignatureBlock(
            suite: group.suite, signature: group.signature, leaf: entry.leaf, leaves: group.leaves, path: entry.path)
        if entry.isDamaged, Hash256.of(entry.header) != entry.id {
            return .failure(.init(reason: .idMismatch, entry: entry))
        }
        guard let header = try? Header(entry.header) else {
            return .failure(.init(reason: .malformed, entry: entry))
        }
        if let body = entry.body {
            if Hash256.of(body) != header.bodyHash { return .failure(.init(reason: .bodyMismatch, entry: entry)) }
            if body.count > Bounds.bodyBytes { return .failure(.init(reason: .malformed, entry: entry)) }
        }
        return .success(
            Commit(checked: header, id: entry.id, headerBytes: entry.header, body: entry.body, block: block))
    }
}
