import Foundation
import Glibc
import HallFuzz

/// Starts the processes that try a target's inputs, and keeps what ends or hangs them.
struct Supervisor {
    private let target: FuzzTarget
    private let corpus: Corpus

    /// Without a new input for so long, in seconds, a process hangs.
    private static let hangSeconds = 60.0
    private static let crashesMax = 10

    init(_ target: FuzzTarget, corpus: Corpus) {
        self.target = target
        self.corpus = corpus
    }

    /// What all processes of a target came to.
    struct Total {
        var inputs = 0
        var accepted = 0
        var seconds = 0.0
        var slowest = 0.0
        var memoryKilobytes = 0
        var findings = 0

        func line(_ name: String) -> String {
            String(
                format: "%@ %9d %5.1f%% %8.1f %6.1fms %4d MB %9d",
                name.padding(toLength: 12, withPad: " ", startingAt: 0),
                inputs, 100 * Double(accepted) / Double(max(1, inputs)), seconds, slowest, memoryKilobytes / 1_024,
                findings)
        }
    }

    func run(count: Int, seed: UInt64) throws -> Total {
        var total = Total()
        var left = count
        var turn: UInt64 = 0
        // Kept until the end: the next process would only stumble over them again.
        var kept: [(name: String, input: [UInt8])] = []
        let start = DispatchTime.now().uptimeNanoseconds
        while left > 0, turn < Supervisor.crashesMax {
            let (tried, ending) = try attempt(count: left, seed: seed &+ turn << 32, into: &total)
            turn += 1
            guard let ending else { break }
            total.findings += 1
            total.inputs += tried.number
            left -= max(1, tried.number)
            kept.append(("\(ending)-\(seed)-\(turn)", tried.input))
            FileHandle.standardError.write(Data("\(target.name): \(ending) at input \(tried.number)\n".utf8))
        }
        for one in kept { try corpus.add(one.input, named: one.name, to: target) }
        total.seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1_000_000_000
        return total
    }

    /// One process to its end; a word for an end that is none.
    private func attempt(count: Int, seed: UInt64, into total: inout Total) throws -> (tried: Note, ending: String?) {
        let path = NSTemporaryDirectory() + "fuzz-note-\(getpid())"
        unlink(path)
        defer { unlink(path) }
        let note = try Note(path: path)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--targets", target.name, "--count", String(count), "--seed", String(seed), "--corpus", corpus.folder,
            "--note", path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let isHung = wait(for: process, note)
        let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .split { $0 == " " || $0 == "\n" }
        process.waitUntilExit()
        if isHung { return (note, "hang") }
        guard process.terminationReason == .exit, process.terminationStatus == 0, words.count == 5 else {
            return (note, "crash")
        }
        total.inputs += Int(words[0]) ?? 0
        total.accepted += Int(words[1]) ?? 0
        total.slowest = max(total.slowest, Double(words[2]) ?? 0)
        total.memoryKilobytes = max(total.memoryKilobytes, Int(words[3]) ?? 0)
        total.findings += Int(words[4]) ?? 0
        return (note, nil)
    }

    /// True if it had to be killed.
    private func wait(for process: Process, _ note: Note) -> Bool {
        var last = -1
        var since = DispatchTime.now().uptimeNanoseconds
        while process.isRunning {
            usleep(20_000)
            let number = note.number
            if number != last { (last, since) = (number, DispatchTime.now().uptimeNanoseconds) }
            guard Double(DispatchTime.now().uptimeNanoseconds - since) / 1_000_000_000 < Supervisor.hangSeconds else {
                kill(process.processIdentifier, SIGKILL)
                return true
            }
        }
        return false
    }
}
