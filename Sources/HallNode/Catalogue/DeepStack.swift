import Foundation
import Synchronization

/// Runs a parser that goes down as deep as its input says, on a thread whose stack holds that. A thread of the server
/// may have half a megabyte; a thousand lists in each other take more.
enum DeepStack {
    /// Bytes; only those that are touched take memory.
    private static let bytes = 32 << 20

    /// Waits for the work and gives its answer; nil if no thread could be had.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) -> Value? {
        let answer = Answer<Value>()
        let ended = DispatchSemaphore(value: 0)
        let thread = Thread {
            answer.value.withLock { $0 = work() }
            ended.signal()
        }
        thread.stackSize = bytes
        thread.start()
        ended.wait()
        return answer.value.withLock { $0 }
    }

    private final class Answer<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}
