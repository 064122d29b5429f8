import Synchronization

/// What was refused or cut off at this hall's borders.
public enum BorderEvent: String, CaseIterable, Sendable {
    /// A request to join with a secret that is wrong, used or expired.
    case joinRefused = "join-refused"
    /// A request to join that was not looked at, since too many wrong ones came before it.
    case joinLimited = "join-limited"
    /// A connection beyond those that one address or key may have.
    case connectionRefused = "connection-refused"
    /// A request whose body is longer than its sender may make it.
    case requestTooLong = "request-too-long"
    /// A handshake or request that took too long to come in.
    case slowRequest = "slow-request"
    /// An answer that its caller took too long to take.
    case slowAnswer = "slow-answer"
}

/// Counts what happens at this hall's borders since the process began; shown in the metrics.
public final class BorderMeter: Sendable {
    private let counts = Mutex<[BorderEvent: Int]>([:])

    init() {}

    /// Counts one.
    public func add(_ event: BorderEvent) {
        counts.withLock { counts in
            let (sum, overflow) = (counts[event] ?? 0).addingReportingOverflow(1)
            counts[event] = overflow ? .max : sum
        }
    }

    /// How many there were.
    public func count(_ event: BorderEvent) -> Int { counts.withLock { $0[event] ?? 0 } }
}
