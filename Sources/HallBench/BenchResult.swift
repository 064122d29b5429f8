import Foundation
public import HallNode

/// What a benchmark measured; null where a figure does not apply.
public struct BenchResult: Sendable {
    /// The work.
    public var work: String
    /// Events that every hall of the work has durably.
    public var events: Int
    /// From the first event to the last one durable at the last hall.
    public var seconds: Double
    /// Median and 99th percentile of single events, ms.
    public var p50: Double?
    /// 99th percentile, ms.
    public var p99: Double?
    /// Bytes that went over all links.
    public var bytesOnWire: Int?
    /// What disk, signature and bytes alone give in this run.
    public var limits: Limits

    /// Measured before the run, on the same disk and core.
    public struct Limits: Sendable {
        /// Durable writes of 4 KiB, a second.
        public var syncsPerSecond: Double
        /// Signatures a second on one core.
        public var signaturesPerSecond: Double
        /// Verifications a second on one core.
        public var verificationsPerSecond: Double
        /// Bytes hashed a second on one core.
        public var hashedBytesPerSecond: Double
    }

    /// The fields of `hall bench --json`.
    public var json: JSONValue {
        .fields([
            "work": .text(work), "events": .int(Int64(events)), "seconds": .decimal(seconds),
            "eventsPerSecond": .decimal(seconds > 0 ? Double(events) / seconds : 0),
            "p50ms": p50.map { .decimal($0) } ?? .null, "p99ms": p99.map { .decimal($0) } ?? .null,
            "bytesOnWire": .optional(bytesOnWire), "peakMemoryBytes": .optional(PeakMemory.bytes),
            "limits": .fields([
                "syncsPerSecond": .decimal(limits.syncsPerSecond),
                "signaturesPerSecond": .decimal(limits.signaturesPerSecond),
                "verificationsPerSecond": .decimal(limits.verificationsPerSecond),
                "hashedBytesPerSecond": .decimal(limits.hashedBytesPerSecond),
            ]),
        ])
    }
}

/// The most memory that this process ever had resident.
enum PeakMemory {
    /// Bytes; nil where the system does not tell.
    static var bytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
            .map { $0 * 1_024 }
    }
}
