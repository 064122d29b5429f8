import FoundationEssentials

@testable import Sync

/// What `Tests/Vectors/commits.json` holds: bytes in hex beside what is read from them.
struct Vectors: Codable, Equatable {
    var headers: [HeaderVector]
    var bodies: [BodyVector]
    var trees: [TreeVector]
    var signatures: [SignatureVector]
    var lanes: [LaneVector]
    var manifests: [ManifestVector]

    struct HeaderVector: Codable, Equatable {
        var bytes: String
        var id: String
        var version: UInt8
        var suite: UInt8
        var author: String
        var authorSequence: UInt64
        var stream: String
        var sequence: UInt64
        var previous: String
        var nextWriter: String?
        var pens: [[String]]
        var joins: [String]
        /// Holder, sequence, entry.
        var takeover: [String]?
        var writtenAt: Int64
        var clockOffset: Int64?
        var bodyHash: String
        var extra: String
        var facts: String

        init(_ header: Header) throws {
            let encoded = try header.encoded()
            bytes = hexOfBytes(encoded)
            id = CommitID.of(encoded).hex
            version = header.version
            suite = header.suite.rawValue
            author = header.author.hex
            authorSequence = header.authorSequence
            stream = header.stream.rawValue
            sequence = header.sequence
            previous = header.previous.hex
            nextWriter = header.nextWriter?.rawValue
            pens = header.pens.map { [$0.suffix, $0.writer.rawValue] }
            joins = header.joins.map(\.rawValue)
            takeover = header.takeover.map { [$0.holder.rawValue, "\($0.entrySequence)", $0.entry.hex] }
            writtenAt = header.writtenAt
            clockOffset = header.clockOffset
            bodyHash = header.bodyHash.hex
            extra = hexOfBytes(header.extra)
            facts = hexOfBytes(header.facts)
        }
    }

    struct BodyVector: Codable, Equatable {
        var bytes: String
        var hash: String
        var blobs: [String]
        var content: String
    }

    struct TreeVector: Codable, Equatable {
        var leaves: [String]
        var root: String
        var paths: [[String]]
    }

    struct SignatureVector: Codable, Equatable {
        var key: String
        var keyID: String
        var purpose: String
        var content: String
        var signature: String
    }

    struct LaneVector: Codable, Equatable {
        var ids: [String]
        var whole: [Bool]
        var digests: [String]
    }

    struct ManifestVector: Codable, Equatable {
        var bytes: String
        var id: String
        var length: UInt64
        var pieces: [String]
    }
}

extension Vectors {
    /// All but the signatures, which differ each time they are made.
    static func make() throws -> Vectors {
        let headers = Samples.headers()
        let ids = try headers.map { CommitID.of(try $0.encoded()) }
        let salt = (0..<16).map { UInt8($0) }
        let bodies = [
            Body(salt: salt, content: Array("{\"申请人\":\"王\"}".utf8)),
            Body(salt: salt, blobs: [.of([1]), .of([2])], content: Array("{}".utf8)),
        ]
        var point = LanePoint.start
        let digests = ids.enumerated().map { place, id in
            point = point.appending(id, whole: place != 1)
            return point.digest.hex
        }
        let sizes = [1, Bounds.pieceBytes, 2 * Bounds.pieceBytes + 5]
        return Vectors(
            headers: try headers.map { try HeaderVector($0) },
            bodies: try bodies.map { body in
                let bytes = try body.encoded()
                return BodyVector(
                    bytes: hexOfBytes(bytes), hash: Hash256.of(bytes).hex, blobs: body.blobs.map(\.hex),
                    content: hexOfBytes(body.content))
            },
            trees: [1, 2, 3, 5, 8, 13].map { tree($0) }, signatures: [],
            lanes: [LaneVector(ids: ids.map(\.hex), whole: ids.indices.map { $0 != 1 }, digests: digests)],
            manifests: sizes.compactMap { Manifest(of: [UInt8](repeating: 7, count: $0), salt: salt) }.map {
                ManifestVector(
                    bytes: hexOfBytes($0.encoded), id: $0.id.hex, length: $0.length, pieces: $0.pieces.map(\.hex))
            })
    }

    private static func tree(_ count: Int) -> TreeVector {
        let leaves = (0..<count).map { Hash256.of([UInt8($0)]) }
        let tree = HashTree(leaves: leaves)
        return TreeVector(
            leaves: leaves.map(\.hex), root: tree.root.hex,
            paths: leaves.indices.map { tree.path(at: $0).map(\.hex) })
    }

    /// Fresh signatures: of a tree's root, and of a receipt's content.
    static func sign(_ root: String) throws -> [SignatureVector] {
        guard let key = Samples.key, let bytes = bytesOfHex(root) else { return [] }
        return try [SigningPurpose.commits, .receipt].map { purpose in
            SignatureVector(
                key: hexOfBytes(key.publicKey.subjectPublicKeyInfo), keyID: key.publicKey.id.hex,
                purpose: purpose.rawValue, content: root, signature: hexOfBytes(try key.sign(bytes, purpose: purpose)))
        }
    }
}
