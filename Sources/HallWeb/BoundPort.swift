internal import Synchronization

/// Tells those who wait for it the port that a listener got, or why it got none.
final class BoundPort: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Int, any Error>])
        case known(Result<Int, any Error>)
    }

    private let state = Mutex(State.waiting([]))

    /// The port, as soon as it is known.
    func value() async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result<Int, any Error>? = state.withLock { state in
                switch state {
                case .known(let result):
                    return result
                case .waiting(let others):
                    state = .waiting(others + [continuation])
                    return nil
                }
            }
            if let known { continuation.resume(with: known) }
        }
    }

    /// Settles it; only the first result counts.
    func settle(_ result: Result<Int, any Error>) {
        let waiting: [CheckedContinuation<Int, any Error>] = state.withLock { state in
            guard case .waiting(let continuations) = state else { return [] }
            state = .known(result)
            return continuations
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}
