internal import CCurl
internal import Synchronization

/// Ends a request from another thread, at once, also while nothing moves on the line.
///
/// One token may serve several requests, one after another or at the same time; once cancelled it stays so.
public final class Cancellation: Sendable {
    private struct State {
        var cancelled = false
        /// The multi handles that wait under this token now, as addresses: a raw pointer is not `Sendable`.
        var waiting: [UInt] = []
    }

    private let state = Mutex(State())

    /// A token that has not been cancelled.
    public init() {}

    /// Ends what runs under this token and whatever will be started under it. Any thread; returns at once.
    public func cancel() {
        state.withLock { state in
            state.cancelled = true
            // A handle leaves this list, under this lock, before it is closed, so that each address is a live one.
            for address in state.waiting {
                guard let multi = UnsafeMutableRawPointer(bitPattern: address) else { continue }
                _ = curl_multi_wakeup(multi)
            }
        }
    }

    /// True once cancelled.
    public var isCancelled: Bool { state.withLock { $0.cancelled } }

    func enter(_ multi: UnsafeMutableRawPointer) {
        state.withLock { $0.waiting.append(UInt(bitPattern: multi)) }
    }

    func leave(_ multi: UnsafeMutableRawPointer) {
        state.withLock { state in
            guard let place = state.waiting.firstIndex(of: UInt(bitPattern: multi)) else { return }
            state.waiting.remove(at: place)
        }
    }
}
