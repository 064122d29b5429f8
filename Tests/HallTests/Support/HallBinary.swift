import Foundation
import Glibc
import Synchronization

/// Runs the built `hall` as a process of its own. Waiting happens on threads of its own, never on those of tasks.
enum HallBinary {
    /// The program that was built beside the tests, or the one that `HALL_TEST_BINARY` in the environment names,
    /// like a release build for a long soak.
    static let path: String = {
        if let named = ProcessInfo.processInfo.environment["HALL_TEST_BINARY"] {
            return URL(fileURLWithPath: named).path
        }
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appendingPathComponent("hall").path
    }()

    /// How a run ended.
    struct Result: Sendable {
        /// The exit status; 128 plus the signal's number where a signal ended it, as a shell says it.
        var status: Int32
        var output: [UInt8]
        var errors: String
        var milliseconds: Int

        var text: String { String(decoding: output, as: UTF8.self) }
        var json: JSON { JSON(text) }
    }

    /// Runs `hall` to its end, or kills it after the timeout.
    ///
    /// - Parameters:
    ///   - program: another program that runs `hall`, like `faketime`, with its own words before.
    ///   - killAfter: milliseconds after which it is killed as a power cut would; nil: never.
    static func run(
        _ words: [String], environment: [String: String] = [:], input: [UInt8] = [], through program: [String] = [],
        timeout: Double = 60, killAfter: Int? = nil
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try Data(input).write(to: URL(fileURLWithPath: folder.path + "/in"))
        let start = DispatchTime.now().uptimeNanoseconds
        let child = try ChildProcess(
            program + [path] + words, environment: environment, input: folder.path + "/in",
            output: folder.path + "/out", errors: folder.path + "/err")
        let limit = killAfter.map { Double($0) / 1_000 } ?? timeout
        let status = await child.end(within: limit)
        return Result(
            status: status, output: Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out"))),
            errors: try String(contentsOfFile: folder.path + "/err", encoding: .utf8),
            milliseconds: Int((DispatchTime.now().uptimeNanoseconds - start) / 1_000_000))
    }
}

/// A folder for one test, gone when the test lets go of it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/hall-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw TestFailure("no temporary folder") }
        path = String(cString: made)
    }

    deinit { remove() }

    /// `HALL_TEST_KEEP` in the environment keeps it, for looking into the stores after a failure.
    func remove() {
        guard ProcessInfo.processInfo.environment["HALL_TEST_KEEP"] == nil else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file in the folder and gives its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Writes a citizen's file for `--applicant`; the number is a made-up one with a right check digit.
    func applicant(_ name: String = "王某") throws -> String {
        try write(
            "\(name).json", Array(#"{"kind":"citizen","idNumber":"340101190001010017","name":"\#(name)"}"#.utf8))
    }
}

/// A process that a test started.
final class ChildProcess: Sendable {
    let pid: pid_t
    private let status = Mutex<Int32?>(nil)
    private static let started = Atomic<Int>(0)

    init(_ words: [String], environment: [String: String], input: String, output: String, errors: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // What the test process blocks or ignores is its own affair.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var all = ProcessInfo.processInfo.environment.filter { $0.key != "HALL_DATA" && !$0.key.hasPrefix("LC_") }
        all["LANG"] = "C.UTF-8"
        for (name, value) in environment { all[name] = value }
        // libfaketime makes a semaphore of this name, and takes it away again: two processes of one name would collide.
        if all["FAKETIME_SHARED"] != nil {
            let name = "/hall-test-\(getpid())-\(ChildProcess.started.wrappingAdd(1, ordering: .relaxed).newValue)"
            all["FAKETIME_SHARED"] = "\(name) \(name)"
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child = pid_t()
        let error = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, &variables)
        guard error == 0 else { throw TestFailure("\(words[0]): \(String(cString: strerror(error)))") }
        pid = child
    }

    /// Whether it has not ended yet.
    var isRunning: Bool { poll() == nil }

    func signal(_ number: Int32) {
        status.withLock { if $0 == nil { _ = Glibc.kill(pid, number) } }
    }

    /// Waits for its end and gives the exit status; kills it after so many seconds.
    @discardableResult
    func end(within seconds: Double) async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                let limit = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1_000_000_000)
                while true {
                    if let status = poll() { return continuation.resume(returning: status) }
                    if DispatchTime.now().uptimeNanoseconds >= limit { signal(SIGKILL) }
                    usleep(3_000)
                }
            }
        }
    }

    private func poll() -> Int32? {
        status.withLock { status in
            if let status { return status }
            var raw: Int32 = 0
            guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
            let signal = raw & 0x7f
            status = signal == 0 ? (raw >> 8) & 0xff : 128 + signal
            return status
        }
    }
}

/// Why a test cannot go on.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
