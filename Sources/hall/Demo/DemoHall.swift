import Foundation
import Glibc
import HallNode
import Synchronization
import Tiers

/// A hall of the demonstration: its own folder, its own process.
final class DemoHall: Sendable {
    let title: String
    let folder: String
    let url: String
    private let server = Mutex<Process?>(nil)

    init(title: String, folder: String, url: String) {
        self.title = title
        self.folder = folder
        self.url = url
    }

    /// The program that runs now.
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

    /// Runs a command of this very program on the hall and gives its answer.
    @discardableResult
    func run(_ words: [String]) throws -> JSONValue {
        let process = Process()
        process.executableURL = DemoHall.program
        process.arguments = words + ["--data", folder, "--json"]
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw DemoFailure(
                "\(title): hall \(words.joined(separator: " ")): \(process.terminationStatus) "
                    + String(decoding: complaint, as: UTF8.self))
        }
        let line = String(decoding: answer, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return line.isEmpty ? .null : try JSONValue.parse(line)
    }

    /// Starts the hall's server; returns when it accepts.
    func start() throws {
        let process = Process()
        process.executableURL = DemoHall.program
        process.arguments = ["serve", "--data", folder, "--web", "127.0.0.1:0", "--quiet"]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        server.withLock { $0 = process }
        let said = output.fileHandleForReading.availableData
        guard String(decoding: said, as: UTF8.self).contains("ready") else {
            throw DemoFailure("\(title): the server does not get ready")
        }
    }

    /// Ends the hall's server: `kill` as a power cut would, else as an operator does.
    func stop(kill: Bool = false) {
        guard let process = server.withLock({ $0 }) else { return }
        if kill {
            Glibc.kill(process.processIdentifier, SIGKILL)
        } else {
            process.terminate()
        }
        process.waitUntilExit()
        server.withLock { $0 = nil }
    }
}

/// A step of the demonstration that did not go as it should.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
