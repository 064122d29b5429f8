import Foundation
import GRDB
import Sync
import Synchronization

/// Lets commands that wait at the same time go together: whoever finds no leader leads, takes all that wait, and writes
/// them in one transaction.
final class CommandQueue: Sendable {
    private struct Waiting: Sendable {
        let ticket: UInt64
        let run: @Sendable (inout WriteBatch) throws -> Void
    }

    private struct State {
        var nextTicket: UInt64 = 0
        var waiting: [Waiting] = []
        var isLed = false
        /// Outcomes of finished commands; taken out by those who wait for them.
        var outcomes: [UInt64: Result<Void, any Error>] = [:]
    }

    private let state = Mutex(State())
    private let condition = NSCondition()

    /// Commands that one transaction takes together.
    private static let most = 1_024

    /// Runs `body`, alone or together with others; returns when its transaction is durable.
    ///
    /// - Parameter transaction: opens a transaction, passes the batch, signs and commits.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (inout WriteBatch, Database) throws -> Value,
        transaction: (_ work: (inout WriteBatch) throws -> Void) throws -> Void
    ) throws -> Value {
        let box = Box<Value>()
        let ticket = state.withLock { state in
            state.nextTicket += 1
            let ticket = state.nextTicket
            state.waiting.append(
                Waiting(ticket: ticket) { batch in box.set(try batch.command(body)) })
            return ticket
        }
        while true {
            if let outcome = state.withLock({ $0.outcomes.removeValue(forKey: ticket) }) {
                try outcome.get()
                return try box.get()
            }
            let mine = state.withLock { state -> [Waiting]? in
                guard !state.isLed, !state.waiting.isEmpty else { return nil }
                state.isLed = true
                let taken = Array(state.waiting.prefix(CommandQueue.most))
                state.waiting.removeFirst(taken.count)
                return taken
            }
            if let mine {
                lead(mine, transaction)
            } else {
                condition.lock()
                // The outcome may have come between the look and the lock; the time limit bounds that.
                if !state.withLock({ $0.outcomes[ticket] != nil || !$0.isLed }) {
                    _ = condition.wait(until: Date(timeIntervalSinceNow: 0.05))
                }
                condition.unlock()
            }
        }
    }

    private func lead(
        _ commands: [Waiting], _ transaction: (_ work: (inout WriteBatch) throws -> Void) throws -> Void
    ) {
        var outcomes: [UInt64: Result<Void, any Error>] = [:]
        do {
            try transaction { batch in
                for command in commands {
                    let outcome = Result { try command.run(&batch) }
                    // A full or broken disk may have ended the whole transaction: nothing of it is to be trusted.
                    if case .failure(let error) = outcome, error is DatabaseError { throw error }
                    outcomes[command.ticket] = outcome
                }
            }
        } catch {
            // Nothing was committed: not even what a single command had done well.
            for command in commands { outcomes[command.ticket] = .failure(error) }
        }
        let finished = outcomes
        state.withLock { state in
            state.isLed = false
            state.outcomes.merge(finished) { $1 }
        }
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)

        func set(_ new: Value) { value.withLock { $0 = new } }

        func get() throws -> Value {
            guard let value = value.withLock({ $0 }) else { throw HallError.fault("a command without a value") }
            return value
        }
    }
}
