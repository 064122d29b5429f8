import FoundationEssentials
import GRDB
import TestSupport
import Testing

@testable import Sync

/// One node with a database in memory.
final class TestNode {
    let id: NodeID
    /// The key of its links.
    var key: SigningKey
    /// All keys that it has ever had.
    private(set) var ring: [KeyID: SigningKey]
    let engine: Engine
    var db: any DatabaseWriter
    var practice = false
    var newestProtocol = LinkProtocol.newest
    let network: TestNetwork

    init(_ id: NodeID, key: SigningKey, root: KeyID, network: TestNetwork) throws {
        self.id = id
        self.key = key
        ring = [key.publicKey.id: key]
        self.network = network
        engine = Engine(node: id, root: root, policy: TestPolicy(), projector: RecordingProjector())
        db = try TestNode.emptyStore()
    }

    static func emptyStore() throws -> DatabaseQueue {
        let db = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Schema.register(&migrator)
        migrator.registerMigration("test") { try $0.execute(sql: RecordingProjector.table) }
        try migrator.migrate(db)
        return db
    }

    var identity: LinkIdentity {
        LinkIdentity(key: key, release: "test", practice: practice, newestProtocol: newestProtocol)
    }

    /// The store as it is now, for setting the node back to.
    func copy() throws -> DatabaseQueue {
        let copy = try DatabaseQueue()
        try db.backup(to: copy)
        return copy
    }

    // MARK: - Keys

    /// Takes the key that directory and journal name for its links.
    func followKeys() throws {
        let link = try db.read { try engine.keysInUse($0).link }
        if let held = link.flatMap({ ring[$0] }) { key = held }
    }

    /// The key that waits for the superior's entry.
    func waitingKey() throws -> SigningKey? {
        try db.read { try Renewal.find($0)?.key?.id }.flatMap { ring[$0] }
    }

    /// Puts a key away that is to become its own.
    func keep(_ new: SigningKey) { ring[new.publicKey.id] = new }

    /// Renews the key if that is due. True if it was.
    func renewIfDue() throws -> Bool {
        guard try db.read({ try engine.renewalIsDue($0) }) else { return false }
        try renew()
        return true
    }

    func renew() throws {
        let new = try network.makeKey()
        keep(new)
        let request = KeyRequest(
            node: id, signing: hexOfBytes(new.publicKey.subjectPublicKeyInfo),
            agreement: String(repeating: "cd", count: 32), address: nil)
        try db.write { try engine.begin(renewal: request.signed(by: new), $0) }
    }

    /// Enters in the directory what a child asks for.
    func enter(_ request: ChildRequest, of child: NodeID) throws {
        try db.write { db in
            var batch = try makeBatch(db)
            _ = try engine.enter(request, of: child, &batch, db)
            try batch.finish()
        }
    }

    /// Takes a material in, whole, for a commit to cite.
    func keep(_ material: [UInt8]) throws -> Manifest {
        let manifest = try #require(Manifest(of: material, salt: network.random.bytes(16)))
        try db.write { db in
            try Blobs.put(manifest, db)
            for piece in manifest.pieces.indices {
                let rest = material.dropFirst(piece * Bounds.pieceBytes)
                try Blobs.put(piece: piece, of: manifest.id, Array(rest.prefix(Bounds.pieceBytes)), db)
            }
        }
        return manifest
    }

    /// Writes drafts in one transaction under one signature.
    @discardableResult
    func write(_ drafts: Draft...) throws -> [StoredCommit] { try write(drafts) }

    @discardableResult
    func write(_ drafts: [Draft]) throws -> [StoredCommit] {
        try db.write { db in
            var batch = try makeBatch(db)
            var stored: [StoredCommit] = []
            for draft in drafts { stored.append(try batch.append(draft)) }
            try batch.finish()
            return stored
        }
    }

    /// Commits as they stand in the log, with the signature that they got at the end of their transaction.
    func signed(_ stored: [StoredCommit]) throws -> [Commit] {
        try db.read { db in try stored.map { try #require(try CommitLog.commit(at: $0.position, db)).commit } }
    }

    func makeBatch(_ db: Database) throws -> WriteBatch {
        let key = try engine.keysInUse(db).commits.flatMap { ring[$0] } ?? key
        return try WriteBatch(
            engine, key: key, now: network.tick(), clockOffset: nil, random: { self.network.random.bytes($0) }, db)
    }

    /// Signs a header that no `WriteBatch` would write, alone in its tree.
    func forge(_ header: Header, body: Body? = nil) throws -> Commit {
        var header = header
        let bytes = try body?.encoded()
        if let bytes { header.bodyHash = .of(bytes) }
        let headerBytes = try header.encoded()
        let id = CommitID.of(headerBytes)
        let block = SignatureBlock(
            suite: .p256, signature: try key.sign(id.bytes, purpose: .commits), leaf: 0, leaves: 1, path: [])
        return try Commit(headerBytes: headerBytes, body: bytes, block: block)
    }

    /// A header of this node's key; the number is its author sequence.
    func header(_ stream: StreamName, _ sequence: UInt64, after previous: CommitID = .zero, number: UInt64) -> Header {
        Header(
            author: key.publicKey.id, authorSequence: number, stream: stream, sequence: sequence, previous: previous,
            writtenAt: network.now, clockOffset: nil, bodyHash: .zero, facts: [])
    }

    /// Judges one commit as a batch of its own would bring it, and takes it in.
    @discardableResult
    func receive(_ commits: Commit..., from peer: NodeID, lane: LaneCode = .urgent) throws -> ReceiveOutcome {
        let point = try db.read { try engine.cursor(peer, lane, $0).point }
        let groups = commits.map { commit in
            Batch.Group(
                suite: commit.block.suite, signature: commit.block.signature, leaves: commit.block.leaves,
                entries: [
                    .init(
                        id: commit.id, header: commit.headerBytes, body: commit.body, leaf: commit.block.leaf,
                        path: commit.block.path)
                ])
        }
        let batch = Batch(lane: lane, generation: 1, base: point, groups: groups)
        return try receive(payload: batch.encoded, from: peer)
    }

    func receive(payload: [UInt8], from peer: NodeID) throws -> ReceiveOutcome {
        let checked = try check(payload)
        return try db.write { try engine.receive(checked, from: peer, now: network.tick(), $0) }
    }

    func check(_ payload: [UInt8]) throws -> CheckedBatch {
        let db = db
        return try CheckedBatch(
            payload: payload, key: { id in try? db.read { try Directory.key(id, $0)?.key } },
            parallel: { count, work in for place in 0..<count { work(place) } })
    }

    // MARK: - What it holds

    /// Sequences of a stream that count here, with `w` for whole and `h` for header only: `1w 2w 3h`.
    func holds(_ stream: StreamName) throws -> String {
        try db.read { db in
            try CommitLog.stream(stream, db)
                .map { "\($0.commit.header.sequence)\($0.commit.isWhole ? "w" : "h")" }.joined(separator: " ")
        }
    }

    /// Open refusals as `reason by node`.
    func refusals() throws -> [String] {
        try db.read { try Quarantine.open($0).map { "\($0.reason) by \($0.refusedBy)" } }
    }

    /// What is counted of the refusals is what there is of them, for each neighbour.
    func sharesAreRight() throws -> Bool {
        try db.read { db in
            let wrong = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM shares s WHERE
                      quarantine_rows != (SELECT count(*) FROM quarantine q
                        WHERE q.peer = s.peer AND q.open AND q.refused_by = ?1)
                      OR told_rows != (SELECT count(*) FROM quarantine q
                        WHERE q.peer = s.peer AND q.open AND q.refused_by != ?1)
                      OR quarantine_bytes != (SELECT coalesce(sum(coalesce(length(header), 0) + coalesce(length(body), 0)), 0)
                        FROM quarantine q WHERE q.peer = s.peer)
                    """, arguments: [id.rawValue])
            return wrong == 0
        }
    }

    func waiting() throws -> [String] {
        try db.read { try String.fetchAll($0, sql: "SELECT lacks FROM waiting ORDER BY wid") }
    }

    func count(_ table: String) throws -> Int {
        try db.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    func execute(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try db.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    /// Everything in the store as text, a row a line; texts inside blobs can be searched too.
    func dump(_ tables: [String]? = nil) throws -> [String] {
        try db.read { db in
            let all = try String.fetchAll(
                db,
                sql:
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%migrations%' ORDER BY name"
            )
            return try (tables ?? all).flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
                    table + ": "
                        + row.map { name, value in
                            switch value.storage {
                            case .blob(let data):
                                "\(name)=\(hexOfBytes(data)) \(String(decoding: data, as: UTF8.self))"
                            case let other: "\(name)=\(String(describing: other.value))"
                            }
                        }.joined(separator: " ")
                }.sorted()
            }
        }
    }
}
