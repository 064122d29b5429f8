import GRDB
import TestSupport
import Testing

@testable import Sync

@Suite("Blobs go in pieces after the commits that cite them, only to who got such a commit whole")
struct BlobTests {
    private static let name: StreamName = "case/340122100-1"

    /// A blob of 2 pieces and a bit, at a hall that cites it.
    private static func cite(_ network: TestNetwork, at id: NodeID, _ draft: Draft) throws -> BlobID {
        let node = network[id]
        var bytes = [UInt8](repeating: 1, count: Bounds.pieceBytes)
        bytes += [UInt8](repeating: 2, count: Bounds.pieceBytes) + network.random.bytes(77)
        let manifest = try node.keep(bytes)
        try node.write(draft.with { $0.blobs = [manifest.id] })
        return manifest.id
    }

    private static func held(_ node: TestNode, _ blob: BlobID) throws -> Int {
        try node.db.read { try Blobs.state(blob, $0).held }
    }

    @Test("A scan goes up through every hall that holds the case whole, and no further")
    func up() throws {
        let network = try TestNetwork.anhui()
        let blob = try Self.cite(
            network, at: "340122100200", Draft("case/340122100200-1", "a").with { $0.joins = ["340122"] })
        try network.settle()
        #expect(try Self.held(network["340122100"], blob) == 3)
        #expect(try Self.held(network["340122"], blob) == 3)
        #expect(try network["3401"].count("blobs") == 0)
        #expect(try network["340122101"].count("blobs") == 0)
    }

    @Test("A picture in the catalogue goes down to everyone")
    func down() throws {
        let network = try TestNetwork.anhui()
        let blob = try Self.cite(network, at: "34", Draft("matter/34/1", "a"))
        try network.settle()
        // A middle hall has it later than it is asked for it: the next sign of life brings the rest.
        for _ in 0..<5 {
            for node in network.nodes where node.id != "34" { try network.link(node.id).idle() }
            try network.settle()
        }
        for node in network.nodes { #expect(try Self.held(node, blob) == 3, "\(node.id)") }
    }

    @Test("A receipt covers a commit's blobs only when every piece is there", arguments: [1, 2])
    func receipts(version: Int) throws {
        let network = try TestNetwork.anhui()
        network["340122100200"].newestProtocol = version
        try network.link("340122100200").greet()
        let before = try network["340122100200"].write(
            Draft("case/340122100200-0", "before").with { $0.joins = ["340122100"] })
        _ = try Self.cite(
            network, at: "340122100200", Draft("case/340122100200-1", "a").with { $0.joins = ["340122100"] })
        #expect(before.count == 1)
        let link = try network.link("340122100200")
        _ = try link.up()
        let first = try Self.receipt(network["340122100200"])
        // Protocol 1 can only end its word before the row; protocol 2 names it.
        #expect(first.blobsTo == (version == 1 ? first.position - 1 : first.position))
        #expect(try network["340122100200"].count("receipt_lacking") == (version == 1 ? 0 : 1))
        _ = try link.up()
        _ = try link.up()
        #expect(try Self.receipt(network["340122100200"]) == first)
        _ = try link.up()
        let last = try Self.receipt(network["340122100200"])
        #expect(last.blobsTo == last.position && last.position == first.position)
        #expect(try network["340122100200"].count("receipt_lacking") == 0)
    }

    private static func receipt(_ node: TestNode) throws -> (position: Int64, blobsTo: Int64) {
        let row = try #require(
            try node.db.read { try Row.fetchOne($0, sql: "SELECT position, blobs_to FROM receipts WHERE lane = 0") })
        return (row[0], row[1])
    }

    @Test("After a break the transfer goes on inside the file", arguments: [true, false])
    func resume(up: Bool) throws {
        let network = try TestNetwork.anhui()
        let link = try network.link("340122100200")
        let blob: BlobID
        if up {
            blob = try Self.cite(
                network, at: "340122100200", Draft("case/340122100200-1", "a").with { $0.joins = ["340122100"] })
            _ = try link.up()
            _ = try link.up()
        } else {
            blob = try Self.cite(
                network, at: "340122100", Draft(Self.name, "a").with { $0.joins = ["340122100200"] })
            _ = try link.down()
            _ = try link.up()
        }
        let receiver = up ? network["340122100"] : network["340122100200"]
        #expect(try Self.held(receiver, blob) == 1)
        let piece = try receiver.dump(["blob_pieces"])
        link.cut()
        try link.greet()
        link.budget = Bounds.pieceBytes + 400_000
        try network.settle()
        #expect(try Self.held(receiver, blob) == 3)
        #expect(try receiver.dump(["blob_pieces"]).contains(piece[0]))
        #expect(try receiver.db.write { try receiver.engine.verify($0).faults }.isEmpty)
    }

    @Test("A neighbour that got no commit citing it gets no piece")
    func noClaim() throws {
        let network = try TestNetwork.anhui()
        let blob = try Self.cite(
            network, at: "340122100", Draft(Self.name, "a").with { $0.joins = ["340122100200"] })
        try network.settle()
        let node = network["340122100"]
        try node.db.read { (db: Database) throws in
            #expect(try node.engine.piece(0, of: blob, to: "340122", db) == nil)
            #expect(try node.engine.piece(0, of: blob, to: "340122100200", db) != nil)
            var writer = ByteWriter()
            writer.hash(blob)
            writer.u32(0)
            #expect(try node.engine.answer(ask: writer.bytes, from: "340122", db).kind == .idle)
        }
    }

    @Test("A piece that nobody asked for, or that the manifest does not name, is not kept; the line goes on")
    func forged() throws {
        let network = try TestNetwork.anhui()
        let node = network["340122100"]
        let bytes = network.random.bytes(100)
        let manifest = try #require(Manifest(of: bytes, salt: network.random.bytes(16)))
        let whole = Piece(blob: manifest.id, number: 0, manifest: manifest.encoded, bytes: bytes)
        try node.db.write { _ = try node.engine.take(piece: whole.frame.payload, from: "340122100200", now: 1, $0) }
        #expect(try node.count("blobs") == 0)
        try network["340122100200"].write(
            Draft("case/340122100200-1", "a").with {
                $0.blobs = [manifest.id]; $0.joins = ["340122100"]
            })
        try network.settle()
        var wrong = whole
        wrong.bytes[5] ^= 1
        var other = whole
        other.manifest[0] ^= 1
        // The manifest is good where the piece is not, and the other way round: neither piece comes in.
        for piece in [other, wrong] {
            try node.db.write { _ = try node.engine.take(piece: piece.frame.payload, from: "340122100200", now: 1, $0) }
        }
        #expect(try Self.held(node, manifest.id) == 0)
        #expect(try node.db.read { try Alarms.open($0).map(\.kind) } == [.blobDamaged])
        try node.db.write { _ = try node.engine.take(piece: whole.frame.payload, from: "340122100200", now: 1, $0) }
        #expect(try Self.held(node, manifest.id) == 1)
        #expect(try node.db.read { try Alarms.open($0) }.isEmpty)
    }

    @Test("A blob that is nowhere holds no other blob up")
    func missing() throws {
        let network = try TestNetwork.anhui()
        let lost = BlobID.of([1, 2, 3])
        try network["34"].write(Draft("matter/34/0", "lost").with { $0.blobs = [lost] })
        let blob = try Self.cite(network, at: "34", Draft("matter/34/1", "a"))
        try network.settle()
        #expect(try Self.held(network["3401"], blob) == 3)
        try network["3401"].write(Draft("matter/3401/0", "lost").with { $0.blobs = [.of([4])] })
        let second = try Self.cite(network, at: "3401", Draft("matter/3401/1", "a"))
        try network.settle()
        #expect(try Self.held(network["34"], second) == 3)
    }
}
