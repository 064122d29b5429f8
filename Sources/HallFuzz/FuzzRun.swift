import Glibc

/// A run over one target: the corpus as it stands, then so many inputs made of it.
package struct FuzzRun: Sendable {
    private let target: FuzzTarget
    private let corpus: [[UInt8]]
    private let seed: UInt64

    /// An input that takes longer than this, in milliseconds of the processor, is a fault: no reader of a small input
    /// has an excuse.
    package static let slowMilliseconds = 2_000.0

    package init(_ target: FuzzTarget, corpus: [[UInt8]], seed: UInt64) {
        self.target = target
        self.corpus = corpus
        self.seed = seed
    }

    /// What a run found.
    package struct Report: Sendable {
        /// Inputs tried, those of the corpus included.
        package var inputs = 0
        /// How many of them were read; the others were refused as they should be.
        package var accepted = 0
        /// The slowest input, in milliseconds of the processor.
        package var slowest = 0.0
        /// Inputs that broke a promise, with what they broke; the first few.
        package var findings: [(bytes: [UInt8], what: String)] = []
    }

    /// Tries `count` inputs beside the corpus.
    ///
    /// - Parameter begin: told of each input before it is tried, so that one that ends the process is not lost.
    package func run(count: Int, begin: ([UInt8]) -> Void = { _ in }) -> Report {
        var report = Report()
        var mutator = Mutator(target, corpus: corpus, seed: seed)
        for input in corpus { attempt(input, begin, &report) }
        for _ in 0..<count where report.findings.count < FuzzRun.findingsMax {
            let input = mutator.next()
            if attempt(input, begin, &report) { mutator.keep(input) }
        }
        return report
    }

    private static let findingsMax = 20

    @discardableResult
    private func attempt(_ input: [UInt8], _ begin: ([UInt8]) -> Void, _ report: inout Report) -> Bool {
        begin(input)
        report.inputs += 1
        let start = processorMilliseconds()
        var isRead = false
        do {
            isRead = try target.check(input)
        } catch {
            report.findings.append((input, "\(error)"))
        }
        let used = processorMilliseconds() - start
        if used > FuzzRun.slowMilliseconds { report.findings.append((input, "slow: \(Int(used)) ms")) }
        report.slowest = max(report.slowest, used)
        if isRead { report.accepted += 1 }
        return isRead
    }

    /// Of this thread alone: what other programs do on the machine makes no input slow.
    private func processorMilliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
    }
}
