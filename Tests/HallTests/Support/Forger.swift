import Foundation
import GRDB
import Sync
import TestSupport

/// Writes into a stopped hall's store what its own engine would never write, signed with the hall's own key, and puts
/// it on the lane to its superior.
struct Forger {
    let hall: TestHall
    let superior: TestHall

    private var key: SigningKey {
        get throws {
            let text = try String(contentsOfFile: hall.folder + "/keys/signing", encoding: .utf8)
            guard let raw = bytesOfHex(text.trimmingCharacters(in: .whitespacesAndNewlines)),
                let key = SigningKey(raw: raw)
            else { throw TestFailure("no key in \(hall.folder)") }
            return key
        }
    }

    /// A commit in a stream, after the one at `sequence - 1` of this store.
    @discardableResult
    func write(
        _ stream: String, content: [UInt8] = Array("{}".utf8), facts: [UInt8] = [], nextWriter: String? = nil
    ) throws -> CommitID {
        let key = try key
        let name = try named(StreamName(stream), stream)
        return try hall.tamper { db in
            let head = try Row.fetchOne(
                db, sql: "SELECT sid, head, head_id FROM streams WHERE name = ?", arguments: [stream])
            let sequence = UInt64(head.map { $0[1] as Int64 } ?? 0) + 1
            let previous: CommitID = head.flatMap { $0[2] } ?? .zero
            let kid = try number(of: key.publicKey.id, db)
            let last = try Int64.fetchOne(
                db, sql: "SELECT coalesce(max(key_sequence), 0) FROM commits WHERE kid = ?", arguments: [kid])
            let body = try Body(salt: SeededRandom.bytes(16, seed: UInt64(sequence)), content: content).encoded()
            var header = Header(
                author: key.publicKey.id, authorSequence: UInt64(last ?? 0) + 1, stream: name, sequence: sequence,
                previous: previous, writtenAt: Int64(Date().timeIntervalSince1970 * 1_000), clockOffset: 0,
                bodyHash: .of(body), facts: facts)
            header.nextWriter = try nextWriter.map { try named(NodeID($0), $0) }
            let bytes = try header.encoded()
            let id = CommitID.of(bytes)
            let sid = try head.map { $0[0] as Int64 } ?? newStream(stream, db)
            let signature = try key.sign(HashTree(leaves: [id]).root.bytes, purpose: .commits)
            try insert(
                Forged(sid: sid, kid: kid, header: header, bytes: bytes, body: body, signature: signature), id: id, db)
            return id
        }
    }

    /// Puts a commit of the store once more on the lane to the superior.
    func sendAgain(_ id: CommitID) throws {
        try hall.tamper { db in
            let position = try Int64.fetchOne(db, sql: "SELECT position FROM commits WHERE id = ?", arguments: [id])
            try append(id, position: position ?? 0, db)
        }
    }

    private struct Forged {
        var sid: Int64
        var kid: Int64
        var header: Header
        var bytes: [UInt8]
        var body: [UInt8]
        var signature: [UInt8]
    }

    /// Beside what counts in this store (standing 1), so that the hall itself goes on as if nothing had happened.
    private func insert(_ row: Forged, id: CommitID, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO signatures(suite, signature, leaves) VALUES (1, ?, 1)", arguments: [Data(row.signature)])
        let sigid = db.lastInsertedRowID
        try db.execute(
            sql: """
                INSERT INTO commits(sid, sequence, kid, key_sequence, id, header, body, sigid, leaf, standing,
                  received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?)
                """,
            arguments: [
                row.sid, Int64(row.header.sequence), row.kid, Int64(row.header.authorSequence), id, Data(row.bytes),
                Data(row.body), sigid, row.header.writtenAt,
            ])
        try append(id, position: db.lastInsertedRowID, db)
    }

    private func append(_ id: CommitID, position: Int64, _ db: Database) throws {
        guard
            let lane = try Row.fetchOne(
                db, sql: "SELECT lane, head, digest FROM lanes WHERE peer = ? AND class = 0", arguments: [superior.id])
        else { throw TestFailure("no lane from \(hall.name) to \(superior.name)") }
        let head = LanePoint(position: UInt64(lane[1] as Int64), digest: lane[2])
        let point = head.appending(id, whole: true)
        try db.execute(
            sql: "INSERT INTO lane_rows(lane, position, commit_position, whole, digest) VALUES (?, ?, ?, 1, ?)",
            arguments: [lane[0] as Int64, Int64(point.position), position, point.digest])
        try db.execute(
            sql: "UPDATE lanes SET head = ?, digest = ? WHERE lane = ?",
            arguments: [Int64(point.position), point.digest, lane[0] as Int64])
    }

    private func number(of key: KeyID, _ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT kid FROM keys WHERE key = ?", arguments: [key])
            ?? {
                try db.execute(sql: "INSERT INTO keys(key) VALUES (?)", arguments: [key])
                return db.lastInsertedRowID
            }()
    }

    private func newStream(_ name: String, _ db: Database) throws -> Int64 {
        try db.execute(sql: "INSERT INTO streams(name) VALUES (?)", arguments: [name])
        return db.lastInsertedRowID
    }

    private func named<Name>(_ name: Name?, _ text: String) throws -> Name {
        guard let name else { throw TestFailure("\(text) is no name") }
        return name
    }

    /// A directory entry of a hall that this hall invents, with a request that its invented key has signed.
    func entry(_ node: String, superior: String) throws -> [UInt8] {
        let key = SigningKey()
        let id = try named(NodeID(node), node)
        let signing = hexOfBytes(key.publicKey.subjectPublicKeyInfo)
        let agreement = hexOfBytes(SeededRandom.bytes(32, seed: 3))
        let request = try KeyRequest(node: id, signing: signing, agreement: agreement, address: nil).signed(by: key)
        return try DirectoryEntry(
            node: id, superior: try named(NodeID(superior), superior), tier: "township",
            codes: [.init(value: node, from: "2026-01-01")], department: nil,
            names: [.init(value: "假冒大厅", from: "2026-01-01")], address: nil,
            keys: [.init(ordinal: 1, signing: signing, agreement: agreement)], nextRoot: nil, practice: true,
            request: request
        ).content()
    }
}

/// The other signature that verifies as well: (r, n − s).
enum FlippedSignature {
    /// The order of P-256.
    private static let order =
        bytesOfHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551") ?? []

    static func of(_ signature: [UInt8]) -> [UInt8] {
        var result = Array(signature[..<32])
        var difference = [UInt8](repeating: 0, count: 32)
        var borrow = 0
        for place in (0..<32).reversed() {
            let digit = Int(order[place]) - Int(signature[32 + place]) - borrow
            difference[place] = UInt8(truncatingIfNeeded: digit)
            borrow = digit < 0 ? 1 : 0
        }
        result += difference
        return result
    }
}
