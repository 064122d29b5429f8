@testable import Sync

/// One value of every format, with every optional part used somewhere.
enum Samples {
    static let key = SigningKey(raw: [UInt8](repeating: 7, count: 32))

    static func headers() -> [Header] {
        let author = KeyID.of([1])
        var first = Header(
            author: author, authorSequence: 1, stream: "case/340122100-1", sequence: 1, previous: .zero,
            writtenAt: 1_768_000_000_000, clockOffset: nil, bodyHash: .of([2]), facts: [])
        let plain = first
        first.nextWriter = "340122"
        first.pens = [.init(suffix: "opinion/340122/dkj", writer: "340122:dkj"), .init(suffix: "x", writer: "34~2")]
        first.joins = ["34", "3401"]
        first.facts = Array("{\"kind\":\"open\"}".utf8)
        var later = Header(
            author: author, authorSequence: UInt64(Int64.max), stream: "matter/340000000000/县", sequence: 2,
            previous: .of([3]), writtenAt: -1, clockOffset: -123_456, bodyHash: .of([4]),
            facts: [UInt8](repeating: 0xFF, count: Bounds.factsBytes))
        later.version = 9
        later.suite = Suite(rawValue: 200)
        later.extra = [1, 2, 3]
        later.takeover = .init(holder: "340122100", entrySequence: 4, entry: .of([5]))
        return [plain, first, later]
    }

    static func receipt() -> Receipt {
        Receipt(
            from: "34", to: "3401", lane: .urgent, generation: 1, point: LanePoint(position: 9, digest: .of([1])),
            blobsTo: 7, at: 1_768_000_000_000, waiting: [3, 4],
            refusals: [.init(position: 2, id: .of([2]), reason: "bad-signature")],
            relayed: [.init(id: .of([3]), stream: "case/1", sequence: 5, reason: "malformed", by: "34")],
            wants: [.init(blob: .of([4]), piece: 2)])
    }

    /// Three leaves of which two go, and a whole tree of two.
    static func batch() throws -> Batch {
        let headers = try headers().map { try $0.encoded() }
        let tree = HashTree(leaves: headers.map { .of($0) })
        func entry(_ place: Int, id: CommitID? = nil, body: [UInt8]?, path: [Hash256]) -> Batch.Entry {
            .init(
                id: id ?? .of(headers[place]), header: headers[place], body: body, leaf: UInt32(place), path: path)
        }
        let pair = HashTree(leaves: [.of(headers[0]), .of(headers[1])])
        let signature = [UInt8](repeating: 0xAB, count: 64)
        let damaged = entry(2, id: .of([99]), body: nil, path: tree.path(at: 2))
        return Batch(
            lane: .sharedBulk, generation: 3, base: LanePoint(position: 12, digest: .of([8])),
            groups: [
                .init(
                    suite: .p256, signature: signature, leaves: 3,
                    entries: [entry(0, body: [1, 2, 3], path: tree.path(at: 0)), damaged]),
                .init(
                    suite: .p256, signature: signature, leaves: 2,
                    entries: [
                        entry(0, body: nil, path: pair.path(at: 0)), entry(1, body: [9], path: pair.path(at: 1)),
                    ]),
            ])
    }
}
