import Dispatch
import Foundation
public import Tiers

/// The system's clock, the only place where it is read.
public enum SystemClock {
    /// Now.
    public static var now: Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    /// Milliseconds that only grow, from an arbitrary beginning: for waiting, never for law.
    public static var monotonicMilliseconds: Int64 { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }
}

/// The system's random source.
public enum SystemRandom {
    /// So many random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        // Eight at a time: each call of the generator is a call of the kernel.
        while bytes.count < count {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }
}

extension Instant {
    /// The moment by the superior's clock, given what this clock is ahead by, ms; itself if that was never measured.
    func corrected(by offset: Int64?) -> Instant {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(offset ?? 0)
        return overflow ? self : Instant(milliseconds: difference)
    }
}
