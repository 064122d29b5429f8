import Foundation
import GRDB
import HallNode
import Sync
import Synchronization
import Tiers

/// The benchmarks of `hall bench`.
public struct Bench: Sendable {
    /// What is measured.
    public enum Work: String, CaseIterable, Sendable {
        /// Writing at one hall.
        case append
        /// From a publisher down a line of halls, every hop durable and verifying.
        case chain
        /// One event at a time down a line of halls.
        case latency
    }

    /// How much of what.
    public struct Options: Sendable {
        /// Events in all.
        public var events = 10_000
        /// Bytes of one event.
        public var size = 1_024
        /// Halls in the line, the publisher included.
        public var nodes = 6
        /// Events in one commit.
        public var perCommit = 1
        /// Commits in one transaction.
        public var perTransaction = 1
        /// Clerks that write at the same time.
        public var writers = 1

        /// The defaults.
        public init() {}
    }

    private let options: Options

    /// Benchmarks with these options.
    public init(_ options: Options) { self.options = options }

    /// Runs a work.
    public func run(_ work: Work) async throws -> BenchResult {
        let limits = try await onThread { try BenchResult.Limits.measure() }
        switch work {
        case .append: return try await append(limits)
        case .chain: return try await chain(limits)
        case .latency: return try await latency(limits)
        }
    }

    private func append(_ limits: BenchResult.Limits) async throws -> BenchResult {
        let network = try await LocalNetwork.line(of: 1)
        let start = SystemClock.monotonicMilliseconds
        let commits = try await write(at: network.halls[0])
        let seconds = Double(SystemClock.monotonicMilliseconds - start) / 1_000
        await network.end()
        return BenchResult(
            work: Work.append.rawValue, events: commits * options.perCommit, seconds: seconds, limits: limits)
    }

    private func chain(_ limits: BenchResult.Limits) async throws -> BenchResult {
        let network = try await LocalNetwork.line(of: options.nodes)
        guard let last = network.halls.last else { throw HallError.fault("a line without halls") }
        let start = SystemClock.monotonicMilliseconds
        let commits = try await write(at: network.halls[0])
        try await wait(until: commits, at: last)
        let seconds = Double(SystemClock.monotonicMilliseconds - start) / 1_000
        let bytes = network.halls.reduce(0) { $0 + $1.wire.bytes }
        await network.end()
        return BenchResult(
            work: Work.chain.rawValue, events: commits * options.perCommit, seconds: seconds, bytesOnWire: bytes,
            limits: limits)
    }

    private func latency(_ limits: BenchResult.Limits) async throws -> BenchResult {
        let network = try await LocalNetwork.line(of: options.nodes)
        guard let last = network.halls.last else { throw HallError.fault("a line without halls") }
        let start = SystemClock.monotonicMilliseconds
        let times = try await onThread { [self] in
            var times: [Double] = []
            for number in 0..<options.events {
                let begin = DispatchTime.now().uptimeNanoseconds
                try commit(number, count: 1, writer: 0, at: network.halls[0])
                var version = last.changes.version
                while try Bench.held(at: last) <= number { version = last.changes.wait(after: version, seconds: 5) }
                times.append(Double(DispatchTime.now().uptimeNanoseconds - begin) / 1_000_000)
            }
            return times.sorted()
        }
        let seconds = Double(SystemClock.monotonicMilliseconds - start) / 1_000
        let bytes = network.halls.reduce(0) { $0 + $1.wire.bytes }
        await network.end()
        return BenchResult(
            work: Work.latency.rawValue, events: times.count, seconds: seconds, p50: times[times.count / 2],
            p99: times[min(times.count - 1, times.count * 99 / 100)], bytesOnWire: bytes, limits: limits)
    }

    // MARK: -

    private static let streamPrefix = "rules/bench-"

    /// Writes all events, by so many writers side by side. Gives the number of commits.
    private func write(at hall: Hall) async throws -> Int {
        let perWriter = max(1, options.events / options.perCommit / options.writers)
        let options = options
        let bench = self
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<options.writers {
                group.addTask {
                    try await onThread {
                        var number = 0
                        while number < perWriter {
                            let count = min(options.perTransaction, perWriter - number)
                            try bench.commit(number, count: count, writer: writer, at: hall)
                            number += count
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        return perWriter * options.writers
    }

    /// Writes commits of one writer in one transaction.
    private func commit(_ number: Int, count: Int, writer: Int, at hall: Hall) throws {
        guard let stream = StreamName("\(Bench.streamPrefix)\(writer)") else { throw HallError.fault("a name") }
        let workload = Workload(size: options.size, perCommit: options.perCommit)
        let contents = (number..<number + count).map { workload.content($0) }
        try hall.command { batch, _ in
            for content in contents { try batch.append(Draft(stream: stream, facts: [], content: content)) }
        }
    }

    /// Commits of the benchmark that a hall holds.
    private static func held(at hall: Hall) throws -> Int {
        try hall.read { db in
            try Int.fetchOne(
                db, sql: "SELECT coalesce(sum(head), 0) FROM streams WHERE name >= ? AND name < 'rules/bench.'",
                arguments: [streamPrefix]) ?? 0
        }
    }

    private func wait(until commits: Int, at hall: Hall) async throws {
        try await onThread {
            let start = SystemClock.monotonicMilliseconds
            var version = hall.changes.version
            while try Bench.held(at: hall) < commits {
                version = hall.changes.wait(after: version, seconds: 1)
                guard SystemClock.monotonicMilliseconds - start < 600_000 else {
                    throw HallError.fault("the last hall did not get everything in ten minutes")
                }
            }
        }
    }
}
