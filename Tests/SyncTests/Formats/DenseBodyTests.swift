import Testing

@testable import Sync

@Suite("A long content is deflated once, by its author")
struct DenseBodyTests {
    private static let salt = [UInt8](repeating: 7, count: 16)
    private static let long = Array(String(repeating: "{\"note\":\"审核意见 同意\"}", count: 400).utf8)

    @Test("It is smaller than its content, reads back the same, and cites its blobs", arguments: [0, 1, 200])
    func roundTrip(blobs count: Int) throws {
        let blobs = (0..<count).map { Hash256.of([UInt8(truncatingIfNeeded: $0)]) }
        let body = Body(salt: Self.salt, blobs: blobs, content: Self.long)
        let bytes = try body.encoded()
        #expect(bytes.count < Self.long.count / 2 + 32 * count)
        #expect(Body.isDense(bytes))
        #expect(try Body.read(bytes) == body)
        #expect(Body.citedBlobs(bytes) == blobs)
    }

    @Test("A short one stays as it is")
    func short() throws {
        let bytes = try Body(salt: Self.salt, content: Array("{}".utf8)).encoded()
        #expect(!Body.isDense(bytes) && bytes.count == 19)
    }

    @Test("A content that says it is longer than a body may be, or than it is, is refused")
    func bombs() throws {
        var bytes = try Body(salt: Self.salt, content: Self.long).encoded()
        for length in [Self.long.count + 1, Self.long.count - 1, 1 << 20 + 1, Int(UInt32.max)] {
            let announced = UInt32(truncatingIfNeeded: length)
            withUnsafeBytes(of: announced.bigEndian) { bytes.replaceSubrange(17..<21, with: $0) }
            #expect(throws: FormatError.self) { try Body.read(bytes) }
        }
    }

    @Test("A codec of a later version is carried, not read")
    func later() throws {
        var bytes = try Body(salt: Self.salt, content: Self.long).encoded()
        bytes[16] = 4
        #expect(try Body.read(bytes) == nil)
        #expect(Body.citedBlobs(bytes).isEmpty)
    }
}
