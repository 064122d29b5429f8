import Sync
import Synchronization

/// A line of a child, from the hello that was welcomed until the next one. A child has one line: where two stores come
/// as one hall, each ends the other's, until one of them shows that it is an older copy.
final class ChildLine: Sendable {
    let linked: Linked
    /// With which key the child said hello.
    let key: KeyID
    private let state: Mutex<State>

    private struct State {
        var isEnded = false
        var isPulled = false
        var heardAt: Int64
    }

    /// A child that says nothing for so long is not at work on its line, ms.
    private static let patience: Int64 = 60_000
    /// One that is to go on with a new key is given so long since it was heard last, ms.
    private static let renewalPatience: Int64 = 30_000

    /// - Parameter now: ms of the monotonic clock.
    init(_ linked: Linked, key: KeyID, now: Int64) {
        self.linked = linked
        self.key = key
        state = Mutex(State(heardAt: now))
    }

    /// A newer hello was welcomed: what is still sent on this line ends.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    func end() { state.withLock { $0.isEnded = true } }

    /// The long response begins. A line has one: where two stores said hello and then both ask for it, the line ends,
    /// and both have to say hello again.
    ///
    /// - Returns: whether it is to be given.
    func beginPull() -> Bool {
        state.withLock { state in
            state.isEnded = state.isEnded || state.isPulled
            state.isPulled = true
            return !state.isEnded
        }
    }

    func heard(now: Int64) { state.withLock { $0.heardAt = now } }

    /// The child was heard a moment ago.
    func isAtWork(now: Int64) -> Bool { now - state.withLock { $0.heardAt } <= ChildLine.patience }

    /// The store on this line was found to be an older copy, and is on its way to a new key in place of this one.
    func isRenewing(_ key: KeyID, now: Int64) -> Bool {
        linked.isOlder && self.key == key && now - state.withLock { $0.heardAt } <= ChildLine.renewalPatience
    }
}
