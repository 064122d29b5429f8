import Foundation
import Glibc
import Synchronization

/// A line on the loopback between a child and its superior: so many bytes a second in each direction, and every so
/// often all its connections break off in the middle of whatever they carry.
final class FaultyLine: Sendable {
    /// The port on which it listens.
    let port: Int
    private let target: Int
    private let listener: Int32
    private let bytesPerSecond: Double
    private let state = Mutex(State())

    private struct State {
        var sockets: Set<Int32> = []
        var isOpen = true
        var drops = 0
        /// When each direction is free again, in nanoseconds of the uptime.
        var freeAt: [UInt64] = [0, 0]
    }

    /// A line to a port of this machine, which breaks every so many seconds.
    init(to target: Int, bytesPerSecond: Double, breaksEvery seconds: Double) throws {
        self.target = target
        self.bytesPerSecond = bytesPerSecond
        port = try FreePort.take()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let isBound = FaultyLine.withAddress(port) { bind(listener, $0, $1) == 0 }
        guard isBound, listen(listener, 64) == 0 else { throw TestFailure("no line on port \(port)") }
        Thread.detachNewThread { [self] in accepting() }
        Thread.detachNewThread { [self] in
            while isOpen {
                Thread.sleep(forTimeInterval: seconds)
                drop()
            }
        }
    }

    /// How often it broke off.
    var drops: Int { state.withLock { $0.drops } }

    /// Takes the line away for good.
    func remove() {
        state.withLock { $0.isOpen = false }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        drop()
    }

    private var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Breaks all connections off, without a farewell.
    private func drop() {
        state.withLock { state in
            if !state.sockets.isEmpty { state.drops += 1 }
            for socket in state.sockets {
                var abrupt = linger(l_onoff: 1, l_linger: 0)
                setsockopt(socket, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
                shutdown(socket, Int32(SHUT_RDWR))
            }
        }
    }

    private func accepting() {
        while isOpen {
            let near = accept(listener, nil, nil)
            guard near >= 0 else { return }
            let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard FaultyLine.withAddress(target, { connect(far, $0, $1) == 0 }) else {
                close(near)
                close(far)
                continue
            }
            state.withLock { $0.sockets.formUnion([near, far]) }
            let pumps = Countdown()
            for (source, sink, direction) in [(near, far, 0), (far, near, 1)] {
                Thread.detachNewThread { [self] in
                    pump(source, sink, direction)
                    shutdown(source, Int32(SHUT_RDWR))
                    shutdown(sink, Int32(SHUT_RDWR))
                    guard pumps.isLast() else { return }
                    state.withLock { $0.sockets.subtract([near, far]) }
                    close(near)
                    close(far)
                }
            }
        }
    }

    /// Tells the second of two threads that it is the last.
    private final class Countdown: Sendable {
        private let left = Mutex(2)

        func isLast() -> Bool {
            left.withLock { left in
                left -= 1
                return left == 0
            }
        }
    }

    private func pump(_ source: Int32, _ sink: Int32, _ direction: Int) {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(source, &bytes, bytes.count, 0)
            guard count > 0 else { return }
            wait(for: count, direction)
            var sent = 0
            while sent < count {
                let step = bytes[sent..<count].withUnsafeBytes {
                    send(sink, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard step > 0 else { return }
                sent += step
            }
        }
    }

    /// Waits until the line has room for so many bytes; all connections of a direction share it.
    private func wait(for count: Int, _ direction: Int) {
        let cost = UInt64(Double(count) / bytesPerSecond * 1_000_000_000)
        let begin = state.withLock { state in
            let now = DispatchTime.now().uptimeNanoseconds
            let begin = max(now, state.freeAt[direction])
            state.freeAt[direction] = begin + cost
            return begin + cost
        }
        let now = DispatchTime.now().uptimeNanoseconds
        if begin > now { usleep(UInt32((begin - now) / 1_000)) }
    }

    private static func withAddress<Value>(
        _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
