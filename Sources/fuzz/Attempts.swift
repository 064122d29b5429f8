import Foundation
import Glibc
import HallFuzz

/// The process that tries inputs: little memory, a small stack, and a note of what it is doing.
struct Attempts {
    private let target: FuzzTarget
    private let corpus: Corpus
    private let note: String

    /// All that a reader of small inputs may take, in bytes of address space.
    private static let memoryMax: rlim_t = 3 << 30
    /// Halls read on threads whose stack is no larger.
    private static let stackBytes = 512 << 10

    init(_ target: FuzzTarget, corpus: Corpus, note: String) {
        self.target = target
        self.corpus = corpus
        self.note = note
    }

    func run(count: Int, seed: UInt64) throws {
        var limit = rlimit(rlim_cur: Attempts.memoryMax, rlim_max: Attempts.memoryMax)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        var core = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
        let run = FuzzRun(target, corpus: try corpus.inputs(of: target).map(\.bytes), seed: seed)
        let (target, corpus, note) = (target, corpus, try Note(path: note))
        let ended = DispatchSemaphore(value: 0)
        nonisolated(unsafe) let shared = note  // used by the one thread alone until it ends
        let thread = Thread {
            let report = run.run(count: count) { shared.begin($0) }
            for (place, finding) in report.findings.enumerated() {
                FileHandle.standardError.write(Data("\(target.name): \(finding.what)\n".utf8))
                let word = finding.what.hasPrefix("slow") ? "slow" : "broken"
                try? corpus.add(finding.bytes, named: "\(word)-\(seed)-\(place)", to: target)
            }
            var usage = rusage()
            getrusage(RUSAGE_SELF.rawValue, &usage)
            print(report.inputs, report.accepted, report.slowest, usage.ru_maxrss, report.findings.count)
            ended.signal()
        }
        thread.stackSize = Attempts.stackBytes
        thread.start()
        ended.wait()
    }
}
