import GRDB

/// Stores the signature of a batch's group once, with its first commit that is stored.
struct GroupSignature {
    let group: CheckedBatch.CheckedGroup
    private var sigid: Int64?
    private var stored: [Commit] = []

    init(_ group: CheckedBatch.CheckedGroup) { self.group = group }

    /// How the row of this commit is to refer to the signature. Where the whole tree came, the path is left out: it can
    /// be computed, as long as `finish` finds that the whole tree was stored.
    mutating func reference(for commit: Commit, _ db: Database) throws -> CommitLog.SignatureReference {
        let number: Int64
        if let sigid {
            number = sigid
        } else {
            number = try CommitLog.insertSignature(
                suite: group.suite, signature: group.signature, leaves: group.leaves, db)
            sigid = number
        }
        stored.append(commit)
        return .init(
            sigid: number, leaf: commit.block.leaf, path: group.isComplete && group.leaves > 1 ? nil : commit.block.path
        )
    }

    /// Writes the paths out after all if some leaf of the tree was not stored with the others.
    func finish(_ db: Database) throws {
        guard let sigid, group.isComplete, stored.count < Int(group.leaves) else { return }
        for commit in stored {
            try db.execute(
                sql: "UPDATE commits SET path = ? WHERE sigid = ? AND leaf = ?",
                arguments: [commit.block.pathData, sigid, Int(commit.block.leaf)])
        }
    }

    /// The signature of one commit that comes without its group.
    static func alone(_ commit: Commit, _ db: Database) throws -> CommitLog.SignatureReference {
        let block = commit.block
        let sigid = try CommitLog.insertSignature(
            suite: block.suite, signature: block.signature, leaves: block.leaves, db)
        return .init(sigid: sigid, leaf: block.leaf, path: block.path)
    }
}
