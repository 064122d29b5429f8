import Foundation
import Glibc

/// A slow and lossy line between the spaces of two halls; it can be cut and joined again.
final class SlowLine: Sendable {
    /// What a line is like, in each direction.
    struct Quality: Sendable {
        var bitsPerSecond: Int
        var delayMilliseconds: Int
        var lossPercent: Double

        /// The line that the design calls a normal one: 2 Mbit/s, 200 ms there and back, 2 % loss.
        static let normal = Quality(bitsPerSecond: 2_000_000, delayMilliseconds: 100, lossPercent: 2)
    }

    private let carrier: ChildProcess

    /// Lays the line.
    ///
    /// - Parameters:
    ///   - number: tells the lines of a test apart, 1 to 250.
    ///   - program: the compiled `Tests/Lines/line.c`.
    init(
        _ number: Int, from child: NetworkSpace, to parent: NetworkSpace, _ quality: Quality, program: String,
        in folder: TemporaryFolder
    ) async throws {
        let (near, far) = ("10.77.\(number).2", "10.77.\(number).1")
        let output = folder.path + "/line-\(number).out"
        carrier = try ChildProcess(
            [
                program, child.name, "uplink", near, parent.name, "child\(number)", far,
                String(quality.bitsPerSecond), String(quality.delayMilliseconds), String(quality.lossPercent),
                String(number),
            ], environment: [:], input: "/dev/null", output: output, errors: output + ".err")
        let carrier = carrier
        try await until("line \(number)") {
            guard carrier.isRunning else {
                throw TestFailure(try String(contentsOfFile: output + ".err", encoding: .utf8))
            }
            return (try? String(contentsOfFile: output, encoding: .utf8))?.contains("ready") == true ? true : nil
        }
        try await Tool.run(child.program + ["ip", "route", "add", parent.address, "dev", "uplink", "src", near])
    }

    func cut() { carrier.signal(SIGUSR1) }

    func join() { carrier.signal(SIGUSR2) }

    func end() async {
        carrier.signal(SIGTERM)
        await carrier.end(within: 5)
    }

    /// Compiles the carrier of lines.
    static func compile(in folder: TemporaryFolder) async throws -> String {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Lines/line.c").standardized.path
        let program = folder.path + "/line"
        try await Tool.run("cc", "-O2", "-o", program, source)
        return program
    }
}
