import Foundation
import HallNode
import Testing

/// Codes are read back by another program (`zbarimg` of Debian's zbar-tools), where it is installed.
struct QRCodeTests {
    static let reader = "/usr/bin/zbarimg"

    @Test(
        "another program reads what was written",
        .enabled(if: FileManager.default.isExecutableFile(atPath: reader), "zbar-tools is not installed"),
        arguments: [
            "a", "hallnet", "办件编号 360732-260302-ABCDEFGH1", String(repeating: "x", count: 14),
            String(repeating: "y", count: 62), String(repeating: "z", count: 106), String(repeating: "0", count: 152),
            String(repeating: "9", count: 180),
            "hallnet1 \(String(repeating: "0123456789abcdef", count: 4)) \(String(repeating: "f0", count: 32))",
        ])
    func readBack(text: String) throws {
        let code = try #require(QRCode(text))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("qr-\(UUID().uuidString).pgm")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(QRCodeTests.image(of: code)).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: QRCodeTests.reader)
        process.arguments = ["--quiet", "--raw", "--oneshot", "-Sbinary", file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test("a code is as small as its text allows, and 181 bytes are too many")
    func sizes() throws {
        #expect(QRCode("a")?.size == 21)
        #expect(QRCode(String(repeating: "a", count: 14))?.size == 21)
        #expect(QRCode(String(repeating: "a", count: 15))?.size == 25)
        #expect(QRCode(String(repeating: "a", count: 138))?.size == 49)
        #expect(QRCode(String(repeating: "a", count: QRCode.bytesMax))?.size == 53)
        #expect(QRCode(String(repeating: "a", count: QRCode.bytesMax + 1)) == nil)
    }

    /// The example of the standard's annex: the corners of a code look the same in every version.
    @Test("three corners hold a finder, the fourth does not")
    func finders() throws {
        let code = try #require(QRCode("hallnet"))
        let last = code.size - 1
        for (x, y) in [(0, 0), (last, 0), (0, last)] { #expect(code.isDark(x: x, y: y)) }
        for (x, y) in [(3, 3), (last - 3, 3), (3, last - 3)] { #expect(code.isDark(x: x, y: y)) }
        for (x, y) in [(1, 1), (last - 1, 1), (1, last - 1)] { #expect(!code.isDark(x: x, y: y)) }
        #expect(!code.isDark(x: -1, y: 0) && !code.isDark(x: 0, y: code.size))
    }

    /// A picture of four pixels a module, with the quiet zone.
    static func image(of code: QRCode) -> [UInt8] {
        let side = (code.size + 8) * 4
        var bytes = Array("P5\n\(side) \(side)\n255\n".utf8)
        for y in 0..<side {
            for x in 0..<side { bytes.append(code.isDark(x: x / 4 - 4, y: y / 4 - 4) ? 0 : 255) }
        }
        return bytes
    }
}
