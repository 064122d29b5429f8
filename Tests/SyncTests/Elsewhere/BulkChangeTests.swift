import GRDB
import Testing

@testable import Sync

@Suite("Elsewhere a bulk change of the catalogue held up halls that it did not concern")
struct BulkChangeTests {
    private static let content = String(repeating: "办理条件、材料、时限。", count: 40)

    /// The city changes 800 of its matters at once.
    private static func changeMany(_ network: TestNetwork) throws {
        try network["3401"].write(
            (0..<800).map { Draft(StreamName(stringLiteral: "matter/3401/\($0)"), "v2", content: content) })
    }

    /// Frames and bytes that bring a case to a county beside, over both lines that lead there.
    private static func besideCost(changing: Bool) throws -> (frames: Int, bytes: Int) {
        let network = try TestNetwork.anhui()
        if changing { try changeMany(network) }
        try network["34"].write(Draft("case/34-1", "opened").with { $0.joins = ["340222"] })
        let lines = try (["3402", "340222"] as [NodeID]).map { try network.link($0) }
        let before = lines.reduce(0) { $0 + $1.carried }
        let frames = try lines.reduce(0) { try $0 + $1.exchange() }
        #expect(try network["340222"].holds("case/34-1") == "1w")
        return (frames, lines.reduce(0) { $0 + $1.carried } - before)
    }

    @Test("A bulk change of the catalogue costs the halls beside nothing: their time to synchronise is unchanged")
    func beside() throws {
        let (with, without) = try (Self.besideCost(changing: true), Self.besideCost(changing: false))
        #expect(with.frames == without.frames)
        // Signatures and ids deflate to some bytes more or less.
        #expect(abs(with.bytes - without.bytes) <= 64, "\(with.bytes) bytes, not \(without.bytes)")
    }

    @Test("A case goes past a bulk change, whether it was there first or comes while the change is on its way")
    func below() throws {
        let network = try TestNetwork.anhui()
        let link = try network.link("340122")
        try Self.changeMany(network)
        for number in 1...5 {
            let stream = StreamName(stringLiteral: "case/3401-\(number)")
            try network["3401"].write(Draft(stream, "opened").with { $0.joins = ["340122"] })
            _ = try link.down(bytesMax: 64 << 10)
            #expect(try network["340122"].holds(stream) == "1w", "the next 64 KiB do not bring case \(number)")
            #expect(try network["340122"].holds("matter/3401/799") == "", "all is there: nothing was passed")
        }
        try network.settle()
        #expect(try network["340122"].holds("matter/3401/799") == "1w")
        try network.expectDigestsAgree()
    }
}
