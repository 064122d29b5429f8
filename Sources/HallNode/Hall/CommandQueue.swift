import Dispatch
import GRDB
import Sync
import Synchronization

/// Lets commands that wait at the same time go together: whoever finds no leader leads, takes all that wait, and writes
/// them in one transaction. Who leads when that is done is told so by name: nobody is woken for nothing.
final class CommandQueue: Sendable {
    /// One command, from when it comes until it is told how it ended.
    private final class Waiting: Sendable {
        let run: @Sendable (inout WriteBatch) throws -> Void
        /// Nil: it is to lead.
        private let outcome = Mutex<Result<Void, any Error>?>(nil)
        private let told = DispatchSemaphore(value: 0)

        init(_ run: @escaping @Sendable (inout WriteBatch) throws -> Void) { self.run = run }

        func end(_ result: Result<Void, any Error>) {
            outcome.withLock { $0 = result }
            told.signal()
        }

        func lead() { told.signal() }

        /// Waits for the outcome; nil if the command is to lead.
        func wait() -> Result<Void, any Error>? {
            told.wait()
            return outcome.withLock { $0 }
        }
    }

    private struct State {
        var waiting: [Waiting] = []
        var isLed = false
    }

    private let state = Mutex(State())

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
        let own = Waiting { batch in box.set(try batch.command(body)) }
        let leads = state.withLock { state in
            state.waiting.append(own)
            defer { state.isLed = true }
            return !state.isLed
        }
        if leads { own.lead() }
        while true {
            if let outcome = own.wait() {
                try outcome.get()
                return try box.get()
            }
            lead(transaction)
        }
    }

    /// Writes what waits, up to a bound, and hands on to the first that still waits: who leads is the first of all, so
    /// its own command is among those written.
    private func lead(_ transaction: (_ work: (inout WriteBatch) throws -> Void) throws -> Void) {
        let commands = state.withLock { state in
            let taken = Array(state.waiting.prefix(CommandQueue.most))
            state.waiting.removeFirst(taken.count)
            return taken
        }
        var outcomes: [Result<Void, any Error>] = []
        do {
            try transaction { batch in
                for command in commands {
                    let outcome = Result { try command.run(&batch) }
                    // A full or broken disk may have ended the whole transaction: nothing of it is to be trusted.
                    if case .failure(let error) = outcome, error is DatabaseError { throw error }
                    outcomes.append(outcome)
                }
            }
        } catch {
            // Nothing was committed: not even what a single command had done well.
            outcomes = commands.map { _ in .failure(error) }
        }
        // The finished ones first: those that come back at once with their next command go with the next transaction,
        // which is the cheaper the more go together.
        for (command, outcome) in zip(commands, outcomes) { command.end(outcome) }
        let next = state.withLock { state in
            state.isLed = !state.waiting.isEmpty
            return state.waiting.first
        }
        next?.lead()
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
