import Foundation
import Synchronization

/// Says that the store has changed: to threads that wait, and to tasks. A signal carries nothing; who hears it looks.
public final class ChangeSignal: Sendable {
    private struct State {
        var version: UInt64 = 0
        var nextListener: UInt64 = 0
        var listeners: [UInt64: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())
    private let condition = NSCondition()

    /// A signal that nobody has given yet.
    public init() {}

    /// Counts the signals so far.
    public var version: UInt64 { state.withLock { $0.version } }

    /// Wakes everybody.
    public func notify() {
        let listeners = state.withLock { state in
            state.version += 1
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    /// Blocks this thread until there was a signal after `version`, at most so many seconds. Gives the newest count.
    public func wait(after version: UInt64, seconds: Double) -> UInt64 {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while state.withLock({ $0.version }) == version {
            guard condition.wait(until: end) else { break }
        }
        return state.withLock { $0.version }
    }

    /// Signals for a task. Several that come while the task works are one.
    public func stream() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number = state.withLock { state in
                state.nextListener += 1
                state.listeners[state.nextListener] = continuation
                return state.nextListener
            }
            continuation.onTermination = { [weak self] _ in
                _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
            }
        }
    }
}
