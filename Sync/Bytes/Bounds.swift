/// Every bound of the formats and of the engine, in one place. What is above a bound is refused, never cut off.
public enum Bounds {
    /// Bytes of a header, facts included.
    public static let headerBytes = 4_096
    /// Bytes of the facts, the last part of the header.
    public static let factsBytes = 512
    /// Bytes of a body, salt included.
    public static let bodyBytes = 1 << 20
    /// Events in one commit.
    public static let eventsPerCommit = 1_000
    /// Bytes of a batch before compression.
    public static let batchBytes = 4 << 20
    /// Commits in a batch.
    public static let batchCommits = 4_096
    /// Commits that one transaction signs together.
    public static let treeLeaves = 65_536
    /// Levels of a hash tree: 2^16 leaves.
    public static let treeLevels = 16
    /// Bytes of a stream's name.
    public static let streamNameBytes = 200
    /// Bytes of a node's id.
    public static let nodeIDBytes = 32
    /// Side streams granted, and halls joined, by one commit.
    public static let grantsPerCommit = 64
    /// Blobs that one commit cites.
    public static let blobsPerCommit = 200
    /// Bytes of one piece of a blob.
    public static let pieceBytes = 1 << 20
    /// Pieces of a blob: 4 GiB.
    public static let piecesPerBlob = 4_096
    /// Bytes of a frame between neighbours.
    public static let frameBytes = batchBytes + 64_000
    /// Bytes of commits that wait for context, a neighbour; when full, its lanes pause.
    public static let waitingBytes = 16 << 20
    /// Bytes of refused commits kept for people to see, a neighbour; beyond it only their ids are kept.
    public static let quarantineBytes = 16 << 20
    /// Refusals kept for people to see, a neighbour; when full, its lanes pause.
    public static let quarantineRows = 4_096
    /// Contents kept under one sequence of a stream, takeovers counted by themselves, so that nobody can leave a
    /// superior without room for one.
    public static let contentsPerSequence = 8
    /// Contents of one key that are kept though they do not count; more are refused.
    public static let rivalsPerKey = 4_096
    /// Commits beyond a key's end that one key's entry admits.
    public static let admittedPerKey = 256
    /// Keys that a node tells of when it joins again; the newest.
    public static let formerKeys = 8
    /// Commits that the province names as counting when it changes its root key.
    public static let headsPerEntry = 1_024
    /// Refusals named in one receipt; the newest.
    public static let refusalsPerReceipt = 256
    /// Blobs asked for in one receipt.
    public static let wantsPerReceipt = 64
    /// Blobs that a link remembers to send; the neighbour says what it still lacks with every receipt.
    public static let wantsHeld = 1_024
    /// Streams in one page of a comparison.
    public static let headsPerPage = 2_000
    /// Streams that are looked at for one page: those that do not concern the neighbour are passed over.
    public static let streamsPerPage = 8_000
    /// Commits of a page's streams, on either side: what `lacks` names of them fits one frame.
    public static let commitsPerPage = 60_000
    /// Bytes of a status record.
    public static let statusBytes = 16_384
}
