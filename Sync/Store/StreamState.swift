import FoundationEssentials
public import GRDB

/// Where a stream stands: a read model over its commits that count.
public struct StreamState: Hashable, Sendable {
    /// The store's number for the name.
    let sid: Int64
    /// The stream.
    public let name: StreamName
    /// Sequence of the newest commit; 0 before the first.
    public let head: UInt64
    /// Id of the newest commit; zero before the first.
    public let headID: CommitID
    /// Who may write next; nil where only the name or a grant can tell.
    public let pen: NodeID?
    /// Several contents compete somewhere on the chain: nothing acts on the stream until a superior ends the fork.
    public let forked: Bool

    /// The state of a stream; nil if this node holds nothing of it and no grant names it.
    public static func find(_ name: StreamName, _ db: Database) throws -> StreamState? {
        let statement = try HotStatement("SELECT sid, head, head_id, pen, forked FROM streams WHERE name = ?", db)
        return try statement.first {
            $0.text(name.rawValue)
        } read: { row in
            StreamState(
                sid: row.int(0), name: name, head: UInt64(clamping: row.int(1)), headID: row.hash(2) ?? .zero,
                pen: row.text(3).flatMap { NodeID($0) }, forked: row.int(4) != 0)
        }
    }

    /// A stream of which nothing is held here; it has no number yet.
    static func absent(_ name: StreamName) -> StreamState {
        StreamState(sid: 0, name: name, head: 0, headID: .zero, pen: nil, forked: false)
    }

    /// The state of a stream, which gets its number now if it has none.
    static func findOrMake(_ name: StreamName, _ db: Database) throws -> StreamState {
        if let state = try find(name, db) { return state }
        try db.cachedStatement(sql: "INSERT INTO streams(name) VALUES (?)").execute(arguments: [name.rawValue])
        return StreamState(
            sid: db.lastInsertedRowID, name: name, head: 0, headID: .zero, pen: nil, forked: false)
    }

    /// The stream after one more commit that counts.
    func advanced(by header: Header, id: CommitID, author: NodeID) -> StreamState {
        StreamState(
            sid: sid, name: name, head: header.sequence, headID: id, pen: header.nextWriter ?? author, forked: forked)
    }

    /// The stream, forked or not.
    func forked(_ forked: Bool) -> StreamState {
        StreamState(sid: sid, name: name, head: head, headID: headID, pen: pen, forked: forked)
    }

    func save(_ db: Database) throws {
        let statement = try HotStatement(
            "UPDATE streams SET head = ?, head_id = ?, pen = ?, forked = ? WHERE sid = ?", db)
        try statement.run {
            $0.int(head)
            head == 0 ? $0.null() : $0.hash(headID)
            $0.text(pen?.rawValue)
            $0.int(forked ? 1 : 0)
            $0.int(sid)
        }
    }

    /// Gives the pen of a side stream that has no commit yet.
    static func grant(_ name: StreamName, to writer: NodeID, _ db: Database) throws {
        let state = try findOrMake(name, db)
        guard state.head == 0 else { return }
        try db.execute(sql: "UPDATE streams SET pen = ? WHERE sid = ?", arguments: [writer.rawValue, state.sid])
    }

    static func setForked(_ forked: Bool, _ sid: Int64, _ db: Database) throws {
        try db.execute(sql: "UPDATE streams SET forked = ? WHERE sid = ?", arguments: [forked, sid])
    }
}
