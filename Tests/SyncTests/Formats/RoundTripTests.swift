import FoundationEssentials
import Testing

@testable import Sync

@Suite("There is one encoding of each value, and nothing else is read as it")
struct RoundTripTests {
    @Test("Headers", arguments: Samples.headers())
    func header(_ header: Header) throws {
        let bytes = try header.encoded()
        #expect(try Header(bytes) == header)
        try everyDamage(of: bytes) { (damaged: [UInt8]) throws in
            guard let other = try? Header(damaged) else { return }
            #expect(other != header)
            #expect(try other.encoded() == damaged)
        }
    }

    @Test("Bodies, with and without blobs")
    func body() throws {
        let salt = [UInt8](repeating: 5, count: 16)
        for body in [
            Body(salt: salt, content: Array("{}".utf8)), Body(salt: salt, content: []),
            Body(salt: salt, blobs: [.of([1]), .of([2])], content: Array("{}".utf8)),
        ] {
            let bytes = try body.encoded()
            #expect(try Body.read(bytes) == body)
            try everyDamage(of: bytes) { (damaged: [UInt8]) throws in
                guard let other = (try? Body.read(damaged)) ?? nil else { return }
                #expect(other != body)
                #expect(try other.encoded() == damaged)
            }
        }
        #expect(try Body.read(salt + [9, 1, 2]) == nil)
    }

    @Test("Signature blocks")
    func block() throws {
        let block = SignatureBlock(
            suite: .p256, signature: [UInt8](repeating: 1, count: 64), leaf: 2, leaves: 5, path: [.of([1]), .of([2])])
        #expect(try SignatureBlock(block.encoded) == block)
        try everyDamage(of: block.encoded) { (damaged: [UInt8]) throws in
            guard let other = try? SignatureBlock(damaged) else { return }
            #expect(other != block)
            #expect(other.encoded == damaged)
        }
    }

    @Test("Batches")
    func batch() throws {
        let batch = try Samples.batch()
        let bytes = batch.encoded
        #expect(try Batch(bytes) == batch)
        try everyDamage(of: bytes) { (damaged: [UInt8]) throws in
            guard let other = try? Batch(damaged) else { return }
            #expect(other != batch)
        }
    }

    @Test("Receipts: changed bytes are no receipt, or one that is not signed")
    func receipt() throws {
        let key = try #require(Samples.key)
        let bytes = try Samples.receipt().signed(by: key)
        let read = try Receipt.read(bytes)
        #expect(read.receipt == Samples.receipt())
        #expect(key.publicKey.verifies(read.signature, over: read.content, purpose: .receipt))
        try everyDamage(of: bytes) { (damaged: [UInt8]) throws in
            guard let other = try? Receipt.read(damaged) else { return }
            #expect(!key.publicKey.verifies(other.signature, over: other.content, purpose: .receipt))
        }
    }

    @Test("A signature for one purpose serves no other")
    func purposes() throws {
        let key = try #require(Samples.key)
        let signature = try key.sign([1, 2, 3], purpose: .receipt)
        #expect(key.publicKey.verifies(signature, over: [1, 2, 3], purpose: .receipt))
        for other in [SigningPurpose.commits, .status, .request] {
            #expect(!key.publicKey.verifies(signature, over: [1, 2, 3], purpose: other))
        }
    }

    @Test("Manifests")
    func manifest() throws {
        let salt = [UInt8](repeating: 3, count: 16)
        for length in [1, Bounds.pieceBytes, Bounds.pieceBytes + 1] {
            let manifest = try #require(Manifest(of: [UInt8](repeating: 9, count: length), salt: salt))
            #expect(try Manifest(manifest.encoded) == manifest)
            #expect((0..<manifest.pieces.count).reduce(0) { $0 + (manifest.size(ofPiece: $1) ?? 0) } == length)
            try everyDamage(of: manifest.encoded) { (damaged: [UInt8]) throws in
                guard let other = try? Manifest(damaged) else { return }
                #expect(other != manifest && other.encoded == damaged)
            }
        }
        #expect(Manifest(of: [], salt: salt) == nil)
        #expect(Manifest(length: .max, salt: salt, pieces: []) == nil)
        #expect(Manifest(length: 1, salt: salt, pieces: []) == nil)
    }

    @Test("Pieces")
    func piece() throws {
        let piece = Piece(blob: .of([1]), number: 3, manifest: [1, 2], bytes: [4, 5, 6])
        let bytes = piece.frame.payload
        #expect(try Piece(bytes) == piece)
        try everyDamage(of: bytes) { (damaged: [UInt8]) throws in
            guard let other = try? Piece(damaged) else { return }
            #expect(other != piece && other.frame.payload == damaged)
        }
    }

    @Test("Hello and welcome ignore what they do not know")
    func hello() throws {
        let mark = Hello.LaneMark(.urgent, generation: 1, LanePoint(position: 3, digest: .of([1])))
        let hello = Hello(
            protocolMin: 1, protocolMax: 1, node: "3401", root: KeyID.zero.hex, practice: false, token: nil,
            gives: "00",
            clock: 5, release: "1", sends: [.init(lane: 0, generation: 1, marks: [mark])], reads: [mark])
        let bytes = Array(try JSON.encoder.encode(hello))
        #expect(try JSON.decoder.decode(Hello.self, from: Data(bytes)) == hello)
        let later = Array("{\"later\":[1,{}],".utf8) + bytes.dropFirst()
        #expect(try JSON.decoder.decode(Hello.self, from: Data(later)) == hello)
    }

    /// Every truncation, one byte too many, and every single flipped bit.
    private func everyDamage(of bytes: [UInt8], _ check: ([UInt8]) throws -> Void) throws {
        for count in 0..<bytes.count { try check(Array(bytes.prefix(count))) }
        try check(bytes + [0])
        for place in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << bit
                try check(damaged)
            }
        }
    }
}
