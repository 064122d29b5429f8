import Foundation
import GRDB
import Glibc
import Synchronization

/// One hall of a test network: its folder, its address, and at most one running server.
final class TestHall: Sendable {
    let id: String
    let name: String
    let folder: String
    let url: String
    /// Words that stand before `hall`, like those of `faketime`.
    let program: [String]
    let environment: [String: String]
    private let server = Mutex<ChildProcess?>(nil)

    /// - Parameter url: where it listens; nil: a free port of the loopback.
    init(
        id: String, name: String, in root: String, url: String? = nil, program: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        self.id = id
        self.name = name
        folder = "\(root)/\(id.replacingOccurrences(of: ":", with: "-"))"
        self.url = try url ?? "https://127.0.0.1:\(FreePort.take())"
        self.program = program
        self.environment = environment
    }

    /// Runs a command on this hall and gives how it ended.
    func result(
        _ words: [String], timeout: Double = 60, killAfter: Int? = nil
    ) async throws -> HallBinary.Result {
        var result: HallBinary.Result
        var tries = 0
        repeat {
            result = try await HallBinary.run(
                words + ["--data", folder, "--json"], environment: environment, through: program, timeout: timeout,
                killAfter: killAfter)
            tries += 1
        } while TestHall.clockFailed(result.errors) && tries < TestHall.triesMax
        return result
    }

    private static let triesMax = 3

    /// Whether the library that moves the clock failed before the program began: it names what it shares after the
    /// process, and what a killed process of the same number left is in its way.
    private static func clockFailed(_ errors: String) -> Bool { errors.hasPrefix("libfaketime:") }

    /// Runs a command that must succeed and gives its answer.
    @discardableResult
    func run(_ words: String...) async throws -> JSON { try await run(words) }

    /// Runs a command that must succeed and gives its answer.
    @discardableResult
    func run(_ words: [String]) async throws -> JSON {
        let result = try await result(words)
        guard result.status == 0 else {
            throw TestFailure("\(name): hall \(words.joined(separator: " ")): \(result.status) \(result.errors)")
        }
        return result.json
    }

    // MARK: - The server

    var isServing: Bool { server.withLock { $0?.isRunning ?? false } }

    /// The server's process; nil while none runs.
    var serverProcess: Int32? { server.withLock { $0?.pid } }

    /// Where the server's standard output goes; its standard error has `.err` behind it.
    var serverOutput: String { "\(folder)/../\(id.replacingOccurrences(of: ":", with: "-")).out" }

    /// Starts the server; returns when it accepts.
    ///
    /// - Parameter isQuiet: nothing but errors is said.
    func start(_ words: [String] = [], isQuiet: Bool = true) async throws {
        var tries = 1
        while let errors = try await begin(words, isQuiet: isQuiet) {
            guard TestHall.clockFailed(errors), tries < TestHall.triesMax else {
                throw TestFailure("\(name): the server ended: \(errors)")
            }
            tries += 1
        }
    }

    /// Starts the server. Gives what it said if it ended, nil when it accepts.
    private func begin(_ words: [String], isQuiet: Bool) async throws -> String? {
        let output = serverOutput
        let child = try ChildProcess(
            program + [HallBinary.path, "serve", "--data", folder, "--web", "127.0.0.1:0"]
                + (isQuiet ? ["--quiet"] : []) + words,
            environment: environment, input: "/dev/null", output: output, errors: output + ".err")
        server.withLock { $0 = child }
        let isReady = try await until("\(name): ready", seconds: 20) { () -> Bool? in
            guard child.isRunning else { return false }
            return (try? String(contentsOfFile: output, encoding: .utf8))?.contains("ready") == true ? true : nil
        }
        return isReady ? nil : (try? String(contentsOfFile: output + ".err", encoding: .utf8)) ?? ""
    }

    /// Memory that the server holds, in KiB (VmRSS); nil where none runs.
    var residentKiB: Int? {
        guard let child = server.withLock({ $0 }), child.isRunning,
            let status = try? String(contentsOfFile: "/proc/\(child.pid)/status", encoding: .utf8)
        else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }
    }

    /// Ends the server as a power cut would.
    func kill() async {
        guard let child = server.withLock({ $0 }) else { return }
        child.signal(SIGKILL)
        await child.end(within: 5)
        server.withLock { $0 = nil }
    }

    /// Ends the server as an operator does and gives its exit status.
    @discardableResult
    func stop() async -> Int32 {
        guard let child = server.withLock({ $0 }) else { return 0 }
        child.signal(SIGTERM)
        let status = await child.end(within: 10)
        server.withLock { $0 = nil }
        return status
    }

    // MARK: - The store

    /// Reads the store beside whatever runs on it.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: folder + "/hall.sqlite", configuration: TestHall.patient)
        return try queue.read(body)
    }

    /// Writes into a stopped hall's store what no hall would.
    func tamper<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: folder + "/hall.sqlite", configuration: TestHall.patient)
        return try queue.write(body)
    }

    private static var patient: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// All bytes of all files of the folder, the keys left out.
    func storeBytes() throws -> [UInt8] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("hall.sqlite") }
        return try names.sorted().flatMap { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")) }
    }
}

/// Ports of the loopback that nobody listens on, below those that the kernel gives to outgoing connections, so that a
/// killed server finds its own free when it comes back.
enum FreePort {
    private static let given = Mutex<Set<Int>>([])

    static func take() throws -> Int {
        for _ in 0..<500 {
            let port = Int.random(in: 15_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }), isFree(port) else { continue }
            return port
        }
        throw TestFailure("no free port")
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

/// Looks every tenth of a second or sooner until there is something to see; a failure after so many seconds.
@discardableResult
func until<Value>(
    _ what: String, seconds: Double = 20, _ look: () async throws -> Value?
) async throws -> Value {
    let limit = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1_000_000_000)
    while true {
        if let value = try await look() { return value }
        guard DispatchTime.now().uptimeNanoseconds < limit else { throw TestFailure("waited in vain: \(what)") }
        try await Task.sleep(nanoseconds: 50_000_000)
    }
}
