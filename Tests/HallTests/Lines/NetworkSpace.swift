import Foundation
import Glibc

/// A network namespace of its own for one hall: it reaches its neighbours over the lines that a test lays, and nothing
/// else.
final class NetworkSpace: Sendable {
    let name: String
    /// The address at which the hall of this space listens.
    let address: String

    /// Words that run a program in this space.
    var program: [String] { ["ip", "netns", "exec", name] }

    /// - Parameter number: tells the spaces of a test apart, 1 to 250.
    init(_ number: Int) async throws {
        name = "hall\(getpid())-\(number)"
        address = "10.78.\(number).1"
        try await Tool.run("ip", "netns", "add", name)
        try await Tool.run(program + ["ip", "link", "set", "lo", "up"])
        try await Tool.run(program + ["ip", "addr", "add", "\(address)/32", "dev", "lo"])
    }

    /// Gives the space back to the system.
    func remove() async { try? await Tool.run("ip", "netns", "del", name) }

    /// Why this machine cannot lay lines; nil if it can.
    static let obstacle: String? = {
        if getuid() != 0 { return "network namespaces need root" }
        if access("/dev/net/tun", R_OK | W_OK) != 0 { return "there is no /dev/net/tun" }
        for tool in ["ip", "cc"] where !Tool.exists(tool) { return "there is no `\(tool)`" }
        return nil
    }()
}

/// Programs of the system that a test needs.
enum Tool {
    static func exists(_ name: String) -> Bool {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    static func run(_ words: String...) async throws { try await run(words) }

    /// Runs a program that must succeed.
    static func run(_ words: [String]) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let errors = folder.path + "/err"
        let child = try ChildProcess(words, environment: [:], input: "/dev/null", output: "/dev/null", errors: errors)
        guard await child.end(within: 60) == 0 else {
            throw TestFailure("\(words.joined(separator: " ")): \(try String(contentsOfFile: errors, encoding: .utf8))")
        }
    }
}
