import TestSupport
import Testing

@testable import Sync

@Suite("Frames come out as they went in, however the line cuts them")
struct FrameTests {
    private static func frames() -> [Frame] {
        var random = SeededRandom(seed: 4)
        return [
            Frame(.hello, Array("{}".utf8)), Frame(.batch, [UInt8](repeating: 7, count: 100_000)), Frame(.idle, []),
            Frame(.piece, random.bytes(5_000)), Frame(.receipt, random.bytes(300)),
        ]
    }

    private static func read(_ reader: inout FrameReader) throws -> [Frame] {
        var frames: [Frame] = []
        while let frame = try reader.next() { frames.append(frame) }
        return frames
    }

    @Test("Cut anywhere", arguments: [1, 2, 3, 5, 7, 64, 1_000, 1_000_000])
    func cuts(size: Int) throws {
        let bytes = Self.frames().flatMap(\.encoded)
        var reader = FrameReader()
        var frames: [Frame] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.feed(bytes[start..<min(bytes.count, start + size)])
            frames += try Self.read(&reader)
        }
        #expect(frames == Self.frames())
        #expect(reader.isAtBoundary)
    }

    @Test("A stream that ends inside a frame is not at a boundary, and gives no frame")
    func truncated() throws {
        let bytes = Frame(.hello, Array("{\"a\":1}".utf8)).encoded
        for count in 1..<bytes.count {
            var reader = FrameReader()
            reader.feed(bytes.prefix(count))
            #expect(try reader.next() == nil)
            #expect(!reader.isAtBoundary)
        }
    }

    @Test("A frame of an unknown kind is passed over")
    func unknown() throws {
        var reader = FrameReader()
        reader.feed([77, 0, 0, 0, 0, 2, 1, 1] + Frame(.idle, []).encoded)
        #expect(try Self.read(&reader) == [Frame(.idle, [])])
    }

    @Test(
        "A size beyond the bound is an error before anything is kept",
        arguments: [UInt32.max, UInt32(Bounds.frameBytes) + 1])
    func tooLarge(size: UInt32) throws {
        var writer = ByteWriter()
        writer.u8(4)
        writer.u8(0)
        writer.u32(size)
        var reader = FrameReader()
        reader.feed(writer.bytes)
        #expect(throws: FormatError.self) { try reader.next() }
    }

    @Test("A deflate bomb is refused: the frame says how large it grows, and nothing grows beyond")
    func bomb() throws {
        let bomb = try #require(Deflate.compress([UInt8](repeating: 0, count: Bounds.frameBytes)))
        for announced in [bomb.count + 1, 100_000, Bounds.frameBytes - 1] {
            var writer = ByteWriter()
            writer.u8(4)
            writer.u8(1)
            writer.u32(UInt32(announced))
            writer.run32(bomb)
            var reader = FrameReader()
            reader.feed(writer.bytes)
            #expect(throws: FormatError.self) { try reader.next() }
        }
    }

    @Test("Flipped bits behind the head of a compressed frame are an error, never another frame")
    func flipped() throws {
        let frame = Frame(.batch, Array(repeating: Array("hall".utf8) + [7, 8, 9], count: 60).flatMap(\.self))
        let bytes = frame.encoded
        for place in bytes.indices.dropFirst(6) {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << bit
                var reader = FrameReader()
                reader.feed(damaged)
                // Deflate has several ways to say one thing: another spelling of the same bytes is no damage.
                let read = (try? reader.next()) ?? frame
                #expect(read == frame, "byte \(place) bit \(bit)")
            }
        }
    }

    @Test("What compression does not make smaller goes as it is")
    func incompressible() throws {
        var random = SeededRandom(seed: 8)
        for count in [0, 1, 200, 201, 1_000, 70_000] {
            let frame = Frame(.batch, random.bytes(count))
            #expect(frame.encoded.count == count + 6)
            var reader = FrameReader()
            reader.feed(frame.encoded)
            #expect(try reader.next() == frame)
        }
    }
}
