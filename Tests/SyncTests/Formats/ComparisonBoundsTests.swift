import Testing

@testable import Sync

@Suite("What neighbours say of what they hold is bounded before it is kept")
struct ComparisonBoundsTests {
    private static func heads(_ count: Int) -> Heads {
        var heads = Heads(generation: 2, isUp: true, after: "", through: "case/34-1", isLast: true, streams: [])
        heads.streams = Array(
            repeating: .init(name: "case/34-1", isHeader: false, digest: .of([1])), count: count)
        return heads
    }

    private static func lacks(_ places: [UInt16], contents: Int = 1) throws -> [UInt8] {
        let lacks = Lacks(
            from: "34", to: "3401", page: .of([1]), through: "case/34-1", at: 5,
            streams: places.map {
                .init(place: $0, contents: Array(repeating: .init(id: .of([2]), state: .whole), count: contents))
            })
        return try lacks.signed(by: #require(Samples.key))
    }

    @Test("A page of 2,000 streams passes, one of 2,001 does not")
    func heads() throws {
        #expect(try Heads(Self.heads(2_000).encoded).streams.count == 2_000)
        #expect(throws: FormatError.self) { try Heads(Self.heads(2_001).encoded) }
    }

    @Test("An answer names places of the page, each once and in order")
    func places() throws {
        #expect(try Lacks.read(Self.lacks([0, 7, 1_999])).lacks.streams.count == 3)
        for places in [[7, 7], [7, 0], [2_000]] as [[UInt16]] {
            let bytes = try Self.lacks(places)
            #expect(throws: FormatError.self, "\(places)") { try Lacks.read(bytes) }
        }
    }

    @Test("An answer of 60,000 commits fits a frame, one of more is none")
    func commits() throws {
        let most = try Self.lacks([0, 1, 2], contents: 20_000)
        #expect(most.count <= Bounds.frameBytes)
        _ = try Lacks.read(most)
        let more = try Self.lacks([0, 1, 2, 3], contents: 15_001)
        #expect(throws: FormatError.self) { try Lacks.read(more) }
    }

    @Test("A plea names at most 256 commits, and leaves out what goes beyond")
    func plea() throws {
        let ids = (0..<300).map { CommitID.of([UInt8($0 & 255), UInt8($0 >> 8)]) }
        let frame = Plea(key: .of([1]), ids: ids).frame
        #expect(try Plea(frame.payload).ids == Array(ids.prefix(256)))
        var bytes = frame.payload
        bytes[33] += 1
        bytes += [UInt8](repeating: 0, count: 32)
        #expect(throws: FormatError.self) { try Plea(bytes) }
    }

    @Test("A request for a new key is one that the new key has signed, of a bounded size")
    func renewal() throws {
        let key = try #require(Samples.key)
        let request = KeyRequest(
            node: "34", signing: hexOfBytes(key.publicKey.subjectPublicKeyInfo),
            agreement: String(repeating: "ab", count: 32), address: nil)
        let good = Renewal(request: try request.signed(by: key), ends: Hash256.of([1]).hex, last: 7, ordinal: 2)
        let bytes = try good.frame.payload
        #expect(try Renewal(bytes) == good)
        let other = Renewal(
            request: .init(content: good.request.content, signature: String(repeating: "0", count: 128)),
            ends: good.ends, last: 7, ordinal: 2)
        for bad in [
            try other.frame.payload, bytes + [UInt8](repeating: 32, count: Bounds.statusBytes), Array("{}".utf8),
        ] {
            #expect(throws: FormatError.self) { try Renewal(bad) }
        }
    }
}
