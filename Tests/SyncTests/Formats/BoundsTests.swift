import TestSupport
import Testing

@testable import Sync

@Suite("What is beyond a bound is refused, never cut off")
struct BoundsTests {
    private static func header() -> Header { Samples.headers()[0] }

    @Test("Facts of 512 bytes pass, 513 do not")
    func facts() throws {
        var header = Self.header()
        header.facts = [UInt8](repeating: 1, count: 512)
        _ = try Header(try header.encoded())
        header.facts.append(1)
        #expect(throws: FormatError.self) { try header.encoded() }
    }

    @Test("A header of 4,096 bytes passes, one more does not")
    func size() throws {
        var header = Self.header()
        header.extra = [UInt8](repeating: 1, count: 4_096 - (try header.encoded().count))
        let bytes = try header.encoded()
        #expect(bytes.count == 4_096)
        #expect(try Header(bytes) == header)
        header.extra.append(1)
        #expect(throws: FormatError.self) { try header.encoded() }
        #expect(throws: FormatError.self) { try Header([UInt8](repeating: 1, count: 4_097)) }
    }

    @Test("64 pens and joins pass, 65 do not")
    func grants() throws {
        var header = Self.header()
        header.joins = Array(repeating: "34", count: 64)
        header.pens = Array(repeating: .init(suffix: "a", writer: "34"), count: 64)
        #expect(try Header(try header.encoded()) == header)
        header.joins.append("34")
        #expect(throws: FormatError.self) { try header.encoded() }
    }

    @Test("A body of 1 MiB passes, one byte more does not")
    func body() throws {
        let salt = [UInt8](repeating: 0, count: 16)
        // Random bytes deflate no further: the content stays as it is.
        var random = SeededRandom(seed: 7)
        let content = random.bytes(Bounds.bodyBytes - 17)
        let largest = try Body(salt: salt, content: content).encoded()
        #expect(largest.count == Bounds.bodyBytes)
        #expect(throws: FormatError.self) { try Body.read(largest + [0]) }
        #expect(throws: FormatError.self) { try Body(salt: salt, content: content + [1]).encoded() }
        // The bound is about the content, not about what its author deflated it to.
        #expect(throws: FormatError.self) {
            try Body(salt: salt, content: [UInt8](repeating: 1, count: Bounds.bodyBytes - 16)).encoded()
        }
        #expect(throws: FormatError.self) {
            try Body(salt: salt, blobs: Array(repeating: .zero, count: 201), content: []).encoded()
        }
        #expect(throws: FormatError.self) { try Body(salt: [1], content: []).encoded() }
    }

    @Test(
        "Names of streams",
        arguments: [
            "", "/a", "a/", "a//b", "a\u{0}b", "a\nb", "a\u{7F}", String(repeating: "a", count: 201), "a//\u{301}",
        ])
    func noStream(text: String) { #expect(StreamName(text) == nil) }

    @Test("Two spellings of one letter are two streams, as they are to the database")
    func spelling() {
        let one: StreamName = "case/\u{E9}"
        let two: StreamName = "case/e\u{301}"
        #expect(one != two && Set([one, two]).count == 2)
    }

    @Test("Ids of nodes", arguments: ["", "A", "34 ", "34/1", "县", String(repeating: "1", count: 33)])
    func noNode(text: String) { #expect(NodeID(text) == nil) }

    @Test("Sequences are 1 to 2^63 − 1, and only the first has no predecessor")
    func sequences() throws {
        for change: (inout Header) -> Void in [
            { $0.sequence = 0 }, { $0.authorSequence = 0 }, { $0.sequence = 1 << 63 }, { $0.authorSequence = 1 << 63 },
            { $0.sequence = 2 }, { $0.previous = .of([1]) }, { $0.version = 0 },
        ] as [(inout Header) -> Void] {
            var header = Self.header()
            change(&header)
            let bytes = try header.encoded()
            #expect(throws: FormatError.self) { try Header(bytes) }
        }
    }
}
